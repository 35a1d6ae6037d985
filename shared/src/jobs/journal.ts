import { watch } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JobEvent } from '../model/job.ts';
import { fileError } from '../storage/failure.ts';

type Unstamped<T> = T extends unknown ? Omit<T, 'v' | 'seq' | 'time'> : never;
export type NewEvent = Unstamped<JobEvent>;

const fileOf = (jobDir: string): string => join(jobDir, 'journal.jsonl');

/** A job's events for all watchers, append-only. Losing its last lines in a crash loses nothing: the ledger has what counts. */
export class Journal implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #path: string;
  #seq: number;
  /** The last line was cut short by a crash or a full disk: what comes next must not be glued to it. */
  #torn: boolean;
  #tail: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, path: string, seq: number, torn: boolean) {
    this.#file = file;
    this.#path = path;
    this.#seq = seq;
    this.#torn = torn;
  }

  /**
   * Opens the journal of a job for appending, or makes it: numbers go on after the last event that can be read. Rejects with what
   * the system says.
   */
  static async open(jobDir: string): Promise<Journal> {
    const file = await open(fileOf(jobDir), 'a', 0o600);
    try {
      const past = await readText(jobDir);
      // A last line without its end may be whole all the same: its number is taken.
      const seq = past.split('\n').flatMap(parse).at(-1)?.seq ?? 0;
      return new Journal(file, fileOf(jobDir), seq, past !== '' && !past.endsWith('\n'));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Writes an event, with its time and the next number, and resolves when it is in the file. Lines are written in the order of the
   * calls. Rejects with `no-space`, `denied` or `storage-failed`. Later events are written all the same.
   */
  write(event: NewEvent): Promise<void> {
    this.#seq += 1;
    const line = `${JSON.stringify({ v: 1, seq: this.#seq, time: new Date().toISOString(), ...event })}\n`;
    const written = this.#tail.then(() => this.#append(line));
    // A full disk must not stop a job that is bringing containers back; a caller that awaits the write still learns of it.
    this.#tail = written.catch(() => undefined);
    return written;
  }

  async #append(line: string): Promise<void> {
    try {
      const text = this.#torn ? `\n${line}` : line;
      this.#torn = true;
      await this.#file.appendFile(text);
      this.#torn = false;
    } catch (error) {
      throw fileError(error, this.#path);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tail;
    await this.#file.close();
  }
}

/**
 * Resolves with all events of a journal that are whole and of this version. Empty when there is no journal yet. Rejects with what
 * the system says.
 */
export async function readEvents(jobDir: string): Promise<JobEvent[]> {
  return eventsIn(await readText(jobDir));
}

const readText = (jobDir: string): Promise<string> =>
  readFile(fileOf(jobDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });

/** Returns the events of all lines that are whole. */
const eventsIn = (text: string): JobEvent[] => text.split('\n').slice(0, -1).flatMap(parse);

function parse(line: string): JobEvent[] {
  try {
    return [JobEvent.parse(JSON.parse(line))];
  } catch {
    // Written by a newer version, or torn by a crash and continued: the next line is whole again.
    return [];
  }
}

/**
 * Yields events after the given sequence number, past ones first, then as they come. Returns at an abort, and where `ended` is the
 * last event of those that are there: a recovery goes on behind it, and writes another one. `stillOwned` is asked now and then while
 * nothing comes: when it says no, and no `ended` follows, it returns without one. A journal that is not there yet is waited for.
 * Rejects with what the system says when it cannot be read, and as `stillOwned` does.
 */
export async function* followJournal(
  jobDir: string,
  after: number,
  signal: AbortSignal,
  stillOwned: () => Promise<boolean>,
): AsyncGenerator<JobEvent> {
  let seq = after;
  let offset = 0;
  let rest = '';
  let quietChecks = 0;
  let over = false;
  while (!signal.aborted) {
    const text = await readFrom(fileOf(jobDir), offset);
    offset += Buffer.byteLength(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const event of lines.flatMap(parse)) {
      over = event.type === 'ended';
      if (event.seq <= seq) continue;
      seq = event.seq;
      yield event;
    }
    if (over) return;
    if (text !== '') {
      quietChecks = 0;
      continue;
    }
    quietChecks += 1;
    if (quietChecks % 5 === 0 && !(await stillOwned())) {
      if ((await readFrom(fileOf(jobDir), offset)) === '') return;
      continue;
    }
    await changed(fileOf(jobDir), signal);
  }
}

async function readFrom(path: string, offset: number): Promise<string> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= offset) return '';
  const file = await open(path, 'r');
  try {
    // A line may be longer than what is read at once: the plan of a large stack is one.
    for (let length = 1 << 20; ; length *= 2) {
      const buffer = Buffer.alloc(Math.min(size - offset, length));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      // Only whole lines: a character may be split at the end of the buffer.
      const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      if (end > 0 || bytesRead < length) return buffer.toString('utf8', 0, end);
    }
  } finally {
    await file.close();
  }
}

/**
 * Resolves at a change of the file, an abort, or after a quarter of a second: watching alone misses changes on some file systems.
 * Never rejects.
 */
function changed(path: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      watcher?.close();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, 250);
    let watcher: ReturnType<typeof watch> | undefined;
    try {
      watcher = watch(path, done);
      watcher.on('error', done);
    } catch {
      // The file is not there yet: the timer serves.
    }
    signal.addEventListener('abort', done);
  });
}
