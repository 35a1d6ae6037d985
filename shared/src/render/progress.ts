import { onlyAdds } from '../model/additions.ts';
import { type JobView, type ServiceProgress, secondsLeft } from '../model/job.ts';
import type { Plan, Step } from '../model/plan.ts';
import type { Page } from './page.ts';
import type { Words } from './words.ts';
import { cut, table, visible, width } from './layout.ts';

/** Returns what a step of a plan does, in words. */
export function sayStep(step: Step, plan: Plan, { t }: Words): string {
  switch (step.do) {
    case 'quiet': {
      const containers = step.containers.map((id) => plan.containers.find((container) => container.id === id)?.name ?? id);
      return t(step.how === 'pause' ? 'step.pause' : 'step.stop', { containers });
    }
    case 'delete':
      return t('step.delete', { snapshots: step.snapshots.map(({ reference }) => reference) });
    case 'drop':
    case 'repair':
      return t(`step.${step.do}`, { job: step.job });
    case 'import':
      return t('step.import', { folder: step.folder });
    case 'lock':
    case 'open':
    case 'resume':
    case 'commit':
    case 'check':
    case 'unlock':
      return t(`step.${step.do}`);
    case 'fit':
    case 'prepare':
    case 'fix':
    case 'store':
    case 'parse':
    case 'trial':
    case 'stage':
    case 'reopen':
    case 'prove':
    case 'safety':
      return t(`step.${step.do}`, { services: step.services });
    case 'settle': {
      const { services, watchSeconds: seconds } = step;
      if (seconds !== undefined)
        return t(onlyAdds(plan) ? 'step.settle-watch-added' : 'step.settle-watch', { services, seconds });
      return t(onlyAdds(plan) ? 'step.settle-added' : 'step.settle', { services });
    }
    case 'swap':
      return t(onlyAdds(plan) ? `step.${step.do}-added` : `step.${step.do}`, { services: step.services });
  }
}

/** Returns what a step of a job does, in words, or undefined when the plan is not known yet or has no step of that index. */
export function stepText(view: JobView, index: number, words: Words): string | undefined {
  const step = view.plan?.steps[index];
  return step && view.plan ? sayStep(step, view.plan, words) : undefined;
}

function phaseOf(phase: string, words: Words): string {
  const said = words.say({ key: `phase.${phase}`, params: {} });
  return said.startsWith('phase.') ? phase : said;
}

function amount({ bytes, total }: ServiceProgress, words: Words): string {
  // An estimate that was too low is no longer worth showing.
  return total === undefined || bytes > total ? words.bytes(bytes) : `${words.bytes(bytes)} / ${words.bytes(total)}`;
}

const share = ({ bytes, total }: ServiceProgress): number | undefined =>
  total === undefined || total === 0 ? undefined : Math.min(1, bytes / total);

function left(progress: ServiceProgress, words: Words): string {
  const seconds = secondsLeft(progress);
  return seconds === undefined ? '' : words.t('progress.left', { time: words.duration(Math.ceil(seconds)) });
}

/**
 * Returns how much of everything that has to be moved was moved, between 0 and 1, or undefined while a service does not know how
 * much it has to move, or none has anything to move.
 */
export function shareOf({ services }: JobView): number | undefined {
  const shares = Object.values(services).map(({ bytes, total }) => ({ bytes, total: total ?? Number.NaN }));
  const total = shares.reduce((sum, each) => sum + each.total, 0);
  const bytes = shares.reduce((sum, each) => sum + Math.min(each.bytes, each.total), 0);
  return total > 0 ? bytes / total : undefined;
}

/**
 * Returns how far each service is that has moved bytes, in words: phase, bytes, and what is known of share, rate and time left.
 * An empty list while none has.
 */
export function progressOf(view: JobView, words: Words): { service: string; text: string }[] {
  const moving = Object.entries(view.services).filter(([, { bytes }]) => bytes > 0);
  return moving.map(([service, progress]) => {
    const part = share(progress);
    const facts = [
      `${phaseOf(progress.phase, words)} ${amount(progress, words)}`,
      part === undefined ? '' : `${Math.floor(part * 100)} %`,
      progress.rate > 0 ? `${words.bytes(progress.rate)}/s` : '',
      left(progress, words),
    ];
    return { service: visible(service), text: facts.filter((fact) => fact !== '').join(', ') };
  });
}

/** Returns the same as one line for each service: for log files and pipes. */
export const plainProgress = (view: JobView, words: Words): string[] =>
  progressOf(view, words).map(({ service, text }) => `${service}: ${text}`);

const barWidth = 16;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Returns a bar of 16 columns that is filled to an eighth of a column, by a part from 0 to 1. For undefined it is 16 dots. */
export function bar(part: number | undefined): string {
  const filled = Math.floor((part ?? 0) * barWidth * 8);
  const whole = '█'.repeat(Math.floor(filled / 8)) + (eighths[filled % 8] ?? '');
  return whole + '·'.repeat(barWidth - width(whole));
}

/**
 * Returns the step under way with the time since the start, which is given in seconds, then one row for each service. No row is
 * wider than the terminal, if that has 15 columns.
 */
export function liveRows(view: JobView, seconds: number, words: Words, page: Page): string[] {
  const { style } = page;
  const columns = page.width - 1;
  const step = stepText(view, view.step, words) ?? words.t('progress.starting');
  const elapsed = words.duration(Math.floor(seconds));
  const head = `${style.strong(cut(step, columns - width(elapsed) - 2))}  ${style.faint(elapsed)}`;
  const rows = Object.entries(view.services).map(([service, progress]) => [
    service,
    phaseOf(progress.phase, words),
    bar(share(progress)),
    amount(progress, words),
    progress.rate > 0 ? `${words.bytes(progress.rate)}/s` : '',
    left(progress, words),
  ]);
  const layout = [{ shrink: true }, {}, {}, {}, { align: 'right' as const }, {}];
  const paint = (cell: string, _: number, column: number): string => (column === 2 ? style.name(cell) : cell);
  const wide = table(layout, rows, { width: columns, indent: '  ', paint });
  if (wide.every((row) => width(row) <= columns)) return [head, ...wide];
  // A narrow window shows what matters most.
  const narrow = rows.map(([service = '', , , done = '', , time = '']) => cut(`  ${visible(service)} ${done} ${time}`, columns));
  return [head, ...narrow];
}
