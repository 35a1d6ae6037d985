import type { Context } from '../../context.ts';
import type { Message } from '../../model/message.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { type Shares, whileGrowing } from './loadProgress.ts';
import { analyze, loadDirectly, type LoadOptions } from './load.ts';
import { tablespacesOf, type RestoredDatabase, type Restoration } from './restoration.ts';
import { openedTwice } from './rewind.ts';
import { replaceStandIn } from './roles.ts';
import { Session } from './session.ts';
import type { Server } from './server.ts';
import { loadMounted, loadSpooled, wayIn } from './spool.ts';

/**
 * Loads the archive into the empty database and makes it ready for use. Warnings go into the plan. Rejects with
 * `tool-failed.restore`, `no-space.postgres` or `no-space.spool` when the archive does not load, with `tool-failed.sql` when the
 * server refuses what has to be done besides, as the archive's stream does, and as {@link openedTwice} does for a live one of a
 * database with extensions.
 */
export async function fillDatabase(
  server: Server,
  part: RestoredDatabase,
  name: string,
  plan: Restoration,
  ctx: Context,
): Promise<void> {
  const noTablespaces = tablespacesOf(part.detail).some((tablespace) => !plan.tablespaces.has(tablespace));
  const options = { noOwner: plan.noOwner, noPrivileges: plan.noPrivileges, noTablespaces };
  plan.warnings.push(...(await load(server, part, name, options, ctx)));
  await replaceStandIn(server, name, plan.roles, ctx);
  plan.warnings.push(...(await analyze(server, name, ctx)));
}

async function load(
  server: Server,
  part: RestoredDatabase,
  name: string,
  options: LoadOptions,
  ctx: Context,
): Promise<Message[]> {
  const way = await wayIn(server, part, name, ctx);
  const loadAll = (dump: ArtifactSource, wanted: LoadOptions): Promise<Message[]> =>
    way === 'direct'
      ? loadDirectly(server, name, dump, wanted, ctx)
      : whileGrowing(server, part, name, shares[way], ctx, (inner) => fromFile[way](server, name, dump, wanted, inner));
  if (Object.keys(part.detail.extensions).every((extension) => extension === 'plpgsql')) return loadAll(part.dump, options);
  const dump = part.live ? openedTwice(part.dump, part.item) : part.dump;
  const left = await loadDirectly(server, name, dump, { ...options, sections: ['pre-data'] }, ctx);
  await clearExtensionTables(server, name, ctx);
  return [...left, ...(await loadAll(dump, { ...options, sections: ['data', 'post-data'] }))];
}

const fromFile = { mount: loadMounted, spool: loadSpooled };
const shares: Record<keyof typeof fromFile, Shares> = { mount: { read: 0, grown: 1 }, spool: { read: 0.25, grown: 0.75 } };

/** Exactly the rows that the archive brings: what `CREATE EXTENSION` has put there itself would be there twice. */
const registered = `select format('delete from %I.%I %s', n.nspname, c.relname, e.extcondition[s.position]) as statement
  from pg_extension e, generate_subscripts(e.extconfig, 1) as s (position), pg_class c, pg_namespace n
  where c.oid = e.extconfig[s.position] and c.relkind in ('r', 'p') and n.oid = c.relnamespace`;

async function clearExtensionTables(server: Server, name: string, ctx: Context): Promise<void> {
  await using session = await Session.open(server, name, ctx);
  // Neither triggers nor the order of foreign keys matter, for the rows come back as they were.
  await session.execute('set session_replication_role to replica', ctx);
  for (const { statement } of await session.query<{ statement: string }>(registered, ctx)) await session.execute(statement, ctx);
}
