import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import type { ArtifactSet } from '../../artifact.ts';
import type { ChangeRef, Staged, StageOptions } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { marks, refOf, type Change } from './change.ts';
import { allDatabases, maintenance, obstacles } from './databases.ts';
import { discard, reconcile } from './reconcile.ts';
import { stageInPlace } from './replace.ts';
import { liveParts, loadedInventory } from './loaded.ts';
import { lateProperties } from './properties.ts';
import { applyEarly, createEmpty, planRestoration, type RestoredDatabase, type Restoration } from './restoration.ts';
import { asPrimary } from './standby.ts';
import { createRoles, dropRoles } from './roles.ts';
import { fillDatabase } from './fillDatabase.ts';
import { connect, type Server } from './server.ts';
import { assertServing } from './serving.ts';
import { markStatement, swapIn } from './swap.ts';
import { derivedName } from './sql.ts';
import type { Session } from './session.ts';

/**
 * Resolves with databases that are loaded beside the live ones, or are to replace them in place: {@link Driver.stage}. Rejects
 * with `unsupported.standby`, with `unsupported.beside` or `unsupported.cron-beside` for those that cannot be renamed, as {@link planRestoration},
 * {@link createRoles} and {@link createEmpty} do, and as {@link fillDatabase} does when the load fails. Removes before that what
 * it can. In place: {@link stageInPlace}.
 */
export async function stage(target: ServerTarget, set: ArtifactSet, options: StageOptions, ctx: Context): Promise<Staged> {
  if (options.inPlace) return stageInPlace(target, set, options, ctx);
  const server = asPrimary(await connect(target, ctx));
  const { plan, change } = await planBeside(server, set, options, ctx);
  await options.intend(refOf(options.id, change));
  try {
    await build(server, plan, change, options, ctx);
    return stagedBeside(target, server, plan, change, options.id, ctx);
  } catch (error) {
    await clear(target, refOf(options.id, change), cleanupContext(ctx));
    throw error;
  }
}

/**
 * Removes what is staged. Never rejects: what cannot be removed now stays in the ledger, and the reason why the restore failed is
 * more important.
 */
async function clear(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<void> {
  try {
    await discard(target, ref, 'staged', ctx);
  } catch (error) {
    ctx.log.warn('could not remove what was staged', { change: ref.id, error: String(error) });
  }
}

async function planBeside(
  server: Server,
  set: ArtifactSet,
  options: StageOptions,
  ctx: Context,
): Promise<{ plan: Restoration; change: Change }> {
  await using session = await maintenance(server, [], ctx);
  const plan = await planRestoration(server, session, set, options, ctx);
  const databases = await allDatabases(session, ctx);
  const hindered = await obstacles(session, ctx);
  for (const { target, detail } of plan.parts) {
    const { blocked, inPlaceOnly } = hindered(target);
    const [why] = [...blocked, ...inPlaceOnly];
    if (why) throw new AppError('unsupported.beside', { database: target }, { cause: why, detail: why.key });
    if ('pg_cron' in detail.extensions) {
      throw new AppError('unsupported.cron-beside', { database: target }, { hint: message('hint.in-place', {}) });
    }
  }
  const taken = new Set(databases.map(({ name }) => name));
  const claim = (name: string, suffix: string): string => {
    const derived = derivedName(name, suffix, taken);
    taken.add(derived);
    return derived;
  };
  const items = plan.parts.map(({ item, target }) => {
    const live = databases.find(({ name }) => name === target);
    return {
      item,
      target,
      next: { oid: null, name: claim(target, `__longshore_${options.id}`) },
      last: live ? { oid: live.id, name: claim(target, `__undo_${options.id}`) } : null,
    };
  });
  return { plan, change: { mode: 'rename', origin: 'made', items, roles: [] } };
}

/**
 * Creates and fills everything that the change says. Keeps the change up to date with what is known, and writes it to the ledger.
 */
async function build(server: Server, plan: Restoration, change: Change, options: StageOptions, ctx: Context): Promise<void> {
  await using session = await maintenance(server, [], ctx);
  plan.warnings.push(...(await createRoles(session, plan.globals, plan.roles, ctx)));
  // Noted only now: a role of that name that another user made must not be dropped.
  change.roles = [...plan.roles.missing, ...(plan.roles.standIn ? [plan.roles.standIn.name] : [])];
  for (const [at, item] of change.items.entries()) {
    const part = plan.parts[at];
    if (!part || !item.next) continue;
    await createEmpty(session, server.version, part, item.next.name, plan, ctx);
    await session.execute(markStatement(item.next.name, marks.staged(options.id)), ctx);
    await applyEarly(session, part, item.next.name, plan, ctx);
    item.next.oid = await oidOf(session, item.next.name, ctx);
  }
  await options.intend(refOf(options.id, change));
  for (const [at, item] of change.items.entries()) {
    const part = plan.parts[at];
    if (part && item.next) await fillDatabase(server, part, item.next.name, plan, ctx);
  }
  if (plan.roles.standIn) await dropRoles(session, [plan.roles.standIn.name], ctx);
}

async function oidOf(session: Session, name: string, ctx: Context): Promise<string> {
  const found = (await allDatabases(session, ctx)).find((database) => database.name === name);
  if (!found) throw new AppError('conflict.database-changed', { database: name });
  return found.id;
}

function stagedBeside(target: ServerTarget, server: Server, plan: Restoration, change: Change, id: string, ctx: Context): Staged {
  const ref = refOf(id, change);
  return {
    ref,
    inventory: (late) => loadedInventory(server, stagedParts(plan, change), plan, late),
    swap: async (late) => {
      const properties = plan.parts.flatMap(({ target: name, detail }) => lateProperties(name, detail));
      await swapIn(server, change, id, properties, late);
      return ref;
    },
    settle: () => Promise.resolve(plan.warnings),
    live: (late) => loadedInventory(server, liveParts(plan), plan, late, { rows: false }),
    assertServing: (late) => assertServing(target, change, id, late),
    [Symbol.asyncDispose]: () => disposeStaged(target, ref, ctx),
  };
}

const stagedParts = (plan: Restoration, change: Change): [RestoredDatabase, string][] =>
  plan.parts.flatMap((part, at): [RestoredDatabase, string][] => {
    const name = change.items[at]?.next?.name;
    return name === undefined ? [] : [[part, name]];
  });

/** Removes what is merely staged. What has become live, or might have, stays. */
async function disposeStaged(target: ServerTarget, ref: ChangeRef, ctx: Context): Promise<void> {
  const late = cleanupContext(ctx);
  if ((await reconcile(target, ref, late)) === 'staged') await discard(target, ref, 'staged', late);
}
