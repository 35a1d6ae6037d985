import { table, wrap } from '../../render/layout.ts';
import type { Words } from '../../render/words.ts';
import type { SessionSummary } from '../../serve/model.ts';
import type { Face } from '../terminal.ts';

/** Returns the users that are signed in at `longshore serve` as lines of a table, or a sentence when there are none. */
export function renderSessions(sessions: SessionSummary[], words: Words, { width, style }: Face): string[] {
  const { t } = words;
  if (sessions.length === 0) return wrap(t('serve.no-sessions'), width);
  return table(
    [
      { head: t('head.session') },
      { head: t('head.person') },
      { head: t('head.role') },
      { head: t('head.last-used') },
      { head: t('head.until') },
    ],
    sessions.map(({ id, name, role, lastUsed, until }) => [id, name, role, words.ago(lastUsed), words.clock(until)]),
    { width, paintHead: style.faint, paint: (cell, _, column) => (column === 0 ? style.name(cell) : cell) },
  );
}
