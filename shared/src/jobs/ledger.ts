import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import { Owner } from '../model/owner.ts';
import { ServiceKind, StackId } from '../model/service.ts';
import { fileError } from '../storage/failure.ts';

const ChangeRef = z.object({ kind: ServiceKind, id: z.string(), data: z.json() });

/**
 * How far a change of a service's data has come. The word is written before the act that it names (`staging`,
 * `swapping`, `discarding`) or after the act that it tells (`staged`, `swapped`, `discarded`).
 */
export const ChangeStage = z.enum(['staging', 'staged', 'swapping', 'swapped', 'discarding', 'discarded']);
export type ChangeStage = z.infer<typeof ChangeStage>;

const Entry = z.discriminatedUnion('type', [
  /** First line: the process to ask, which must be dead before a repair begins. */
  z.object({
    type: z.literal('owner'),
    version: z.literal(1),
    writer: z.string(),
    job: z.string(),
    owner: Owner,
    /** Control socket of the job. */
    socket: z.string(),
    stack: StackId.optional(),
  }),
  /** Before the stack lock is created. */
  z.object({ type: z.literal('lock'), name: z.string() }),
  z.object({ type: z.literal('locked'), name: z.string(), id: z.string() }),
  /** Before containers are made to stand still; the state that they have to come back to. */
  z.object({
    type: z.literal('quiet'),
    how: z.enum(['pause', 'stop']),
    containers: z.array(z.object({ id: z.string(), name: z.string(), service: z.string() })),
  }),
  /** These containers are back. */
  z.object({ type: z.literal('resumed'), containers: z.array(z.string()) }),
  /** Before the snapshot folder is made. */
  z.object({ type: z.literal('snapshot'), repo: z.string(), safety: z.boolean() }),
  z.object({ type: z.literal('committed'), reference: z.string(), safety: z.boolean() }),
  /** Before anything of a snapshot is removed, and after all of it is. */
  z.object({ type: z.literal('deleting'), reference: z.string() }),
  z.object({ type: z.literal('deleted'), reference: z.string() }),
  z.object({ type: z.literal('change'), stage: ChangeStage, service: z.string(), ref: ChangeRef }),
  /** What this job put aside was brought back by that one, or dropped because its time was over. */
  z.object({ type: z.literal('undone'), by: z.string(), services: z.array(z.string()) }),
  z.object({ type: z.literal('dropped'), by: z.string(), services: z.array(z.string()) }),
  z.object({
    type: z.literal('ended'),
    outcome: z.enum(['succeeded', 'failed', 'cancelled', 'recovered']),
    undoUntil: z.string().optional(),
  }),
]);
export type LedgerEntry = z.infer<typeof Entry>;
type Stamped = LedgerEntry & { time: string };

/** The last thing known of each change, in the order in which the changes began. */
export interface Change {
  service: string;
  stage: ChangeStage;
  ref: z.infer<typeof ChangeRef>;
}

/** What a ledger says happened, folded. */
export interface LedgerState {
  owner: Extract<LedgerEntry, { type: 'owner' }>;
  startedAt: string;
  lock: { name: string; id?: string } | undefined;
  /** Containers that were made to stand still and are not back. */
  quiet: { id: string; name: string; service: string; how: 'pause' | 'stop' }[];
  changes: Change[];
  /** Committed snapshot, and the safety snapshot of a restore in place. */
  snapshot: string | undefined;
  safety: string | undefined;
  /** A folder of the repository may hold half a snapshot. */
  attempt: boolean;
  undone: Set<string>;
  dropped: Set<string>;
  ended: (Extract<LedgerEntry, { type: 'ended' }> & { time: string }) | undefined;
}

/** Returns what these entries say happened. Throws `corrupt.ledger` with the path `where` when the first is no `owner`. */
export function foldLedger(entries: Stamped[], where: string): LedgerState {
  const [first, ...rest] = entries;
  if (first?.type !== 'owner') throw new AppError('corrupt.ledger', { path: where });
  const state: LedgerState = {
    owner: first,
    startedAt: first.time,
    lock: undefined,
    quiet: [],
    changes: [],
    snapshot: undefined,
    safety: undefined,
    attempt: false,
    undone: new Set(),
    dropped: new Set(),
    ended: undefined,
  };
  for (const entry of rest) apply(state, entry);
  return state;
}

function apply(state: LedgerState, entry: Stamped): void {
  switch (entry.type) {
    case 'owner':
      return;
    case 'lock':
      state.lock = { ...state.lock, name: entry.name };
      return;
    case 'locked':
      state.lock = { name: entry.name, id: entry.id };
      return;
    case 'quiet':
      state.quiet.push(...entry.containers.map((container) => ({ ...container, how: entry.how })));
      return;
    case 'resumed':
      state.quiet = state.quiet.filter((container) => !entry.containers.includes(container.id));
      return;
    case 'snapshot':
    case 'deleting':
      state.attempt = true;
      return;
    case 'deleted':
      state.attempt = false;
      return;
    case 'committed':
      state[entry.safety ? 'safety' : 'snapshot'] = entry.reference;
      state.attempt = false;
      return;
    case 'change': {
      const known = state.changes.find((change) => change.ref.id === entry.ref.id);
      if (known) Object.assign(known, { stage: entry.stage, ref: entry.ref });
      else state.changes.push({ service: entry.service, stage: entry.stage, ref: entry.ref });
      return;
    }
    case 'undone':
      for (const service of entry.services) state.undone.add(service);
      return;
    case 'dropped':
      for (const service of entry.services) state.dropped.add(service);
      return;
    case 'ended':
      state.ended = entry;
      return;
  }
}

const fileOf = (jobDir: string): string => join(jobDir, 'ledger.jsonl');

type OnWrite = (count: number, entry: LedgerEntry) => void;

/**
 * The write-ahead record of one job: intent is on disk before the act. Append-only lines of JSON, each synced before
 * `write` returns.
 */
export class Ledger implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #entries: Stamped[];
  readonly #path: string;
  readonly #onWrite: OnWrite;
  /** Length of the file up to the last whole line. */
  #bytes: number;
  #last: Promise<void> = Promise.resolve();
  #copy: ((line: string) => Promise<void>) | undefined;
  #forgive: ((error: unknown) => void) | undefined;

  private constructor(file: FileHandle, { entries, bytes }: Whole, path: string, onWrite: OnWrite) {
    this.#file = file;
    this.#entries = entries;
    this.#bytes = bytes;
    this.#path = path;
    this.#onWrite = onWrite;
  }

  /**
   * Opens the ledger of a job for appending, or makes it, without a line that was cut short. `onWrite` is called after each entry
   * is on disk or forgiven, with how many there are, and before the next one is written, with half more. Rejects with
   * `corrupt.ledger`, with `incompatible.ledger` for that of a newer version, or with what the system says.
   */
  static async open(jobDir: string, onWrite: OnWrite = () => {}): Promise<Ledger> {
    const path = fileOf(jobDir);
    const file = await open(path, 'a', 0o600);
    try {
      const whole = await readEntries(path);
      // A line that a crash cut short must not swallow the next one.
      await file.truncate(whole.bytes);
      return new Ledger(file, whole, path, onWrite);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Resolves when the entry is on disk, and where it is copied to. Rejects with `no-space`, `denied` or `storage-failed` and leaves
   * nothing of it, or as the copy does, unless failures are forgiven. Of entries that are written at the same time, one that fails
   * spoils none beside it.
   */
  write(entry: LedgerEntry): Promise<void> {
    const written = this.#last.then(() => this.#append(entry));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #append(entry: LedgerEntry): Promise<void> {
    const stamped: Stamped = { ...entry, time: new Date().toISOString() };
    const json = JSON.stringify(stamped);
    this.#onWrite(this.#entries.length + 0.5, stamped);
    await this.#store(Buffer.from(`${json}\n`)).catch((error: unknown) => {
      // Intent is on disk before the act: what was taken down without a note would stay down when this process dies, too.
      if (entry.type === 'quiet') throw error;
      this.#forgiven(error);
    });
    this.#entries.push(stamped);
    this.#onWrite(this.#entries.length, stamped);
    await this.#copy?.(json).catch(this.#forgiven);
  }

  async #store(line: Buffer): Promise<void> {
    try {
      await this.#file.appendFile(line);
      await this.#file.datasync();
    } catch (error) {
      // A disk that is full takes part of a line: what is written when there is room again must not be glued to it.
      await this.#file.truncate(this.#bytes);
      throw fileError(error, this.#path);
    }
    this.#bytes += line.length;
  }

  readonly #forgiven = (error: unknown): void => {
    if (!this.#forgive) throw error;
    this.#forgive(error);
  };

  /** Returns all entries so far, as lines of JSON. */
  lines(): string[] {
    return this.#entries.map((entry) => JSON.stringify(entry));
  }

  /** Makes each further `write` give its line to `copy` and wait for it. With undefined, no line is copied any more. */
  copyTo(copy: ((line: string) => Promise<void>) | undefined): void {
    this.#copy = copy;
  }

  /**
   * Makes an entry that cannot be written or copied stop nothing any more: this process knows it all the same, and the error goes to
   * `tell`. What takes back must come to an end on a full disk, too. An entry on containers that are about to be taken down is never
   * forgiven on this machine's disk. With undefined, nothing is forgiven any more.
   */
  forgive(tell: ((error: unknown) => void) | undefined): void {
    this.#forgive = tell;
  }

  /** Returns what happened so far, as a new object. Throws `corrupt.ledger` before the `owner` is written. */
  state(): LedgerState {
    return foldLedger(this.#entries, this.#path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/**
 * Resolves with what a job's ledger says that is on disk, without a line that was cut short. Rejects with `corrupt.ledger` also
 * when it is empty or missing, with `incompatible.ledger` when a newer version wrote it, or with what the system says.
 */
export async function readLedger(jobDir: string): Promise<LedgerState> {
  const path = fileOf(jobDir);
  return foldLedger((await readEntries(path)).entries, path);
}

interface Whole {
  entries: Stamped[];
  bytes: number;
}

async function readEntries(path: string): Promise<Whole> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // What follows the last newline was cut short by a crash: its act had not begun.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  return { entries: lines.map((line) => parse(line, path)), bytes: Buffer.byteLength(whole) };
}

function parse(line: string, path: string): Stamped {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw new AppError('corrupt.ledger', { path }, { cause });
  }
  const version = z.object({ version: z.number() }).safeParse(json);
  if (version.success && version.data.version > 1)
    throw new AppError('incompatible.ledger', { path, version: version.data.version });
  const entry = Entry.and(z.object({ time: z.string() })).safeParse(json);
  if (!entry.success) throw new AppError('corrupt.ledger', { path }, { detail: entry.error.message });
  return entry.data;
}
