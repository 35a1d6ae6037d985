import pMap from 'p-map';
import type { Context } from '../../context.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Selection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { choose, prepare } from './capture.ts';
import { databaseEntries, recorded } from './inventory.ts';
import { connect } from './server.ts';
import { Session } from './session.ts';

const connecting = 4;

/**
 * Resolves with what the chosen databases hold: {@link Driver.contents}. Exact is what a capture would count: under its locks,
 * for a count alone can lose tables. Rejects with `not-found.database` or `unsupported.closed-database` for a chosen one, or one
 * that is dropped or closed meanwhile. Exact, it rejects as {@link prepare} and its capture do, as with `capture-failed` when a
 * lock takes 30 seconds; otherwise it waits without a limit while another session locks a table exclusively.
 */
export async function contents(
  target: ServerTarget,
  selection: Selection,
  { exact }: { exact: boolean },
  ctx: Context,
): Promise<Inventory> {
  if (exact) {
    await using prepared = await prepare(target, selection, { counts: true, lockTimeout: 30_000 }, ctx);
    await using capture = await prepared.fix(ctx);
    return (await capture.inventory(ctx)).inventory;
  }
  const server = await connect(target, ctx);
  const found = await pMap(
    await choose(server, selection, ctx),
    async ({ name }) => {
      await using session = await Session.open(server, name, ctx);
      return await databaseEntries(session, name, { version: server.version, rows: false }, ctx);
    },
    { concurrency: connecting },
  );
  const structured = found.every((content) => content.structured);
  return {
    version: server.versionText,
    recorded: recorded({ rows: false, structured }),
    entries: found.flatMap(({ entries }) => entries),
  };
}
