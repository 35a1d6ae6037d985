import { countedFacts } from '../model/kinds.ts';
import type { Comparison, Contrast, Fact, ServiceComparison, Side } from '../model/comparison.ts';
import type { Page } from './page.ts';
import type { Words } from './words.ts';
import { table, visible, wrap } from './layout.ts';
import { product } from './product.ts';

/**
 * Returns both sides, what differs, one line for each thing and field, and the verdict, as lines. With `all` also a line for each
 * thing in which nothing differs.
 */
export function renderComparison(comparison: Comparison, all: boolean, words: Words, page: Page): string[] {
  const { a, b, services } = comparison;
  const { style } = page;
  const title = (side: Side): string => words.t('compare.at', { name: side.name, at: words.moment(side.at) });
  return [
    ...table(
      [{}, {}],
      [
        ['A', title(a)],
        ['B', title(b)],
      ],
      { width: page.width, paint: (cell, _, column) => (column === 0 ? style.faint(cell) : style.strong(cell)) },
    ),
    ...services.flatMap((service) => renderService(service, all, words, page)),
    '',
    ...verdict(services, words, page),
  ];
}

function renderService(service: ServiceComparison, all: boolean, words: Words, page: Page): string[] {
  const { t, count } = words;
  const { style, width } = page;
  const shown = service.contrasts.filter(({ differs }) => all || differs !== 'no');
  const hidden = service.contrasts.length - shown.length;
  const lines = [...versions(service, all, words), ...shown.flatMap((contrast) => contrastLines(contrast, words))];
  const names = [...new Set([service.a?.service, service.b?.service].filter((name) => name !== undefined))];
  return [
    '',
    style.name(names.map(visible).join(' → ')),
    ...table(
      [
        { head: t('head.item') },
        { head: t('head.what'), shrink: true },
        { head: t('head.field') },
        { head: 'A', align: 'right', shrink: true },
        { head: 'B', align: 'right', shrink: true },
        { head: t('head.sizes') },
      ],
      lines.map(({ cells }) => cells),
      {
        width,
        indent: '  ',
        paintHead: style.faint,
        paint: (cell, row, column) => (column < 5 && lines[row]?.differs === 'yes' ? style.warn(cell) : cell),
      },
    ),
    ...(hidden > 0 ? [`  ${style.faint(t('compare.equal-hidden', { count: count(hidden) }))}`] : []),
  ];
}

interface Line {
  differs: Fact['differs'];
  cells: string[];
}

function versions({ kind, a, b }: ServiceComparison, all: boolean, words: Words): Line[] {
  const [here, there] = [a, b].map((side) => (side ? product(kind, side.version) : words.t('compare.absent')));
  if (here === there && !all) return [];
  const cells = ['', words.t('compare.version'), 'version', here ?? '', there ?? '', ''];
  return [{ differs: here === there ? 'no' : 'yes', cells }];
}

/** The fields that people ask for first. */
const telling = [...countedFacts(), 'version', 'value'];

function contrastLines(contrast: Contrast, words: Words): Line[] {
  const { item, name, type, facts } = contrast;
  const what = name === '' ? type : type === 'table' ? name : `${name} (${type})`;
  const sizes = sizesOf(facts, words);
  const main = facts.find(({ field }) => telling.includes(field));
  if (contrast.in !== 'both') {
    const known = main && contrast.in === 'a' ? main.a : main?.b;
    const here = main && known !== null && known !== undefined ? value(main, contrast.in, words) : words.t('compare.only');
    // A side that did not look for it may have it.
    const absent = words.t(contrast.differs === 'maybe' ? 'compare.not-looked-at' : 'compare.absent');
    const [a, b] = contrast.in === 'a' ? [here, absent] : [absent, here];
    return [{ differs: contrast.differs, cells: [item, what, main?.field ?? '', a, b, sizes] }];
  }
  const differing = facts.filter(({ differs }) => differs !== 'no');
  const shown = differing.length > 0 ? differing : main ? [main] : [];
  if (shown.length === 0) return [{ differs: 'no', cells: [item, what, '', '', '', sizes] }];
  return shown.map((fact, at) => ({
    differs: fact.differs,
    cells: [item, what, fact.field, value(fact, 'a', words), value(fact, 'b', words), at === 0 ? sizes : ''],
  }));
}

function value(fact: Fact, side: 'a' | 'b', { t, count }: Words): string {
  const known = fact[side];
  if (known === null) return countedFacts().includes(fact.field) ? t('compare.unknown') : t('compare.absent');
  const said = typeof known === 'number' ? count(known) : String(known);
  return fact.estimated === side || fact.estimated === 'both' ? t('compare.estimate', { value: said }) : said;
}

function sizesOf(facts: Fact[], words: Words): string {
  const size = facts.find(({ field }) => field === 'bytes');
  if (!size) return '';
  const [a, b] = [size.a, size.b].map((bytes) => (bytes === null ? words.t('compare.absent') : words.bytes(Number(bytes))));
  return a === b ? (a ?? '') : `${a} → ${b}`;
}

function verdict(services: ServiceComparison[], { t, count }: Words, { style, width }: Page): string[] {
  const all = services.flatMap(({ contrasts }) => contrasts);
  const versionsDiffer = services.filter(({ a, b }) => a?.version !== b?.version).length;
  const differences = all.filter(({ differs }) => differs === 'yes').length + versionsDiffer;
  const maybe = all.filter(({ differs }) => differs === 'maybe').length;
  const compared = count(all.length + services.length);
  return [
    ...(differences > 0
      ? wrap(t('different.found', { differences: count(differences), compared }), width).map(style.warn)
      : maybe === 0
        ? wrap(t('compare.same', { compared }), width).map(style.good)
        : []),
    ...(maybe > 0 ? wrap(t('compare.maybe', { maybe: count(maybe) }), width) : []),
  ];
}
