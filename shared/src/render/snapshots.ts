import type { SnapshotDetail } from '../api/answers.ts';
import { type Entry, countedIn } from '../model/inventory.ts';
import { type SnapshotSummary, imagesOf, missingNames } from '../model/manifest.ts';
import type { ServiceKind } from '../model/service.ts';
import type { Page } from './page.ts';
import type { Words } from './words.ts';
import { hang, table, visible, wrap } from './layout.ts';
import { amountOf, product } from './product.ts';
import { standingOf } from '../model/standing.ts';
import { bestProof } from './proofs.ts';

/**
 * Returns snapshots as lines of a table, with a remark below it when some hold production data. A sentence when there are none.
 */
export function renderSnapshots(snapshots: SnapshotSummary[], words: Words, page: Page): string[] {
  const { t } = words;
  const { style } = page;
  if (snapshots.length === 0) return wrap(t('snapshots.none'), page.width);
  const rows = table(
    [
      { head: t('head.snapshot') },
      { head: t('head.age') },
      { head: t('head.size'), align: 'right' },
      { head: t('head.environment') },
      { head: t('head.proof'), shrink: true },
    ],
    snapshots.map((snapshot) => [
      snapshot.reference,
      words.ago(snapshot.startedAt),
      words.bytes(snapshot.bytes),
      t(`environment.${snapshot.environment}`),
      [
        ...(snapshot.complete ? [] : [t('snapshots.partial')]),
        ...(snapshot.pinned ? [t('snapshots.pinned')] : []),
        bestProof(standingOf(snapshot), words).text,
      ].join(', '),
    ]),
    {
      width: page.width,
      paintHead: style.faint,
      paint: (cell, row, column) => {
        if (column === 0) return style.name(cell);
        const snapshot = snapshots[row];
        const good = snapshot?.complete === true && bestProof(standingOf(snapshot), words).good;
        return column === 4 ? (good ? style.good(cell) : style.warn(cell)) : cell;
      },
    },
  );
  if (!snapshots.some(({ environment }) => environment === 'production')) return rows;
  return [...rows, ...wrap(t('snapshots.production'), page.width).map(style.faint)];
}

/** Returns what one snapshot holds and what is known of it, as lines. */
export function renderSnapshot(snapshot: SnapshotDetail, words: Words, page: Page): string[] {
  const { manifest, inventory } = snapshot;
  const { t } = words;
  const { style } = page;
  const proof = bestProof({ services: manifest.services.map(({ name }) => name), proofs: snapshot.proofs }, words);
  const fact = (label: string, value: string): string[] => [label, value];
  const frozen = manifest.point === undefined ? [] : [fact(t('show.point'), words.moment(manifest.point))];
  return [
    style.strong(visible(snapshot.reference)),
    ...table(
      [{}, {}],
      [
        fact(t('show.made'), `${words.moment(manifest.startedAt)} (${words.ago(manifest.startedAt)})`),
        ...frozen,
        fact(t('show.mode'), t(`mode.${manifest.mode}`)),
        fact(t('show.of'), `${manifest.stack.project}, ${t(`environment.${manifest.environment}`)}`),
        fact(t('show.size'), words.bytes(snapshot.bytes)),
        fact(t('show.proof'), proof.text),
        ...(snapshot.pinned ? [fact(t('show.kept'), t('snapshots.pinned'))] : []),
      ],
      { width: page.width, indent: '  ', paint: (cell, _, column) => (column === 0 ? style.faint(cell) : cell) },
    ),
    ...manifest.missing.flatMap((missing) =>
      wrap(`${t('plan.missing', { names: missingNames([missing]) })} ${words.say(missing.reason)}`, page.width, '  ').map(
        style.warn,
      ),
    ),
    ...snapshot.warnings.flatMap((warning) => hang('  ! ', words.say(warning), page.width).map(style.warn)),
    ...manifest.services.flatMap((service) => {
      const stored = manifest.artifacts.filter((artifact) => artifact.service === service.name);
      const entries = inventory[service.name]?.entries ?? [];
      return [
        '',
        [
          `${style.name(visible(service.name))}  ${visible(product(service.kind, service.version))}`,
          ...imagesOf(service).map(({ reference }) => visible(reference)),
        ].join(', '),
        ...table(
          [{ shrink: true }, { align: 'right' }],
          service.items.map((item) => [item, rowsOf(service.kind, entries, item, words)]),
          { width: page.width, indent: '  ' },
        ),
        ...table(
          [{}, { align: 'right' }],
          stored.map((artifact) => [artifact.key, words.bytes(artifact.bytes)]),
          { width: page.width, indent: '  ', paint: style.faint },
        ),
      ];
    }),
    '',
    t('show.restore'),
    `  ${style.strong(`longshore restore ${visible(snapshot.reference)}`)}`,
  ];
}

/** Returns how much was counted in one item, as `1,204 rows` or `0 keys`; `not counted` where no entry of it has a count. */
export function rowsOf(kind: ServiceKind, entries: Entry[], item: string, words: Words): string {
  const sum = countedIn(entries.filter((entry) => entry.item === item));
  return sum === undefined ? words.t('show.not-counted') : amountOf([kind], sum, words);
}
