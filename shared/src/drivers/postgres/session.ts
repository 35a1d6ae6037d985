import { randomUUID } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { connectionFailure, execIO, type Server } from './server.ts';

const psql = ['psql', '--no-psqlrc', '--no-password', '--quiet', '--no-align', '--tuples-only'];
const newline = 0x0a;
const kept = 8 * 1024;
/** Follows each answer, because a host may hold back the last bytes of an output that has not ended. */
const padding = '-'.repeat(127);

/** The SQLSTATE of a statement that the server refused; undefined for every other error. */
export function sqlState(error: unknown): string | undefined {
  if (!AppError.is(error) || error.key !== 'tool-failed.sql') return undefined;
  const { state }: { state?: unknown } = error.params;
  return typeof state === 'string' ? state : undefined;
}

/** Failures that say more of why a session ended than that it did. */
const ours: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['cancelled', 'timeout', 'host-unreachable']);

/**
 * One connection to a database: a `psql` in the server's container that is fed through its standard input, so that
 * transactions, locks and an exported snapshot live as long as this object. Statements wait for each other. After each
 * one psql prints a random mark that no data can hold, and the statement's SQLSTATE.
 */
export class Session implements AsyncDisposable {
  readonly database: string;
  readonly #server: Server;
  readonly #stdin = new PassThrough();
  readonly #stdout: Readable;
  readonly #lines: AsyncGenerator<Buffer>;
  #turn: Promise<unknown> = Promise.resolve();
  #busy = false;
  #padded = false;
  #failure: unknown;
  #stderr = '';

  private constructor(server: Server, database: string, ctx: Context) {
    this.database = database;
    this.#server = server;
    this.#stdout = server.host.exec(server.container, psql, ctx, {
      ...execIO(server, database),
      stdin: this.#stdin,
      onStderr: (chunk) => {
        this.#stderr = (this.#stderr + chunk.toString()).slice(-kept);
      },
    });
    // It may die while nobody reads: whoever asks next is told.
    this.#stdout.on('error', (error) => {
      this.#failure ??= error;
    });
    this.#stdin.on('error', (error) => {
      this.#failure ??= error;
    });
    this.#lines = split(this.#stdout);
  }

  /** Rejects with `denied`, `not-found` or `tool-failed` when the server does not let us in. */
  static async open(server: Server, database: string, ctx: Context): Promise<Session> {
    const session = new Session(server, database, ctx);
    try {
      await session.execute('select', ctx);
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw connectionFailure(error, server, database, session.#stderr);
    }
    return session;
  }

  /** Rows as objects. Integers beyond 2^53 must be cast to text in the query. */
  async query<T>(sql: string, ctx: Context): Promise<T[]> {
    const rows: T[] = [];
    for await (const line of this.#run(`select to_json(q) from (${sql}\n) q`, ctx)) rows.push(JSON.parse(line.toString()) as T);
    return rows;
  }

  /** The single row of a query. */
  async row<T>(sql: string, ctx: Context): Promise<T> {
    const [first] = await this.query<T>(sql, ctx);
    if (first === undefined) throw new AppError('tool-failed.no-row', { database: this.database }, { detail: sql });
    return first;
  }

  async execute(sql: string, ctx: Context): Promise<void> {
    for await (const line of this.#run(sql, ctx)) void line;
  }

  /** What a `COPY … TO STDOUT` prints, line by line, each with its end. */
  async *copy(sql: string, ctx: Context): AsyncGenerator<Buffer> {
    const end = Buffer.from('\n');
    for await (const line of this.#run(sql, ctx)) yield Buffer.concat([line, end]);
  }

  /** Whether the connection still is the one that was opened; a server that ended it is noticed only by asking. */
  async alive(ctx: Context): Promise<boolean> {
    if (this.#failure !== undefined) return false;
    try {
      await this.execute('select', ctx);
      return true;
    } catch (error) {
      if (ctx.signal.aborted) throw error;
      return false;
    }
  }

  async *#run(sql: string, ctx: Context): AsyncGenerator<Buffer> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    const stop = (): void => void this.#stdout.destroy(ctx.signal.reason instanceof Error ? ctx.signal.reason : undefined);
    let whole = false;
    try {
      ctx.signal.throwIfAborted();
      ctx.signal.addEventListener('abort', stop, { once: true });
      this.#busy = true;
      const mark = randomUUID();
      this.#stdin.write(`${sql}\n;\n\\echo ${mark} :SQLSTATE\n\\echo :LAST_ERROR_MESSAGE\n\\echo ${mark}\n\\echo ${padding}\n`);
      const begin = `${mark} `;
      let state: string | undefined;
      const complaint: string[] = [];
      if (this.#padded) await this.#next();
      this.#padded = false;
      for (;;) {
        const line = await this.#next();
        const text = line.length < 80 || state !== undefined ? line.toString() : '';
        if (state === undefined && text.startsWith(begin)) state = text.slice(begin.length);
        else if (state === undefined) yield line;
        else if (text === mark) break;
        else complaint.push(text);
      }
      whole = true;
      this.#padded = true;
      if (state !== '00000') {
        throw new AppError('tool-failed.sql', { database: this.database, state }, { detail: complaint.join('\n') });
      }
    } finally {
      ctx.signal.removeEventListener('abort', stop);
      this.#busy = false;
      // Output that nobody read to its end would be taken for the next statement's.
      if (!whole) this.#stdout.destroy();
      resolve();
    }
  }

  async #next(): Promise<Buffer> {
    if (this.#failure !== undefined) throw this.#lost();
    try {
      const { done, value } = await this.#lines.next();
      if (!done) return value;
    } catch (error) {
      this.#failure ??= error;
    }
    this.#failure ??= new Error('psql ended');
    throw this.#lost();
  }

  #lost(): unknown {
    if (AppError.is(this.#failure) && ours.has(this.#failure.code)) return this.#failure;
    const params = { service: this.#server.name, database: this.database };
    return new AppError('tool-failed.session-lost', params, { cause: this.#failure, detail: this.#stderr.trim() });
  }

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
    if (!this.#stdout.closed) await new Promise<void>((resolve) => this.#stdout.once('close', () => resolve()));
  }
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
