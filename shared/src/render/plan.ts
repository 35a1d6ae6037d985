import { missingNames } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { Page } from './page.ts';
import type { Words } from './words.ts';
import { hang, table, visible, wrap } from './layout.ts';
import { product } from './product.ts';
import { sayStep } from './progress.ts';
import { shellLine } from './shell.ts';

/**
 * Returns a plan as lines. Before a run: what will happen, as short as a confirmation needs. For `--dry-run` also each container
 * and step, and how to run exactly this plan.
 */
export function renderPlan(plan: Plan, words: Words, page: Page, purpose: 'before-run' | 'dry-run'): string[] {
  const { style, width } = page;
  const { t } = words;
  const section = (title: string, lines: string[]): string[] => (lines.length === 0 ? [] : ['', style.strong(title), ...lines]);
  const lines = [
    style.strong(words.say(plan.title)),
    ...table(
      [{}, {}, { shrink: true }, { align: 'right' }],
      plan.services.map((service) => [
        service.name,
        product(service.kind, service.version),
        itemsOf(service, words),
        service.bytes > 0 ? t('plan.about', { size: words.bytes(service.bytes) }) : '',
      ]),
      { width, indent: '  ', paint: (cell, _, column) => (column === 0 ? style.name(cell) : cell) },
    ),
    ...plan.missing.flatMap((missing) =>
      wrap(`${t('plan.missing', { names: missingNames([missing]) })} ${words.say(missing.reason)}`, width, '  ').map(style.warn),
    ),
    ...plan.facts.flatMap((fact) => wrap(words.say(fact), width, '  ')),
    ...plan.warnings.flatMap((warning) => hang('  ! ', words.say(warning), width).map(style.warn)),
  ];
  if (purpose === 'before-run') return lines;
  return [
    ...lines,
    ...section(
      t('plan.containers'),
      table(
        [{}, {}, {}, { shrink: true }],
        plan.containers.map((container) => [
          container.name,
          t(`role-name.${container.role}`),
          t(`plan.action.${container.action}`),
          words.say(container.reason),
        ]),
        { width, indent: '  ', paint: (cell, _, column) => (column === 3 ? style.faint(cell) : cell) },
      ),
    ),
    ...section(
      t('plan.steps'),
      plan.steps.flatMap((step, at) => hang(`${String(at + 1).padStart(4)}  `, sayStep(step, plan, words), width)),
    ),
    '',
    t('plan.not-run', { until: words.moment(plan.expiresAt) }),
    `  ${style.strong(`longshore run ${visible(plan.id)}`)}`,
    t('plan.command'),
    `  ${shellLine(plan.command)}`,
  ];
}

/**
 * Returns the items of one service of a plan as a text, with their new names. Of more than four, the first three and how many more
 * there are.
 */
export function itemsOf({ items, rename }: Plan['services'][number], { t }: Words): string {
  const named = items.map((item) => (rename?.[item] === undefined ? item : `${item} → ${rename[item]}`));
  return named.length > 4 ? t('plan.items', { first: named.slice(0, 3), more: named.length - 3 }) : named.join(', ');
}
