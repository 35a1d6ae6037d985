import type { HostSummary, StackSummary } from '@longshore/shared/api/answers';
import type { JobSummary } from '@longshore/shared/model/job';
import type { SnapshotSummary } from '@longshore/shared/model/manifest';

/** A stack on its host, with what it is called there: its name, and its hash too where that host has two of the name. */
export interface StackAt {
  host: string;
  name: string;
  stack: StackSummary;
}

/** What a row is about, and so what the commands on it act upon. */
export type Subject =
  | { is: 'host'; host: HostSummary }
  | ({ is: 'stack' } & StackAt)
  | ({ is: 'service'; service: string } & StackAt)
  | ({ is: 'item'; service: string; item: string } & StackAt)
  | { is: 'repository'; repo: string }
  | { is: 'saved-stack'; repo: string; key: string; snapshots: SnapshotSummary[] }
  | { is: 'snapshot'; repo: string; snapshot: SnapshotSummary }
  | { is: 'saved-service'; repo: string; snapshot: SnapshotSummary; service: string }
  | { is: 'saved-item'; repo: string; snapshot: SnapshotSummary; service: string; item: string }
  | { is: 'more'; repo: string; key: string }
  | { is: 'job'; job: JobSummary }
  | { is: 'note' };
export type SubjectOf<K extends Subject['is']> = Extract<Subject, { is: K }>;

/** One line of a view as plain data. */
export interface Row {
  /** Unique in its view, and the same for the same thing after a refresh. */
  id: string;
  label: string;
  description?: string;
  /** Lines that are shown below the label when the pointer rests on the row. */
  tooltip?: string[];
  /** Name of a codicon. */
  icon: string;
  tint?: 'good' | 'warn' | 'bad';
  /** Words that the `when` clauses of menus look for. */
  context: string;
  expands?: 'closed' | 'open';
  /** Command that a click runs; it gets the row. */
  click?: string;
  subject: Subject;
}

/** Why a view has no rows. Welcome views are chosen by it. */
export type Emptiness = 'none' | 'unreachable' | 'empty';

/** The rows of one view, read from the core when they are looked at. */
export interface Rows {
  /** As of the last `roots`. */
  readonly emptiness: Emptiness;
  /** Resolves with the first rows. There are none when {@link emptiness} says why. Rejects when they cannot be read. */
  roots(): Promise<Row[]>;
  /** Resolves with the rows below a row. Never rejects: what cannot be read is a row that says so. */
  children(row: Row): Promise<Row[]>;
  /** Forgets what outlasts a refresh: answers that are held for a while, and how many rows the user has asked for. */
  forget(): void;
}

/** Returns a row that only says something, and looks as `note` has it. */
export const noteRow = (id: string, label: string, note: Partial<Row> = {}): Row => ({
  id,
  label,
  icon: 'info',
  context: 'note',
  subject: { is: 'note' },
  ...note,
});

/** Returns the text beside a label, made of the parts that say something. An empty object when none does. */
export function beside(...parts: (string | undefined | false)[]): { description?: string } {
  const said = parts.filter((part) => part !== undefined && part !== false && part !== '');
  return said.length === 0 ? {} : { description: said.join(' · ') };
}
