import type { Row, Subject, SubjectOf } from '../rows/row.ts';
import type { Session } from '../session.ts';

/**
 * Does what the user has chosen, for the row that it was chosen on: undefined when it comes from the palette, a key or a welcome
 * view. Resolves also when the user has left a question or it has no such row. What it rejects with is shown.
 */
export type Command = (session: Session, row: Row | undefined) => Promise<void>;

/** Returns what the row is about, if it is about one of these, or undefined. */
export function subjectOf<K extends Subject['is']>(row: Row | undefined, ...kinds: K[]): SubjectOf<K> | undefined {
  const subject = row?.subject;
  return subject && kinds.includes(subject.is as K) ? (subject as SubjectOf<K>) : undefined;
}
