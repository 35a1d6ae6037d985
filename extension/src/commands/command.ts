import type { Row, Subject, SubjectOf } from '../rows/row.ts';
import type { Session } from '../session.ts';

/** Gets the row that it was chosen on; none when it comes from the palette, a key or a welcome view. */
export type Command = (session: Session, row: Row | undefined) => Promise<void>;

/** Returns what the row is about, if it is about one of these. */
export function subjectOf<K extends Subject['is']>(row: Row | undefined, ...kinds: K[]): SubjectOf<K> | undefined {
  const subject = row?.subject;
  return subject && kinds.includes(subject.is as K) ? (subject as SubjectOf<K>) : undefined;
}
