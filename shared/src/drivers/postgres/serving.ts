import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { marks, type Change, type ChangedItem } from './change.ts';
import { allDatabases, maintenance, type Database } from './databases.ts';
import { connectWhenUp } from './reconcile.ts';
import { Session, sqlState } from './session.ts';

/** Extensions that keep a database shut while a load goes on, by the setting that says so. */
const shutBy = { timescaledb: 'timescaledb.restoring' };

/**
 * Resolves when what a change made live is live, and takes writes: the databases are those that were switched in, the server is no
 * standby, and each gives out a transaction, which is rolled back. Changes nothing, fires no trigger, and sends nothing to a
 * logical slot. Rejects with `unproven.postgres-exchanged`, `unproven.postgres-standby`, `unproven.postgres-shut` or
 * `unproven.postgres-writes`, and as {@link connectWhenUp} does.
 */
export async function assertServing(target: ServerTarget, change: Change, id: string, ctx: Context): Promise<void> {
  const service = target.service.name;
  const server = await connectWhenUp(target, ctx);
  if (server.standby) throw new AppError('unproven.postgres-standby', { service });
  await using session = await maintenance(server, [], ctx);
  const databases = await allDatabases(session, ctx);
  const others = change.items.filter((item) => !isLive(item, change.mode, id, databases)).map(({ target: name }) => name);
  if (others.length > 0) throw new AppError('unproven.postgres-exchanged', { service, databases: others });
  for (const { target: database, next } of change.items) {
    if (next === null) continue;
    await using inside = await Session.open(server, database, ctx);
    for (const [extension, setting] of Object.entries(shutBy)) {
      const { value } = await inside.row<{ value: string | null }>(`select current_setting('${setting}', true) as value`, ctx);
      if (value === 'on') throw new AppError('unproven.postgres-shut', { service, database, extension });
    }
    await assertWrites(inside, service, ctx);
  }
}

/** Returns whether what lives under the name of an item is what the change put there, or nothing where it put nothing there. */
function isLive({ target, next }: ChangedItem, mode: Change['mode'], id: string, databases: readonly Database[]): boolean {
  const found = databases.find(({ name }) => name === target);
  if (next === null) return found === undefined;
  return mode === 'replace' ? found?.mark === marks.replaced(id) : found?.id === next.oid && found?.open;
}

/** A transaction that writes nothing is given a number only when it asks for one, and a rolled back one leaves no trace. */
async function assertWrites(session: Session, service: string, ctx: Context): Promise<void> {
  try {
    await session.execute('begin', ctx);
    await session.execute('set local synchronous_commit to off', ctx);
    await session.execute('select pg_current_xact_id()', ctx);
    await session.execute('rollback', ctx);
  } catch (error) {
    if (sqlState(error) === undefined || !AppError.is(error)) throw error;
    const { database } = session;
    throw new AppError(
      'unproven.postgres-writes',
      { service, database },
      { cause: error, ...(error.detail && { detail: error.detail }) },
    );
  }
}
