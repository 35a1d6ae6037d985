import { setTimeout as sleep } from 'node:timers/promises';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import { lastOf, marks, nextOf, type Change } from './change.ts';
import { allDatabases, maintenance, markSetting, obstacles, type Database } from './databases.ts';
import type { Server } from './server.ts';
import { type Session, sqlState } from './session.ts';
import { identifier, literal } from './sql.ts';

/** A database that gets another name in the exchange. */
interface Move {
  database: Database;
  to: string;
  /** Whether it accepts connections afterwards. */
  open: boolean;
  /** What is noted on it afterwards; nothing when empty. */
  mark: string;
}

/** Longest time in which sessions that slip in are thrown out again, in milliseconds. */
const patience = 30_000;

/**
 * Makes the replacements live and puts aside what was, for all items in one transaction, in which `properties` run after the
 * renames. When it rejects, the live databases accept connections again, as far as it can open them. Rejects with
 * `conflict.database-changed`, `unsupported.beside`, `conflict.sessions-stay` when sessions come back for more than 30 seconds,
 * or `tool-failed.sql` when the server refuses. When the connection is lost on the way, it may have swapped although it rejects:
 * `reconcile` tells.
 */
export async function swapIn(server: Server, change: Change, id: string, properties: string[], ctx: Context): Promise<void> {
  await using session = await maintenance(server, namesOf(change), ctx);
  const databases = await allDatabases(session, ctx);
  const hindered = await obstacles(session, ctx);
  const aside: Move[] = [];
  const live: Move[] = [];
  for (const item of change.items) {
    const replacement = nextOf(item, databases);
    const present = lastOf(item, databases);
    const found = databases.find(({ name }) => name === item.target);
    if (found?.id !== present?.id || (item.next && !replacement)) {
      throw new AppError('conflict.database-changed', { database: item.target }, { hint: message('hint.nothing-replaced', {}) });
    }
    const [why] = [...hindered(item.target).blocked, ...hindered(item.target).inPlaceOnly];
    if (why) throw new AppError('unsupported.beside', { database: item.target }, { cause: why, detail: why.key });
    if (present && item.last) aside.push({ database: present, to: item.last.name, open: false, mark: marks.undo(id) });
    if (replacement) live.push({ database: replacement, to: item.target, open: true, mark: '' });
  }
  await exchange(server, session, [...aside, ...live], properties, ctx);
}

/**
 * Switches back: what was put aside is live again, and the replacement is merely staged. Resolves, too, when it is so already.
 * Rejects with `recovery-needed.nothing-kept` when what was live is gone or was renamed, with `conflict.sessions-stay` or
 * `tool-failed.sql` as {@link swapIn} does. When the connection is lost on the way, it may have switched back although it
 * rejects.
 */
export async function swapBack(server: Server, change: Change, id: string, ctx: Context): Promise<void> {
  await using session = await maintenance(server, namesOf(change), ctx);
  const databases = await allDatabases(session, ctx);
  const made = change.origin === 'made';
  const out: Move[] = [];
  const back: Move[] = [];
  for (const item of change.items) {
    const replacement = nextOf(item, databases);
    const present = lastOf(item, databases);
    if (item.last && present?.name !== item.last.name && present?.name !== item.target) {
      throw new AppError('recovery-needed.nothing-kept', { database: item.target, kept: item.last.name });
    }
    if (replacement && item.next && replacement.name === item.target) {
      out.push({ database: replacement, to: item.next.name, open: made, mark: made ? marks.staged(id) : marks.undo(id) });
    }
    if (present && (present.name !== item.target || !present.open))
      back.push({ database: present, to: item.target, open: true, mark: '' });
  }
  await exchange(server, session, [...out, ...back], [], ctx);
}

/**
 * Opens the live databases and replacements of a change that renamed nothing, and are closed, whichever session closed them: an
 * interrupted swap closes them before it renames. Resolves, too, when all are open or gone. Rejects with `tool-failed.sql` when the
 * server refuses.
 */
export async function reopenLive(server: Server, change: Change, ctx: Context): Promise<void> {
  await using session = await maintenance(server, namesOf(change), ctx);
  const databases = await allDatabases(session, ctx);
  for (const item of change.items) {
    for (const database of [lastOf(item, databases), nextOf(item, databases)]) {
      if (database && !database.open) await allow(session, database.name, true, ctx);
    }
  }
}

/** Returns every name that a change gives to a database: live, staged and put aside. */
export const namesOf = ({ items }: Change): string[] =>
  items.flatMap(({ target, next, last }) => [target, ...(next ? [next.name] : []), ...(last ? [last.name] : [])]);

/**
 * Makes a database accept connections, or no new ones: those that it has go on. Rejects with `tool-failed.sql` for one that is not
 * there.
 */
export const allow = (session: Session, name: string, open: boolean, ctx: Context): Promise<void> =>
  session.execute(`alter database ${identifier(name)} allow_connections ${open}`, ctx);

/** Returns the statement that notes a mark on a database. An empty one removes it. */
export const markStatement = (name: string, mark: string): string =>
  mark === ''
    ? `alter database ${identifier(name)} reset ${markSetting}`
    : `alter database ${identifier(name)} set ${markSetting} to ${literal(mark)}`;

/**
 * Renames all or nothing. Rejects with `conflict.sessions-stay` after 30 seconds of sessions that come back. When it rejects, it
 * has opened again what it closed, as far as it can. ALLOW_CONNECTIONS false must be committed before sessions are ended, else
 * they come back. A crash after that would lock out even superusers: `reconcile` says `half`, and `rollback` leads out of it.
 */
async function exchange(server: Server, session: Session, moves: Move[], properties: string[], ctx: Context): Promise<void> {
  const renames = moves.filter(({ database, to }) => database.name !== to);
  try {
    for (const { database } of moves) if (database.open) await allow(session, database.name, false, ctx);
    const deadline = performance.now() + patience;
    while (!(await renameAll(session, moves, renames, properties, ctx))) {
      if (performance.now() > deadline) {
        throw new AppError('conflict.sessions-stay', { service: server.name }, { hint: message('hint.nothing-replaced', {}) });
      }
    }
  } catch (error) {
    await restoreConnections(server, moves, cleanupContext(ctx)).catch((later: unknown) =>
      // `reconcile` finds what is closed, and `rollback` opens it: why the switch failed is what people must read.
      ctx.log.warn('the databases could not be opened again', { error: String(later) }),
    );
    throw error;
  }
}

/**
 * Resolves with whether everything was renamed, marked and opened. False when a session came in between and the transaction was
 * taken back.
 */
async function renameAll(session: Session, moves: Move[], renames: Move[], properties: string[], ctx: Context): Promise<boolean> {
  await endSessions(session, moves, ctx);
  await session.execute('begin', ctx);
  try {
    for (const { database, to } of renames) {
      await session.execute(`alter database ${identifier(database.name)} rename to ${identifier(to)}`, ctx);
    }
    for (const statement of properties) await session.execute(statement, ctx);
    for (const { to, open, mark } of moves) {
      await session.execute(markStatement(to, mark), ctx);
      if (open) await allow(session, to, true, ctx);
    }
    await session.execute('commit', ctx);
    return true;
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    await session.execute('rollback', ctx);
    if (sqlState(error) === '55006') return false;
    throw error;
  }
}

/**
 * Drops a database, also one that is a template, and ends its sessions. Absent is fine. Rejects with `tool-failed.sql`: while it is in
 * use only after 30 seconds, for FORCE waits a few seconds for the sessions that it ends, and on a busy machine that is not enough.
 */
export async function dropDatabase(session: Session, database: Database, ctx: Context): Promise<void> {
  const isTemplate = (wanted: boolean): Promise<void> =>
    session.execute(`alter database ${identifier(database.name)} is_template ${wanted}`, ctx);
  if (database.template) await isTemplate(false);
  try {
    await dropUnused(session, database, ctx);
  } catch (error) {
    if (database.template && sqlState(error) !== undefined) await isTemplate(true);
    throw error;
  }
}

async function dropUnused(session: Session, database: Database, ctx: Context): Promise<void> {
  for (const deadline = performance.now() + patience; ;) {
    await endSessions(session, [{ database }], ctx);
    try {
      return await session.execute(`drop database if exists ${identifier(database.name)} with (force)`, ctx);
    } catch (error) {
      if (sqlState(error) !== '55006' || performance.now() > deadline) throw error;
    }
  }
}

/** Ends every session on the databases. Resolves when none is left, or after 30 seconds although some are. */
async function endSessions(session: Session, moves: readonly { database: Database }[], ctx: Context): Promise<void> {
  const ids = literal(`{${moves.map(({ database }) => database.id).join(',')}}`);
  for (const deadline = performance.now() + patience; ;) {
    const ended = await session.query<{ ended: boolean }>(
      `select pg_terminate_backend(pid) as ended from pg_stat_activity where datid = any (${ids}::oid[]) and pid <> pg_backend_pid()`,
      ctx,
    );
    if (ended.length === 0 || performance.now() > deadline) return;
    await sleep(50, undefined, { signal: ctx.signal });
  }
}

/** Opens, after a failure, whatever still has its old name and was open before. */
async function restoreConnections(server: Server, moves: Move[], ctx: Context): Promise<void> {
  await using session = await maintenance(
    server,
    moves.flatMap(({ database, to }) => [database.name, to]),
    ctx,
  );
  const now = await allDatabases(session, ctx);
  for (const { database } of moves) {
    const found = now.find(({ id }) => id === database.id);
    if (found && found.name === database.name && database.open && !found.open) await allow(session, found.name, true, ctx);
  }
}
