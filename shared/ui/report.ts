import { renderError } from '../src/render/error.ts';
import { renderPlan } from '../src/render/plan.ts';
import { renderResult } from '../src/render/result.ts';
import { plain } from '../src/render/style.ts';
import type { Words } from '../src/render/words.ts';
import type { Story } from './jobStory.ts';

const page = { style: plain, width: 100 };

/** Returns the plan, what was noted and what came of it, as text to keep. Empty until the job has ended, and without a plan. */
export function reportOf(job: string, { view, log, startedAt, at }: Story, words: Words): string {
  const { plan, ended } = view;
  if (!plan || !ended) return '';
  const time = (iso: string | undefined): string => (iso === undefined ? '' : words.moment(iso));
  return [
    ...renderPlan(plan, words, page, 'before-run'),
    '',
    `${job}  ${time(startedAt)} – ${time(at)}  ${words.t(`state.${ended.outcome}`)}`,
    '',
    ...log.map((line) => `${words.clock(line.at)}  ${words.say(line.message)}`),
    ...(log.length > 0 ? [''] : []),
    ...(ended.error ? renderError(ended.error, words, page) : []),
    ...renderResult(job, plan, ended, words, page),
    '',
  ].join('\n');
}

/** Hands the report to the browser as a file, `longshore-JOB.txt`. */
export function saveReport(job: string, story: Story, words: Words): void {
  const url = URL.createObjectURL(new Blob([reportOf(job, story, words)], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `longshore-${job}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
