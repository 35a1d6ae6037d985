import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import type { ErrorCode } from '../../model/exitCodes.ts';
import { AppError, abortion } from '../../errors.ts';
import { Dialogue } from '../dialogue.ts';
import { connectionFailure, execIO, type Server } from './server.ts';

const psql = ['psql', '--no-psqlrc', '--no-password', '--quiet', '--no-align', '--tuples-only'];
/** Follows each answer, because a host may hold back the last bytes of an output that has not ended. */
const padding = '-'.repeat(127);

/** Returns the five characters of the SQLSTATE of a statement that the server refused. Undefined for every other error. */
export function sqlState(error: unknown): string | undefined {
  if (!AppError.is(error) || error.key !== 'tool-failed.sql') return undefined;
  const { state }: { state?: unknown } = error.params;
  // Empty where libpq itself failed.
  return typeof state === 'string' && state !== '' ? state : undefined;
}

/**
 * Our own queries find nothing but PostgreSQL's own, whatever the database has set: `default` leads back to that. A database without
 * an encoding is read as it is: it may hold bytes that are no UTF-8.
 */
const opening = `set search_path to pg_catalog; set timezone to 'UTC'; set lc_monetary to 'C';
select set_config('client_encoding', case current_setting('server_encoding') when 'SQL_ASCII' then 'SQL_ASCII' else 'UTF8' end, false)`;

/** Failures that say more of why a session ended than that it did. */
const ours: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['cancelled', 'timeout', 'host-unreachable']);

/**
 * One connection to a database: a `psql` in the server's container, so that transactions, locks and an exported snapshot live as
 * long as this object. Statements wait for each other. After each one psql prints a random mark that no data can hold, and
 * the statement's SQLSTATE.
 */
export class Session implements AsyncDisposable {
  readonly database: string;
  readonly #dialogue: Dialogue;

  private constructor(server: Server, database: string, ctx: Context) {
    this.database = database;
    this.#dialogue = new Dialogue({
      start: (io) => server.host.exec(server.container, psql, ctx, { ...execIO(server, database), ...io }),
      lost: (cause) => {
        if (AppError.is(cause) && ours.has(cause.code)) return cause;
        const params = { service: server.name, database };
        return new AppError('tool-failed.session-lost', params, { cause, detail: this.#dialogue.complaints });
      },
    });
  }

  /**
   * Resolves with a session that has answered. Rejects as {@link connectionFailure} says: with `denied.postgres`,
   * `not-found.database`, `unsupported.closed-database` or `tool-failed`, or with `host-unreachable`.
   */
  static async open(server: Server, database: string, ctx: Context): Promise<Session> {
    const session = new Session(server, database, ctx);
    try {
      await session.execute(opening, ctx);
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw connectionFailure(error, server, database, session.#dialogue.complaints);
    }
    return session;
  }

  /**
   * Resolves with the rows as objects. Empty when there are none. Integers beyond 2^53 must be cast to text in the query. Rejects
   * with `tool-failed.sql` when the server refuses it, with `host-unreachable` when the host is lost, with
   * `tool-failed.session-lost` when the session has ended otherwise.
   */
  async query<T>(sql: string, ctx: Context): Promise<T[]> {
    const rows: T[] = [];
    for await (const line of this.#run(`select to_json(q) from (${sql}\n) q`, ctx)) rows.push(JSON.parse(line.toString()) as T);
    return rows;
  }

  /** Resolves with the first row of a query. Rejects with `tool-failed.no-row` when there is none, and as `query` does. */
  async row<T>(sql: string, ctx: Context): Promise<T> {
    const [first] = await this.query<T>(sql, ctx);
    if (first === undefined) throw new AppError('tool-failed.no-row', { database: this.database }, { detail: sql });
    return first;
  }

  /** Runs a statement and drops what it prints. Rejects with `tool-failed.sql` when the server refuses it, and as `query` does. */
  async execute(sql: string, ctx: Context): Promise<void> {
    for await (const line of this.#run(sql, ctx)) void line;
  }

  /**
   * Yields what a `COPY … TO STDOUT` prints, line by line, each with its end. Throws as `query` rejects. The caller must read all
   * of it: else the session ends.
   */
  async *copy(sql: string, ctx: Context): AsyncGenerator<Buffer> {
    const end = Buffer.from('\n');
    for await (const line of this.#run(sql, ctx)) yield Buffer.concat([line, end]);
  }

  /**
   * Resolves with whether the connection still is the one that was opened. A server that ended it is noticed only by asking.
   * False, too, when the server refuses to answer, as in a failed transaction.
   */
  async alive(ctx: Context): Promise<boolean> {
    if (ctx.signal.aborted) throw abortion(ctx.signal);
    if (this.#dialogue.failed) return false;
    try {
      await this.execute('select', ctx);
      return true;
    } catch (error) {
      if (ctx.signal.aborted) throw error;
      return false;
    }
  }

  async *#run(sql: string, ctx: Context): AsyncGenerator<Buffer> {
    const mark = randomUUID();
    const marks = `\\echo ${mark} :SQLSTATE\n\\echo :LAST_ERROR_MESSAGE\n\\echo ${mark}\n\\echo ${padding}\n`;
    using turn = await this.#dialogue.ask(`${sql}\n;\n${marks}`, ctx.signal);
    const begin = `${mark} `;
    let state: string | undefined;
    const complaint: string[] = [];
    for (;;) {
      const line = await turn.next();
      const text = line.length < 80 || state !== undefined ? line.toString() : '';
      if (state === undefined && text.startsWith(begin)) state = text.slice(begin.length);
      else if (state === undefined) yield line;
      else if (text === mark) break;
      else complaint.push(text);
    }
    turn.whole();
    if (state !== '00000') {
      throw new AppError('tool-failed.sql', { database: this.database, state }, { detail: complaint.join('\n') });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#dialogue[Symbol.asyncDispose]();
  }
}
