import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { ChangeRef, Staged, StageOptions } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { readChange, refOf, type Change } from './change.ts';
import { allDatabases, maintenance, type Database } from './databases.ts';
import { databaseEntries, recorded, type Content } from './inventory.ts';
import { discard, reconcile } from './reconcile.ts';
import { connect, type Server } from './server.ts';
import { assertServing } from './serving.ts';
import { Session } from './session.ts';
import { derivedName } from './sql.ts';
import { allow, swapIn } from './swap.ts';

/**
 * Resolves with what an earlier swap put aside, as a staged replacement: {@link Driver.reopen}. Rejects with
 * `unsupported.in-place-undo` for one in place, with `conflict.already-undone` when it is live again, with `not-found.undo` when it
 * was dropped or renamed, with `corrupt.change`.
 */
export async function reopen(
  target: ServerTarget,
  earlier: ChangeRef,
  options: Pick<StageOptions, 'id' | 'intend'>,
  ctx: Context,
): Promise<Staged> {
  const before = readChange(earlier);
  if (before.mode === 'replace') {
    throw new AppError('unsupported.in-place-undo', {}, { hint: message('hint.safety-snapshot', {}) });
  }
  const server = await connect(target, ctx);
  await using session = await maintenance(server, [], ctx);
  const databases = await allDatabases(session, ctx);
  const change = wayBack(before, options.id, databases);
  const ref = refOf(options.id, change);
  await options.intend(ref);
  for (const { next } of change.items) if (next) await allow(session, next.name, true, ctx);
  return {
    ref,
    inventory: async (late) => {
      const found: Content[] = [];
      for (const { item, next } of change.items) if (next) found.push(await content(server, item, next.name, late));
      const structured = found.every((one) => one.structured);
      const entries = found.flatMap((one) => one.entries);
      return { version: server.versionText, recorded: recorded({ rows: true, structured }), entries };
    },
    swap: async (late) => {
      await swapIn(server, change, options.id, [], late);
      return ref;
    },
    settle: () => Promise.resolve([]),
    assertServing: (late) => assertServing(target, change, options.id, late),
    [Symbol.asyncDispose]: async () => {
      const late = cleanupContext(ctx);
      if ((await reconcile(target, ref, late)) === 'staged') await discard(target, ref, 'staged', late);
    },
  };
}

/**
 * Returns the change that undoes one: what was put aside becomes the replacement. Where nothing was, what is live now is only put
 * aside. Throws `conflict.already-undone` or `not-found.undo`.
 */
function wayBack(before: Change, id: string, databases: readonly Database[]): Change {
  const taken = new Set(databases.map(({ name }) => name));
  const items = before.items.map(({ item, target, last }) => {
    const kept = last && databases.find((database) => database.id === last.oid);
    const live = databases.find(({ name }) => name === target);
    if (kept && kept.name === target) throw new AppError('conflict.already-undone', { database: target });
    // Under another name it may be anything by now; a server that was made anew gives out the same identities again.
    if (last && kept?.name !== last.name) throw new AppError('not-found.undo', { database: target });
    const aside = derivedName(target, `__undo_${id}`, taken);
    taken.add(aside);
    return {
      item,
      target,
      next: kept ? { oid: kept.id, name: kept.name } : null,
      last: live ? { oid: live.id, name: aside } : null,
    };
  });
  return { mode: 'rename', origin: 'kept', items, roles: [] };
}

async function content(server: Server, item: string, name: string, ctx: Context): Promise<Content> {
  await using session = await Session.open(server, name, ctx);
  return await databaseEntries(session, item, { version: server.version, rows: true }, ctx);
}
