import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { ArtifactSet } from '../../artifact.ts';
import type { ChangeRef, Staged, StageOptions } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { marks, refOf, type Change } from './change.ts';
import { allDatabases, maintenance, obstacles, type Database } from './databases.ts';
import { rollback } from './reconcile.ts';
import { lateProperties } from './properties.ts';
import { applyEarly, createEmpty, planRestoration, type RestoredDatabase, type Restoration } from './restoration.ts';
import { createRoles, dropRoles } from './roles.ts';
import { fillDatabase } from './fillDatabase.ts';
import { liveParts, loadedInventory } from './loaded.ts';
import { connect, type Server } from './server.ts';
import { assertServing } from './serving.ts';
import type { Session } from './session.ts';
import { identifier } from './sql.ts';
import { allow, dropDatabase, markStatement, namesOf } from './swap.ts';
import { asPrimary } from './standby.ts';
import { trial } from './trial.ts';

/**
 * Resolves with databases that are to be replaced in place: `inventory` loads them into a throw-away server, `swap` drops the
 * live ones and makes them again. The safety snapshot of the caller is the way back. Rejects with `unsupported.standby`, with
 * `unsupported.replace` for one that cannot be dropped, and as {@link planRestoration} does. Loads nothing yet: `inventory` rejects as {@link trial}
 * does, `swap` with `conflict.database-changed`, with `recovery-needed.in-place` once a live one was dropped, before that as
 * {@link createRoles}, {@link createEmpty} and {@link fillDatabase} do.
 */
export async function stageInPlace(target: ServerTarget, set: ArtifactSet, options: StageOptions, ctx: Context): Promise<Staged> {
  const server = asPrimary(await connect(target, ctx));
  const { plan, change } = await planInPlace(server, set, options, ctx);
  const ref = refOf(options.id, change);
  await options.intend(ref);
  return {
    ref,
    inventory: async (late) => {
      const items = plan.parts.map(({ item }) => item);
      await using proof = await trial(
        target.host,
        target.container.imageId,
        set,
        { items, like: target.container, ...(options.without && { without: options.without }) },
        late,
      );
      return await proof.inventory(late);
    },
    swap: async (late) => {
      try {
        await replaceAll(server, plan, change, options.id, late);
      } catch (error) {
        await takeBack(target, ref, error, cleanupContext(late));
        throw error;
      }
      return ref;
    },
    settle: () => Promise.resolve(plan.warnings),
    live: (late) => loadedInventory(server, liveParts(plan), plan, late),
    assertServing: (late) => assertServing(target, change, options.id, late),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/**
 * Leads back if nothing has been dropped yet. Rejects with the `recovery-needed` of {@link rollback} otherwise, to which it adds
 * the detail of the cause and a hint at the safety snapshot. Whatever else keeps it from leading back is logged: a repair follows.
 */
async function takeBack(target: ServerTarget, ref: ChangeRef, cause: unknown, ctx: Context): Promise<void> {
  try {
    await rollback(target, ref, ctx);
  } catch (error) {
    if (!AppError.is(error, 'recovery-needed')) {
      ctx.log.warn('could not lead back', { change: ref.id, error: String(error) });
      return;
    }
    const detail = cause instanceof AppError ? cause.detail : undefined;
    const hint = message('hint.safety-snapshot', {});
    throw new AppError(error.key, error.params, { cause, hint, ...(detail !== undefined && { detail }) });
  }
}

async function planInPlace(
  server: Server,
  set: ArtifactSet,
  options: StageOptions,
  ctx: Context,
): Promise<{ plan: Restoration; change: Change }> {
  await using session = await maintenance(server, [], ctx);
  const plan = await planRestoration(server, session, set, options, ctx);
  const databases = await allDatabases(session, ctx);
  const hindered = await obstacles(session, ctx);
  const items = plan.parts.map(({ item, target }) => {
    const [why] = hindered(target).blocked;
    if (why) throw new AppError('unsupported.replace', { database: target }, { cause: why, detail: why.key });
    const live = databases.find(({ name }) => name === target);
    return { item, target, next: { oid: null, name: target }, last: live ? { oid: live.id, name: target } : null };
  });
  return { plan, change: { mode: 'replace', origin: 'made', items, roles: [] } };
}

async function replaceAll(server: Server, plan: Restoration, change: Change, id: string, ctx: Context): Promise<void> {
  await using session = await maintenance(server, namesOf(change), ctx);
  const databases = await allDatabases(session, ctx);
  for (const { target, last } of change.items) {
    if ((databases.find(({ name }) => name === target)?.id ?? null) !== (last?.oid ?? null)) {
      throw new AppError('conflict.database-changed', { database: target }, { hint: message('hint.nothing-replaced', {}) });
    }
  }
  plan.warnings.push(...(await createRoles(session, plan.globals, plan.roles, ctx)));
  try {
    for (const part of plan.parts) {
      const live = databases.find(({ name }) => name === part.target);
      if (live) await remove(session, live, id, ctx);
      await make(server, session, part, plan, id, ctx);
      await finish(session, part, id, ctx);
    }
  } catch (error) {
    await dropStandIn(server, plan, cleanupContext(ctx)).catch((left: unknown) =>
      ctx.log.warn('could not drop the stand-in', { error: String(left) }),
    );
    throw error;
  }
  await dropStandIn(server, plan, ctx);
}

/** Drops the superuser that was made for the load, if one was. It stays while it owns something that was half loaded. */
async function dropStandIn(server: Server, { roles: { standIn } }: Restoration, ctx: Context): Promise<void> {
  if (!standIn) return;
  await using session = await maintenance(server, [], ctx);
  await dropRoles(session, [standIn.name], ctx);
}

async function remove(session: Session, live: Database, id: string, ctx: Context): Promise<void> {
  await session.execute(markStatement(live.name, marks.replacing(id)), ctx);
  await allow(session, live.name, false, ctx);
  await dropDatabase(session, live, ctx);
}

/** Creates the database under its live name and fills it. Ordinary users stay outside until everything is there. */
async function make(
  server: Server,
  session: Session,
  part: RestoredDatabase,
  plan: Restoration,
  id: string,
  ctx: Context,
): Promise<void> {
  await createEmpty(session, server.version, part, part.target, plan, ctx);
  await session.execute(markStatement(part.target, marks.replacing(id)), ctx);
  await session.execute(`alter database ${identifier(part.target)} connection limit 0`, ctx);
  await applyEarly(session, part, part.target, plan, ctx);
  await fillDatabase(server, part, part.target, plan, ctx);
}

/** Gives the database its last properties, and opens it. */
async function finish(session: Session, part: RestoredDatabase, id: string, ctx: Context): Promise<void> {
  await session.execute('begin', ctx);
  for (const statement of lateProperties(part.target, part.detail)) await session.execute(statement, ctx);
  await session.execute(markStatement(part.target, marks.replaced(id)), ctx);
  await session.execute('commit', ctx);
}
