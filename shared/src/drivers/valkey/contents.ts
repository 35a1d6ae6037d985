import type { Context } from '../../context.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { assertItems } from './inspect.ts';
import { connect } from './connect.ts';
import { inventoryOf, usersIn } from './detail.ts';
import { askServer, versionName } from './server.ts';

/**
 * Resolves with what the service holds, as the server itself counts it: keys and expiring keys of each database, exact in any
 * case, at no cost. Rejects with `not-found.valkey-item`, and as {@link connect} and {@link askServer} do.
 */
export async function contents(target: ServerTarget, { items }: Selection, _options: object, ctx: Context): Promise<Inventory> {
  assertItems(items, target.service.name);
  await using session = await connect(target, ctx);
  const server = await askServer(session);
  return inventoryOf(versionName(server), { ...server, users: usersIn(server) });
}
