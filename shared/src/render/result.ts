import { onlyAdds } from '../model/additions.ts';
import type { JobEvent, JobResult } from '../model/job.ts';
import type { Plan } from '../model/plan.ts';
import { inOneLine, withoutPrefix } from '../model/differences.ts';
import type { Difference } from '../model/proof.ts';
import type { Page } from './page.ts';
import type { Words } from './words.ts';
import { table, visible, wrap } from './layout.ts';
import { amountOf } from './product.ts';

type Ended = Extract<JobEvent, { type: 'ended' }>;
const shownDifferences = 20;

/**
 * Returns what a job achieved as lines, or no line when it ended without a result: the one thing that it prints to standard output.
 */
export function renderResult(job: string, plan: Plan, ended: Ended, words: Words, page: Page): string[] {
  const { result } = ended;
  if (!result) return [];
  const headline = ended.outcome === 'succeeded' ? headlineOf(plan, result, words) : undefined;
  const services = result.services.filter(
    (service) => service.bytes !== undefined || service.rows !== undefined || service.proof,
  );
  return [
    ...(headline === undefined ? [] : [page.style.good(page.style.strong(headline))]),
    ...table(
      [{}, { align: 'right' }, { shrink: true }],
      services.map((service) => [
        service.service,
        service.bytes === undefined ? '' : words.bytes(service.bytes),
        proofOf(service, plan, words),
      ]),
      { width: page.width, indent: '  ', paint: (cell, _, column) => (column === 0 ? page.style.name(cell) : cell) },
    ),
    ...result.services.flatMap(({ service, proof }) => differences(service, proof?.differences ?? [], words, page)),
    ...result.services.flatMap(({ service, proof }) => noted(service, proof?.notes ?? [], words, page)),
    ...downtime(result, words, page),
    ...notOneMoment(plan, words, page),
    ...(result.repaired ?? []).flatMap((done) => wrap(words.say(done), page.width, '  ')),
    ...nextSteps(job, plan, ended, words, page),
  ];
}

/** Returns what a job that succeeded has achieved, in one sentence. */
export function headlineOf(plan: Plan, result: JobResult, words: Words): string {
  const time = words.duration(result.seconds);
  const snapshot = result.snapshot ?? '';
  const stack = plan.stack?.name ?? '';
  switch (plan.operation) {
    case 'backup':
      return words.t(result.complete === false ? 'result.backup-partial' : 'result.backup', {
        snapshot,
        size: words.bytes(result.bytes ?? 0),
        time,
      });
    case 'restore':
      return words.t('result.restore', { snapshot, stack, time });
    case 'copy':
      return words.t('result.copy', { from: plan.source?.stack.name ?? '', to: stack, time });
    case 'verify':
      return words.t('result.verify', { snapshot, time });
    case 'drill':
      return words.t('result.drill', { snapshot, time });
    case 'undo':
      return words.t('result.undo', { job: plan.job ?? '', time });
    case 'delete':
      return words.t('result.delete', { snapshots: result.deleted ?? [], size: words.bytes(result.bytes ?? 0), time });
    case 'import':
      return words.t('result.import', { snapshot, size: words.bytes(result.bytes ?? 0), time });
    case 'recover':
      return words.t('result.recover', { time });
  }
}

/**
 * Returns in words what the proof of a service says: how many differences there are, or how much was found again. Without a
 * proof: how much there was, empty when that was not counted.
 */
export function proofOf({ service, rows, proof }: JobResult['services'][number], plan: Plan, words: Words): string {
  const { t, count } = words;
  const kinds = plan.services.filter(({ name }) => name === service).map(({ kind }) => kind);
  if (proof) {
    if (!proof.ok) return t('proof.differs', { differences: count(proof.differences.length) });
    const all =
      proof.notes.length > 0
        ? t('proof.noted', { checked: count(proof.checked), notes: count(proof.notes.length) })
        : proof.rows > 0
          ? t('proof.rows', { rows: amountOf(kinds, proof.rows, words) })
          : t('proof.all', { checked: count(proof.checked) });
    const left = sorts(proof.notCompared, words);
    return left.length > 0 ? `${all}; ${t('proof.not-compared', { sorts: left })}` : all;
  }
  return rows === undefined ? '' : amountOf(kinds, rows, words);
}

/** Returns the words for what a proof says nothing of, from its `notCompared`, each once. */
export function sorts(notCompared: readonly string[], { t }: Words): string[] {
  const madeOf = new Set<string>();
  const said = notCompared.flatMap((name) => {
    if (name.startsWith(withoutPrefix)) return [visible(name.slice(withoutPrefix.length))];
    const [, fact = '', thing = ''] = /^(.*?): (.*)$/s.exec(name) ?? [];
    if (fact.endsWith('.rows')) return [t('sort.rows-of', { thing: visible(thing) })];
    const [type = '', part] = name.split('.');
    if (name === 'table.rows') return [t('sort.rows')];
    if (name === 'library') return [t('sort.libraries')];
    if (name === 'user') return [t('sort.users')];
    if (name.startsWith('keyspace.groups')) return [t('sort.groups')];
    // Where those of tables were compared, it is a newer version that looks at more.
    if (part === 'owner' && notCompared.includes('table.owner')) return [t('sort.owners')];
    if (part === undefined) return [visible(name)];
    madeOf.add(visible(type));
    return [];
  });
  return [...new Set(said), ...(madeOf.size > 0 ? [t('sort.made-of', { types: [...madeOf] })] : [])];
}

const differences = (service: string, all: Difference[], words: Words, page: Page): string[] =>
  someOf(service, all, words, page).map(page.style.bad);
const noted = (service: string, all: Difference[], words: Words, page: Page): string[] =>
  someOf(service, all, words, page).map(page.style.warn);

function someOf(service: string, all: Difference[], words: Words, { width }: Page): string[] {
  const { t, count } = words;
  const shown = all.slice(0, shownDifferences).map((each) => wrap(sayDifference(service, each, words), width, '  '));
  const more = all.length - shown.length;
  return [...shown.flat(), ...(more > 0 ? [`  ${t('proof.more', { more: count(more) })}`] : [])];
}

/** Returns one difference in words: what is missing, what is there besides, or which field has another value. */
export function sayDifference(service: string, { item, name, field, expected, found }: Difference, { t }: Words): string {
  const what = visible([service, item, name].filter((part) => part !== '').join(' / '));
  const part = field === '' ? what : `${what}: ${visible(field)}`;
  if (found === null) return t('proof.missing', { what: part });
  if (expected === null) return t('proof.extra', { what: part });
  return t('proof.difference', {
    what,
    field: visible(field),
    expected: visible(inOneLine(expected)),
    found: visible(inOneLine(found)),
  });
}

function downtime({ frozenSeconds, secondsDown }: JobResult, words: Words, { width }: Page): string[] {
  const each = Object.entries(secondsDown ?? {});
  if (each.length === 0) return [];
  const containers = each.map(([name, seconds]) => `${name} ${words.duration(seconds)}`);
  return frozenSeconds === undefined
    ? wrap(words.t('result.down', { containers }), width, '  ')
    : wrap(words.t('result.paused', { time: words.duration(frozenSeconds), containers }), width, '  ');
}

/**
 * Returns the warnings of a backup's plan that say that it is not of one moment, as lines: what the plan had said of it holds for
 * what was saved. No line for other operations.
 */
const notOneMoment = ({ operation, warnings }: Plan, words: Words, { style, width }: Page): string[] =>
  operation === 'backup'
    ? warnings
        .filter(({ key }) => key === 'warning.not-one-moment')
        .flatMap((warning) => wrap(words.say(warning), width, '  ').map(style.warn))
    : [];

function nextSteps(job: string, plan: Plan, { outcome, result }: Ended, { t, moment }: Words, { style, width }: Page): string[] {
  if (outcome !== 'succeeded' || !result) return [];
  const next = (text: string, command: string): string[] => ['', ...wrap(text, width), `  ${style.strong(command)}`];
  if (result.undoUntil !== undefined) {
    const key = onlyAdds(plan) ? 'next.undo-adds' : 'next.undo';
    return next(t(key, { until: moment(result.undoUntil) }), `longshore undo ${job}`);
  }
  if ((plan.operation === 'backup' || plan.operation === 'import') && result.snapshot !== undefined) {
    return next(t('next.drill'), `longshore drill ${visible(result.snapshot)}`);
  }
  return [];
}

/** Hints of failures that leave the new data live. */
const leaveNew = new Set(['hint.undo', 'hint.no-undo', 'hint.live-kept']);

/** Returns whether a job that did not succeed has left its new data live. */
export const keptNew = ({ error }: Ended): boolean => error?.hint !== undefined && leaveNew.has(error.hint.key);

/** Returns in words what became of what a cancelled job had begun. */
export function sayCancelled(ended: Ended, plan: Plan | undefined, words: Words): string {
  const { error } = ended;
  if (error?.hint && keptNew(ended)) return `${words.say(error.message)} ${words.say(error.hint)}`;
  return words.t(plan?.operation === 'delete' ? 'follow.stopped' : 'follow.cancelled');
}
