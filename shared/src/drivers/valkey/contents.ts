import type { Context } from '../../context.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { assertItems } from './inspect.ts';
import { connect } from './connect.ts';
import { inventoryOf, usersIn } from './detail.ts';
import { askGroups, isQuicklyWalked } from './groups.ts';
import { askServer, versionName } from './server.ts';

/**
 * Resolves with what the service holds, as the server itself counts it: keys and expiring keys of each database, exact in any
 * case, at no cost. Groups of streams are looked for in a walk over all keys, where there are few enough or `exact` asks for it.
 * Rejects with `not-found.valkey-item`, and as {@link connect}, {@link askServer} and {@link askGroups} do.
 */
export async function contents(
  target: ServerTarget,
  { items }: Selection,
  { exact }: { exact: boolean },
  ctx: Context,
): Promise<Inventory> {
  assertItems(items, target.service.name);
  await using session = await connect(target, ctx);
  const server = await askServer(session);
  const { databases } = server;
  const indexes = databases.map(({ index }) => index);
  const groups = exact || isQuicklyWalked(databases) ? await askGroups(session, indexes) : undefined;
  return inventoryOf(versionName(server), { ...server, groups, users: usersIn(server) });
}
