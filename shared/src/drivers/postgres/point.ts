import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import { dumpFailure, startDump, type Dump, type DumpFormat } from './dump.ts';
import { extensionContent, type ExtensionContent } from './extensionTables.ts';
import { readSequences, type Sequence } from './inventory.ts';
import type { Server } from './server.ts';
import { Session, sqlState } from './session.ts';
import { literal } from './sql.ts';
import { listTables, type Lockable } from './tables.ts';

const namesInOneStatement = 500;

/** Dropped, moved or renamed since it was listed. */
const gone = new Set(['42P01', '3F000', '42809', 'XX000']);

/** Sessions that keep all others from reading a table of this database. */
const lockHolders = `select distinct
    format('%s (%s)', coalesce(nullif(a.application_name, ''), a.usename, a.backend_type), coalesce(host(a.client_addr), 'local')) as name
  from pg_locks l join pg_stat_activity a using (pid)
  where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and a.datname = current_database() and a.pid <> pg_backend_pid()`;

/**
 * One database held at one point in time.
 *
 * An exported snapshot alone would lose tables: TRUNCATE, DROP and rewriting ALTERs ignore it. So every table is locked
 * first, and stays locked until the last row is counted. And because PostgreSQL queues locks, a TRUNCATE that waits for us
 * would block a `pg_dump` that comes after it, for ever: `fix` ends only when `pg_dump` has its own locks, and begins
 * again if another session came in between.
 */
export class Point implements AsyncDisposable {
  readonly server: Server;
  readonly database: string;
  readonly #locks: Session;
  /** Sees what is committed now, outside of the transaction. */
  readonly #watch: Session;
  readonly #lockTimeout: number;
  readonly #ctx: Context;
  #held: Map<number, Lockable> | undefined;
  #dump: Dump | undefined;
  #sequences: Sequence[] = [];
  #content: ExtensionContent[] = [];

  private constructor(locks: Session, watch: Session, server: Server, lockTimeout: number, ctx: Context) {
    this.server = server;
    this.database = locks.database;
    this.#locks = locks;
    this.#watch = watch;
    this.#lockTimeout = lockTimeout;
    this.#ctx = ctx;
  }

  /**
   * Resolves with the database, not fixed yet, when all its tables are locked. `lockTimeout`: milliseconds. Lives under `ctx`, not
   * under that of a later call. Rejects with `capture-failed.locked` when one lock takes longer: all together may. Rejects,
   * too, with `capture-failed.too-many-tables`, and as {@link Session.open} does.
   */
  static async open(server: Server, database: string, lockTimeout: number, ctx: Context): Promise<Point> {
    const locks = await Session.open(server, database, ctx);
    try {
      const point = new Point(locks, await Session.open(server, database, ctx), server, lockTimeout, ctx);
      try {
        await point.#watch.execute(`set lock_timeout = ${lockTimeout}`, ctx);
        await point.#lock(ctx);
        return point;
      } catch (error) {
        await point[Symbol.asyncDispose]();
        throw error;
      }
    } catch (error) {
      await locks[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Returns the session whose transaction sees the point, after `fix`, and that needs no further lock to read any table. */
  get session(): Session {
    return this.#locks;
  }

  /** Returns the `pg_dump` that reads the point. Throws an error that is a bug of ours before `fix`. */
  get dump(): Dump {
    if (!this.#dump) throw new Error('not fixed yet');
    return this.#dump;
  }

  /**
   * Returns the sequences as they were when the point was fixed, before `pg_dump` read them: a lower bound of what it saves. Empty
   * before `fix`.
   */
  get sequences(): Sequence[] {
    return this.#sequences;
  }

  /** Returns what `pg_dump` leaves out, at the point. Empty when that is nothing, and before `fix`. */
  get content(): ExtensionContent[] {
    return this.#content;
  }

  /**
   * Resolves when it is settled what will be read: the database as it was at one moment of this call. Rejects with
   * `capture-failed.changing` when other sessions change it again and again, or `pg_dump` does not have all its locks, until the
   * lock timeout is over, with `capture-failed.locked`, `capture-failed.too-many-tables` or `capture-failed.dump`, and as
   * {@link Session.query} does: with `tool-failed.session-lost` when the server ends a session, with `tool-failed.sql` when a
   * sequence stays locked.
   */
  async fix(format: DumpFormat, ctx: Context): Promise<void> {
    const deadline = performance.now() + this.#lockTimeout;
    for (;;) {
      const held = this.#held ?? (await this.#lock(ctx));
      const { snapshot } = await this.#locks.row<{ snapshot: string }>('select pg_export_snapshot() as snapshot', ctx);
      const visible = await listTables(this.#locks, ctx);
      if (visible.every(({ id }) => held.has(id)) && (await this.#readSequences(ctx))) {
        this.#content = await extensionContent(this.#locks, ctx);
        const dump = startDump(this.server, this.database, snapshot, format, this.#ctx);
        this.#dump = dump;
        if (await this.#locked(dump, deadline, ctx)) return;
        dump.stream.destroy();
      }
      // A table that came after the locks, or a change that waits for them: let it through, and fix a later point.
      this.#held = undefined;
      await this.#locks.execute('rollback', ctx);
      if (performance.now() > deadline)
        throw new AppError('capture-failed.changing', { database: this.database }, { hint: message('hint.try-later', {}) });
    }
  }

  /**
   * Resolves while the transaction lives. Rejects with `capture-failed.point-lost` when it is no more: what was read since then
   * need not belong together.
   */
  async hold(ctx: Context): Promise<void> {
    if (!(await this.#locks.alive(ctx))) throw new AppError('capture-failed.point-lost', { database: this.database });
  }

  async #lock(ctx: Context): Promise<Map<number, Lockable>> {
    const held = new Map<number, Lockable>();
    await this.#begin(ctx);
    for (;;) {
      const fresh = (await listTables(this.#watch, ctx)).filter(({ id }) => !held.has(id));
      if (fresh.length === 0) break;
      try {
        for (let from = 0; from < fresh.length; from += namesInOneStatement) {
          const names = fresh.slice(from, from + namesInOneStatement).map(({ name }) => `only ${name}`);
          // Takes no snapshot: that is taken by the first query, in `fix`.
          await this.#locks.execute(`lock table ${names.join(', ')} in access share mode`, ctx);
        }
        for (const table of fresh) held.set(table.id, table);
      } catch (error) {
        if (!gone.has(sqlState(error) ?? '')) throw await this.#lockFailure(error, ctx);
        held.clear();
        await this.#locks.execute('rollback', ctx);
        await this.#begin(ctx);
      }
    }
    this.#held = held;
    return held;
  }

  async #begin(ctx: Context): Promise<void> {
    await this.#locks.execute('begin isolation level repeatable read read only', ctx);
    await this.#locks.execute(`set local lock_timeout = ${this.#lockTimeout}`, ctx);
  }

  async #lockFailure(error: unknown, ctx: Context): Promise<unknown> {
    const state = sqlState(error);
    const { database } = this;
    if (state === '53200') {
      return new AppError('capture-failed.too-many-tables', { database }, { cause: error, hint: message('hint.max-locks', {}) });
    }
    if (state !== '55P03') return error;
    const holders = (await this.#watch.query<{ name: string }>(lockHolders, ctx)).map(({ name }) => name);
    return new AppError('capture-failed.locked', { database, holders }, { cause: error, hint: message('hint.try-later', {}) });
  }

  /** Resolves with whether all sequences were read. False when one of them was dropped meanwhile. */
  async #readSequences(ctx: Context): Promise<boolean> {
    try {
      this.#sequences = await readSequences(this.#watch, ctx);
      return true;
    } catch (error) {
      if (gone.has(sqlState(error) ?? '')) return false;
      throw error;
    }
  }

  /**
   * Resolves with whether `pg_dump` holds a lock on every table that it will read, for which it waits. False when it waits behind
   * a session that waits for us, and at the deadline. Rejects as {@link dumpFailure} says when `pg_dump` fails.
   */
  async #locked(dump: Dump, deadline: number, ctx: Context): Promise<boolean> {
    const { us } = await this.#locks.row<{ us: number }>('select pg_backend_pid() as us', ctx);
    const ids = [...(this.#held ?? new Map<number, Lockable>()).values()]
      .filter(({ extension }) => !extension)
      .map(({ id }) => id);
    const question = `select a.pid,
        (select count(*) from pg_locks l where l.pid = a.pid and l.locktype = 'relation' and l.granted
           and l.mode = 'AccessShareLock' and l.relation::int8 = any (${literal(`{${ids.join(',')}}`)}::int8[])) as held,
        exists (select from unnest(pg_blocking_pids(a.pid)) as blocker (pid) where ${us} = any (pg_blocking_pids(blocker.pid))) as queued
      from pg_stat_activity a where a.application_name = ${literal(dump.application)} and a.backend_type = 'client backend'`;
    while (performance.now() < deadline) {
      if (dump.stream.errored) throw dumpFailure(dump.stream.errored, this.database);
      // It writes only after it has read the whole schema.
      if (dump.stream.readableLength > 0) return true;
      const [state] = await this.#watch.query<{ held: number; queued: boolean }>(question, ctx);
      if (ids.length > 0 && state?.held === ids.length) return true;
      if (state?.queued) return false;
      await sleep(20, undefined, { signal: ctx.signal });
    }
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stream = this.#dump?.stream.destroy();
    await Promise.all([this.#locks[Symbol.asyncDispose](), this.#watch[Symbol.asyncDispose]()]);
    // It closes when no `pg_dump` is left.
    if (stream && !stream.closed) await once(stream, 'close').catch(() => undefined);
  }
}
