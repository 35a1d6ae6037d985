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

/** A server that was restarted in the middle of a change is waited for. */
const connectWhenUp = ({ host, container, ...target }: ServerTarget, ctx: Context): Promise<Server> =>
  whenUp(host, container.id, () => connect({ host, container, ...target }, ctx), { isPassing, limit: patience }, ctx);

const isPassing = (error: AppError): boolean => error.key === 'tool-failed.postgres-silent' || error.code === 'conflict';

/** See {@link Driver.reconcile}. */
export async function reconcile(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<ChangeState> {
  const change = readChange(ref);
  const server = await connectWhenUp(target, ctx);
  return stateOf(change, ref.id, await present(server, change, ctx));
}

/** See {@link Driver.rollback}. */
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

/** See {@link Driver.discard}. */
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

/** See {@link Driver.undoBytes}. */
export async function undoBytes(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<number> {
  const change = readChange(ref);
  const server = await connectWhenUp(target, ctx);
  return setAside(change, await present(server, change, ctx)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Only under the name that it was given when it was put aside: whatever is live is never touched. */
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

/** They came with the archive, disabled; a database that has one cannot be dropped. */
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

/** As long as nothing was dropped, a replacement in place can be called off; after that only the safety snapshot leads back. */
async function takeBack(server: Server, change: Change, id: string, databases: Database[], ctx: Context): Promise<void> {
  if (stateOf(change, id, databases) === 'absent') return;
  const lost = change.items.filter(({ last, target }) => databases.find(({ name }) => name === target)?.id !== last?.oid);
  if (lost.length > 0) {
    const names = lost.map((item) => item.target);
    throw new AppError('recovery-needed.in-place', { databases: names }, { hint: message('hint.safety-snapshot', {}) });
  }
  await using session = await maintenance(server, namesOf(change), ctx);
  for (const item of change.items) {
    const live = lastOf(item, databases);
    if (!live) continue;
    if (!live.open) await allow(session, live.name, true, ctx);
    if (live.mark === marks.replacing(id)) await session.execute(markStatement(live.name, ''), ctx);
  }
}
