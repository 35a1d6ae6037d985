import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { whenUp } from '../whenUp.ts';
import { connect } from './connect.ts';
import { countsOf, groupsIn, librariesOf } from './detail.ts';
import { askGroups, isQuicklyWalked } from './groups.ts';
import { askServer, type Counts, type Server } from './server.ts';
import { isPassing, type Session } from './session.ts';

/**
 * Resolves after the start with warnings: a log that is off, or groups of streams that were not looked at once more. Empty when
 * there are none. Waits while the container is up and lets no client connect. Rejects with `unproven.valkey-start` when it loaded
 * another number of keys, and with another `unproven.valkey-*` when what it has loaded is not all there: dropped, evicted, removed;
 * a key's expiry, a library, a group, a user that is gone or another one. While the writers are down, that is so to the key, unless
 * other clients are connected. What clients have changed by then is allowed for, as far as the server counts it. With `unproven.valkey-down` when its container does not run or is started
 * again and again, and else as {@link connect} and {@link askServer} do. `expected`: undefined when the replacement was not
 * counted: then only what needs no counts is looked at. `fading`: `RdbSummary.fading`.
 */
export async function settle(
  target: ServerTarget,
  before: Server,
  expected: Inventory | undefined,
  { fading, writers }: { fading: number; writers: 'down' | 'back' },
  ctx: Context,
): Promise<Message[]> {
  await using session = await connectWhenUp(target, ctx);
  const now = await askServer(session);
  const service = target.service.name;
  const warnings = before.files.log && !now.files.log ? [message('warning.valkey-log-off', { service })] : [];
  assertSameSlots(service, before, now);
  assertSameUsers(service, before, now);
  if (!expected) return warnings;
  assertNoneEvicted(service, now.info);
  assertLoaded(service, expected, now, fading);
  const changes = changedSince(now.info);
  const alone = writers === 'down' && numberOf(now.info, 'connected_clients') <= 1;
  const slack = alone ? 0 : changes;
  assertKeysThere(service, expected, now, { slack, fading });
  if (slack === 0) assertLibraries(service, expected, now);
  const groups = groupsIn(expected);
  if (!groups || slack > 0 || [...groups.values()].every((each) => each.groups === 0)) return warnings;
  if (!isQuicklyWalked(now.databases)) return [...warnings, message('warning.valkey-groups-not-compared', { service })];
  const indexes = now.databases.map(({ index }) => index);
  const found = await askGroups(session, indexes);
  for (const database of found ? indexes : []) {
    const [want, have] = [groups.get(database), found?.get(database)];
    if (!want || !have || want.groupsDigest === have.groupsDigest) continue;
    throw new AppError('unproven.valkey-groups', { service, database, expected: want.groups, found: have.groups });
  }
  return warnings;
}

const keysOf = (databases: readonly Counts[]): number => databases.reduce((sum, { keys }) => sum + keys, 0);
const expiringOf = (databases: readonly Counts[]): number => databases.reduce((sum, { expiring }) => sum + expiring, 0);

/** Returns a number of `INFO`, and 0 for one that this version does not have. */
const numberOf = (info: Server['info'], field: string): number => Number(info[field] ?? 0);

/**
 * Throws `unproven.valkey-evicted` when the server has dropped keys since its start because its memory was full.
 */
export function assertNoneEvicted(service: string, info: Server['info']): void {
  const evicted = numberOf(info, 'evicted_keys');
  if (evicted === 0) return;
  throw new AppError(
    'unproven.valkey-evicted',
    { service, evicted, limit: numberOf(info, 'maxmemory') },
    { hint: message('hint.valkey-maxmemory', { service }) },
  );
}

/** Throws `unproven.valkey-slots` when a node of a cluster serves other slots than before. */
export function assertSameSlots(service: string, before: Pick<Server, 'slots'>, now: Pick<Server, 'slots'>): void {
  const [was = [], is = []] = [before.slots, now.slots];
  if (was.join() !== is.join()) throw new AppError('unproven.valkey-slots', { service, before: was, now: is });
}

/** Throws `unproven.valkey-users` when a user is gone, came from nowhere, or may do other things than before. */
function assertSameUsers(service: string, { users: before }: Server, { users: now }: Server): void {
  // Perhaps we may no longer ask: that says nothing of the others.
  if (before.length === 0 || now.length === 0) return;
  const names = unequal(before, now, ({ rules }) => rules);
  if (names.length > 0) {
    throw new AppError('unproven.valkey-users', { service, users: names }, { hint: message('hint.valkey-users', {}) });
  }
}

/** Throws `unproven.valkey-libraries` when a library of functions is missing, too many, or has other code. */
function assertLibraries(service: string, expected: Inventory, { libraries: now }: Server): void {
  const before = librariesOf(expected);
  if (!before || !now) return;
  const names = unequal(before, now, ({ code }) => code);
  if (names.length > 0) throw new AppError('unproven.valkey-libraries', { service, libraries: names });
}

/** Returns the names of what is on one side alone, or has another value there. */
function unequal<T extends { name: string }>(before: readonly T[], now: readonly T[], value: (of: T) => string): string[] {
  const [was, is] = [before, now].map((side) => new Map(side.map((each) => [each.name, value(each)])));
  return [...new Set([...before, ...now].map(({ name }) => name))].filter((name) => was?.get(name) !== is?.get(name)).sort();
}

/** Throws `unproven.valkey-start` when the server says that it loaded another number of keys. Versions before 7 do not say. */
function assertLoaded(service: string, expected: Inventory, { info }: Server, fading: number): void {
  if (info['rdb_last_load_keys_loaded'] === undefined) return;
  const wanted = keysOf(countsOf(expected));
  const found = numberOf(info, 'rdb_last_load_keys_loaded') + numberOf(info, 'rdb_last_load_keys_expired');
  if (found > wanted || found < wanted - fading)
    throw new AppError('unproven.valkey-start', { service, expected: wanted, found });
}

/** Returns how many changes were made since the start. A client may have come and gone meanwhile. Infinite when a save began the count anew. */
const changedSince = (info: Server['info']): number =>
  info['rdb_last_bgsave_time_sec'] === '-1' ? numberOf(info, 'rdb_changes_since_last_save') : Infinity;

/**
 * Throws `unproven.valkey-dropped`, for a node of a cluster, or `unproven.valkey-keys` when a database has another number of keys
 * that never expire, and `unproven.valkey-expiring` when more or fewer keys expire, those that did so since counted. `slack` is
 * what others may have changed.
 */
function assertKeysThere(
  service: string,
  expected: Inventory,
  now: Server,
  { slack, fading }: { slack: number; fading: number },
): void {
  const counts = countsOf(expected);
  const { info } = now;
  // A hash goes with the last of its fields.
  const fields = fading + numberOf(info, 'expired_subkeys') + numberOf(info, 'expired_fields');
  const found = new Map(now.databases.map((each) => [each.index, each.keys - each.expiring]));
  const wanted = new Map(counts.map((each) => [each.index, each.keys - each.expiring]));
  for (const database of new Set([...wanted.keys(), ...found.keys()])) {
    const [want, have] = [wanted.get(database) ?? 0, found.get(database) ?? 0];
    // A node counts what it drops as changes; with no client beside us, no other one made them.
    const lost = now.slots && numberOf(info, 'connected_clients') <= 1 ? 0 : slack;
    if (have - want <= slack && want - have <= lost + fields) continue;
    if (now.slots && have < want) {
      throw new AppError('unproven.valkey-dropped', { service, dropped: want - have, expected: want, slots: now.slots });
    }
    throw new AppError('unproven.valkey-keys', { service, database, expected: want, found: have });
  }
  // Before version 7, what had expired by the time of the load is counted nowhere.
  const isCounted = info['rdb_last_load_keys_expired'] !== undefined;
  const gone = numberOf(info, 'expired_keys') + numberOf(info, 'rdb_last_load_keys_expired');
  const [want, have] = [expiringOf(counts), expiringOf(now.databases) + gone];
  if (have - want <= slack && (want - have <= slack || !isCounted)) return;
  throw new AppError('unproven.valkey-expiring', { service, expected: want, found: have });
}

/**
 * Resolves with a session. A container that has just been started may not listen yet. Rejects with `unproven.valkey-down` when it
 * has ended, or ends again and again.
 */
export const connectWhenUp = (target: ServerTarget, ctx: Context): Promise<Session> =>
  whenUp(
    target.host,
    target.container.id,
    () => connect(target, ctx),
    { isPassing, down: (cause) => new AppError('unproven.valkey-down', { service: target.service.name }, { cause }) },
    ctx,
  );
