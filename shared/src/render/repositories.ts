import type { RepositorySummary } from '../api/answers.ts';
import type { Finding, RepositoryReport } from '../model/repository.ts';
import type { Page } from './page.ts';
import type { Words } from './words.ts';
import { hang, table, visible, wrap } from './layout.ts';

/** Returns the repositories as lines of a table, or no line when there are none. */
export function renderRepositories(found: RepositorySummary[], { t }: Words, { width, style }: Page): string[] {
  return table(
    [{}, { shrink: true }, {}],
    found.map(({ name, location, default: usual }) => [name, location, usual ? t('repo.default') : '']),
    { width, indent: '', paint: (cell, _, column) => (column === 0 ? style.name(cell) : cell) },
  );
}

const marks: Record<Finding['level'], string> = { good: '+', note: '·', warning: '!', problem: '!' };

/** Returns what a place can do, and what is wrong with it, as lines. An error that ended the trial is for the caller to show. */
export function renderReport(report: RepositoryReport, words: Words, { width, style }: Page): string[] {
  const { location, passed, failed, findings, error } = report;
  const headline =
    failed.length > 0
      ? words.t('repo.failed', { location, passed, failed: failed.length })
      : words.t('repo.passed', { location, passed });
  const paint = { good: style.good, note: style.faint, warning: style.warn, problem: style.bad };
  return [
    ...(error ? [] : wrap(headline, width).map((line) => style.strong(failed.length > 0 ? style.bad(line) : style.good(line)))),
    ...findings.flatMap(({ level, message, hint }) => [
      ...hang(`${marks[level]} `, words.say(message), width).map(paint[level]),
      ...(hint ? hang('  ', words.say(hint), width) : []),
    ]),
    ...failed.flatMap(({ title, problem }) => [
      ...hang('! ', visible(title), width).map(style.bad),
      ...problem.split('\n').map((line) => style.faint(`    ${visible(line)}`)),
    ]),
  ];
}
