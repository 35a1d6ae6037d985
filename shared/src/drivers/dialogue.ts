import { PassThrough, type Readable } from 'node:stream';
import { abortion } from '../errors.ts';
import type { ExecIO } from '../hosts/host.ts';

const newline = 0x0a;
/** As much of what the client has complained of is kept, in characters. */
const kept = 8 * 1024;

export interface DialogueOptions {
  /** Starts the client and returns its standard output. */
  start(io: Pick<ExecIO, 'stdin' | 'onStderr'>): Readable;
  /** Returns what to reject with when the client has ended, or was ended, for this cause. */
  lost(cause: unknown): unknown;
  /** Takes each piece of text that the client writes to its standard error, as it comes. */
  onComplaint?(text: string): void;
}

/**
 * A command-line client in a container that is fed through its standard input, so that its connection, with all that depends on it,
 * lives as long as this object. Requests wait for each other.
 *
 * A host may hold back the last bytes of an output that has not ended. So every request must make the client print one more line
 * behind its answer, long enough to push the answer out; that line is skipped here.
 */
export class Dialogue implements AsyncDisposable {
  readonly #options: DialogueOptions;
  readonly #stdin = new PassThrough();
  readonly #stdout: Readable;
  readonly #lines: AsyncGenerator<Buffer>;
  #turn: Promise<unknown> = Promise.resolve();
  #busy = false;
  /** Whether the next line is the one behind the last answer. */
  #padded = false;
  #failure: unknown;
  #complaints = '';

  constructor(options: DialogueOptions) {
    this.#options = options;
    this.#stdout = options.start({
      stdin: this.#stdin,
      onStderr: (chunk) => {
        const text = chunk.toString();
        this.#complaints = (this.#complaints + text).slice(-kept);
        options.onComplaint?.(text);
      },
    });
    // It may die while nothing is read: the next request finds out.
    for (const stream of [this.#stdout, this.#stdin]) {
      stream.on('error', (error) => {
        this.#failure ??= error;
      });
    }
    this.#lines = split(this.#stdout);
  }

  /**
   * Returns the end of what the client has written to its standard error, at most 8192 characters. Empty when it has written
   * nothing.
   */
  get complaints(): string {
    return this.#complaints.trim();
  }

  /**
   * Returns whether every later request rejects: the client was ended, or its end was noticed. Perhaps only the next request
   * notices it.
   */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Ends the client for this reason: whatever is asked, now and later, rejects with `lost` of the first reason. Never throws. */
  fail(reason: unknown): void {
    this.#failure ??= reason;
    this.#stdout.destroy(reason instanceof Error ? reason : undefined);
  }

  /**
   * Waits until all earlier turns were disposed, sends this request, and resolves with its turn. The caller reads with `next`,
   * and says `whole` when it has all: else the client is ended with the turn, for the rest would be taken for the next answer.
   * When its turn comes, rejects with {@link abortion} of a signal that is aborted by then, or with `lost` when the end of the
   * client was noticed; else the first `next` does. A signal that is aborted during the turn ends the client with its
   * {@link abortion}.
   */
  async ask(request: string, signal?: AbortSignal): Promise<Turn> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    const stop = (): void => this.fail(signal && abortion(signal));
    let whole = false;
    const end = (): void => {
      signal?.removeEventListener('abort', stop);
      this.#busy = false;
      if (!whole) this.fail(new Error('an answer was not read to its end'));
      resolve();
    };
    try {
      if (signal?.aborted) throw abortion(signal);
      if (this.#failure !== undefined) throw this.#options.lost(this.#failure);
    } catch (error) {
      whole = true;
      end();
      throw error;
    }
    signal?.addEventListener('abort', stop, { once: true });
    this.#busy = true;
    this.#stdin.write(request);
    return {
      next: async () => {
        if (this.#padded) await this.#next();
        this.#padded = false;
        return this.#next();
      },
      whole: () => {
        whole = true;
        this.#padded = true;
      },
      [Symbol.dispose]: end,
    };
  }

  async #next(): Promise<Buffer> {
    if (this.#failure === undefined) {
      try {
        const { done, value } = await this.#lines.next();
        if (!done) return value;
      } catch (error) {
        this.#failure ??= error;
      }
      this.#failure ??= new Error('the client ended');
    }
    throw this.#options.lost(this.#failure);
  }

  /** Ends the client: at once in the middle of an answer, else it has 10 seconds to end by itself. Never rejects. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#busy) this.#stdout.destroy();
    this.#stdin.end();
    const late = setTimeout(() => this.#stdout.destroy(), 10_000);
    try {
      for await (const line of this.#lines) void line;
    } catch (error) {
      this.#failure ??= error;
    } finally {
      clearTimeout(late);
    }
    this.#failure ??= new Error('the session was closed');
    if (!this.#stdout.closed) await new Promise<void>((resolve) => this.#stdout.once('close', () => resolve()));
  }
}

/** One request and its answer. */
export interface Turn extends Disposable {
  /** Resolves with the next line of the answer, without its end. Rejects with `lost` when the client has ended. */
  next(): Promise<Buffer>;
  /** Tells that the caller has read the whole answer. */
  whole(): void;
}

async function* split(stream: Readable): AsyncGenerator<Buffer> {
  let open: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      open.push(chunk.subarray(from, at));
      yield open.length === 1 ? (open[0] ?? chunk) : Buffer.concat(open);
      open = [];
      from = at + 1;
    }
    if (from < chunk.length) open.push(chunk.subarray(from));
  }
}
