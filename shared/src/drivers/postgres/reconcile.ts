import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { ChangeRef, ChangeState } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { whenUp } from '../whenUp.ts';
import { isStaged, lastOf, marks, nextOf, readChange, stateOf, type Change } from './change.ts';
import { allDatabases, maintenance, type Database } from './databases.ts';
import { dropRoles } from './roles.ts';
import { connect, type Server } from './server.ts';
import { Session } from './session.ts';
import { identifier } from './sql.ts';
import { allow, dropDatabase, markStatement, namesOf, reopenLive, swapBack } from './swap.ts';

/** How long a server may take to come up again, in milliseconds: crash recovery is part of its start. */
const patience = 5 * 60_000;

/**
 * Resolves with the server. One that was restarted in the middle of a change is waited for, up to 5 minutes. Rejects with the
 * last error when its container has ended or is paused or the time is over, at once with any that does not pass, as `denied`.
 */
export const connectWhenUp = ({ host, container, ...target }: ServerTarget, ctx: Context): Promise<Server> =>
  whenUp(host, container.id, () => connect({ host, container, ...target }, ctx), { isPassing, limit: patience }, ctx);

const isPassing = (error: AppError): boolean =>
  error.key === 'tool-failed.postgres-silent' || error.key === 'tool-failed.session-lost' || error.code === 'conflict';

/**
 * Resolves with where a change is, from the databases of the server: {@link Driver.reconcile}. Waits up to 5 minutes for one that
 * is coming up. Rejects with `corrupt.change`, and as {@link connect} does when it does not let us in.
 */
export async function reconcile(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<ChangeState> {
  const change = readChange(ref);
  const server = await connectWhenUp(target, ctx);
  return stateOf(change, ref.id, await present(server, change, ctx));
}

/**
 * Takes a change back to `staged`, one in place to `absent`, or opens what a swap had closed: {@link Driver.rollback}. Waits up
 * to 5 minutes for a server that is coming up. Rejects with `corrupt.change`, with `recovery-needed.in-place` once a database in
 * place was dropped or another one has its name, with `recovery-needed.nothing-kept`, with `conflict.sessions-stay`, with
 * `denied` or `tool-failed` when the server does not let us in or refuses.
 */
export async function rollback(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<void> {
  const change = readChange(ref);
  const server = await connectWhenUp(target, ctx);
  const databases = await present(server, change, ctx);
  if (change.mode === 'replace') return takeBack(server, change, ref.id, databases, ctx);
  const renamed = change.items.some(
    (item) => nextOf(item, databases)?.name === item.target || (item.last && lastOf(item, databases)?.name === item.last.name),
  );
  if (renamed) await swapBack(server, change, ref.id, ctx);
  else await reopenLive(server, change, ctx);
}

/**
 * Drops the replacements that are merely staged, with the roles made for them, or what a swap put aside: {@link Driver.discard}.
 * What an earlier swap kept is only closed again. Resolves, too, when there is nothing, as in place. Waits up to 5 minutes for
 * a server that is coming up. Rejects with `corrupt.change`, with `denied` or `tool-failed` when it does not let us in or
 * refuses.
 */
export async function discard(target: ServerTarget, ref: ChangeRef, what: 'staged' | 'undo', ctx: Context): Promise<void> {
  const change = readChange(ref);
  if (change.mode === 'replace') return;
  const server = await connectWhenUp(target, ctx);
  await using session = await maintenance(server, namesOf(change), ctx);
  const databases = await allDatabases(session, ctx);
  const live = new Set(change.items.map((item) => item.target));
  if (what === 'undo') {
    for (const database of setAside(change, databases)) await drop(server, session, database, ctx);
    return;
  }
  const staged = change.items.flatMap((item) => {
    const replacement = nextOf(item, databases);
    return replacement && !live.has(replacement.name) && isStaged(item, ref.id, replacement) ? [replacement] : [];
  });
  for (const database of staged) {
    if (change.origin === 'made') await drop(server, session, database, ctx);
    else await allow(session, database.name, false, ctx);
  }
  if (staged.length === change.items.length || change.items.every((item) => !nextOf(item, databases))) {
    await dropRoles(session, change.roles, ctx);
  }
}

/**
 * Resolves with the bytes of the databases that the swap put aside: {@link Driver.undoBytes}. 0 when there are none, as in
 * place. Waits up to 5 minutes for a server that is coming up. Rejects with `corrupt.change`, with `denied` or `tool-failed`
 * when it does not let us in.
 */
export async function undoBytes(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<number> {
  const change = readChange(ref);
  const server = await connectWhenUp(target, ctx);
  return setAside(change, await present(server, change, ctx)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Returns the databases that the swap put aside, only under the names that they were given then: whatever is live is never touched.
 */
const setAside = (change: Change, databases: readonly Database[]): Database[] =>
  change.items.flatMap((item) => {
    const kept = lastOf(item, databases);
    return kept && kept.name === item.last?.name && kept.name !== item.target ? [kept] : [];
  });

async function present(server: Server, change: Change, ctx: Context): Promise<Database[]> {
  await using session = await maintenance(server, namesOf(change), ctx);
  return await allDatabases(session, ctx);
}

async function drop(server: Server, session: Session, database: Database, ctx: Context): Promise<void> {
  await dropSubscriptions(server, session, database, ctx);
  await dropDatabase(session, database, ctx);
}

/**
 * Drops the subscriptions of a database, which it opens for that. They came with the archive, disabled. A database that has one
 * cannot be dropped.
 */
async function dropSubscriptions(server: Server, session: Session, { id, name, open }: Database, ctx: Context): Promise<void> {
  const found = await session.query<{ name: string }>(`select subname as name from pg_subscription where subdbid = ${id}`, ctx);
  if (found.length === 0) return;
  if (!open) await allow(session, name, true, ctx);
  await using inside = await Session.open(server, name, ctx);
  for (const subscription of found) {
    const quoted = identifier(subscription.name);
    await inside.execute(`alter subscription ${quoted} disable`, ctx);
    await inside.execute(`alter subscription ${quoted} set (slot_name = none)`, ctx);
    await inside.execute(`drop subscription ${quoted}`, ctx);
  }
}

/**
 * Calls a replacement in place off, as long as nothing was dropped. A database that it made where none was is dropped. Rejects with
 * `recovery-needed.in-place`, which names the databases, once one was dropped: only the safety snapshot leads back.
 */
async function takeBack(server: Server, change: Change, id: string, databases: Database[], ctx: Context): Promise<void> {
  if (stateOf(change, id, databases) === 'absent') return;
  const now = change.items.map(({ target, last }) => ({ target, last, live: databases.find(({ name }) => name === target) }));
  const made = now.flatMap(({ last, live }) =>
    !last && live && [marks.replacing(id), marks.replaced(id)].includes(live.mark) ? [live] : [],
  );
  const lost = now.filter(({ last, live }) => live?.id !== last?.oid && !(live && made.includes(live)));
  if (lost.length > 0) {
    const names = lost.map((item) => item.target);
    throw new AppError('recovery-needed.in-place', { databases: names }, { hint: message('hint.safety-snapshot', {}) });
  }
  await using session = await maintenance(server, namesOf(change), ctx);
  for (const database of made) await drop(server, session, database, ctx);
  for (const item of change.items) {
    const live = lastOf(item, databases);
    if (!live) continue;
    if (!live.open) await allow(session, live.name, true, ctx);
    if (live.mark === marks.replacing(id)) await session.execute(markStatement(live.name, ''), ctx);
  }
}
