import type { Context } from '../../context.ts';
import { freeSpaceAt } from '../../hosts/freeSpace.ts';
import { message } from '../../text/message.ts';
import { fires, makeEventTriggers, withhold } from './eventTriggers.ts';
import { frame, makeFramed } from './extensionFrames.ts';
import { makeUnchecked, refusedEntry, takeOffChecks, type LeftOut } from './leftOut.ts';
import { type Shares, whileGrowing } from './loadProgress.ts';
import { analyze, loadDirectly, refreshAgain, type LoadOptions } from './load.ts';
import { givePublicRights, takeOutDefaults } from './publicSchema.ts';
import { tablespacesOf, type RestoredDatabase, type Restoration } from './restoration.ts';
import { type Rewindable, rewindable } from './rewind.ts';
import { reassign, replaceStandIn } from './roles.ts';
import { Session } from './session.ts';
import type { Server } from './server.ts';
import { loadMounted, loadSpooled, wayIn } from './spool.ts';

/**
 * Loads the archive into the empty database and makes it ready for use. Warnings go into the plan. Rejects with
 * `tool-failed.restore`, `no-space.postgres`, `no-space.shared-memory` or `no-space.spool` when the archive does not load, with
 * `tool-failed.sql` when the server refuses what has to be done besides, as the archive's stream does, and as {@link rewindable} does
 * for a live one of which the beginning is read twice.
 */
export async function fillDatabase(
  server: Server,
  part: RestoredDatabase,
  name: string,
  plan: Restoration,
  ctx: Context,
): Promise<void> {
  const shown = part.target;
  const noTablespaces = tablespacesOf(part.detail).some((tablespace) => !plan.tablespaces.has(tablespace));
  const archive = archiveOf(part);
  const plain: LoadOptions = {
    shown,
    noOwner: plan.noOwner,
    noPrivileges: plan.noPrivileges,
    noTablespaces,
    ...(part.choice && { list: part.choice.lines.join('\n') }),
    // What is captured meanwhile comes once, and has been read.
    ...(!part.live && { entryOf: (complaint: string) => refusedEntry(server, part, complaint, ctx) }),
  };
  const triggered = fires(server) && part.detail.eventTriggers !== false;
  const withheld = triggered ? await withhold(server, archive.head, plain, ctx) : undefined;
  const options = { ...plain, ...(withheld && { list: withheld.list }) };
  const { unfilled, checks } = await load(server, part, name, archive, options, ctx);
  await bringUnchecked(server, part, name, plan, checks, options, ctx);
  const views = await refreshAgain(server, name, unfilled, ctx);
  if (views.length > 0) plan.warnings.push(message('postgres.views-unfilled', { database: shown, views }));
  await givePublicRights(server, part, name, plan, ctx);
  await takeOutDefaults(server, part, name, plan, ctx);
  await replaceStandIn(server, name, plan.roles, ctx);
  plan.warnings.push(...(await analyze(server, name, shown, ctx)));
  if (!withheld) return;
  await makeEventTriggers(server, name, shown, withheld, ctx);
  await reassign(server, name, plan.roles, ctx);
}

/** Returns the archive as it can be read: one that is captured meanwhile comes once. */
const archiveOf = ({ live, dump, item }: RestoredDatabase): Rewindable =>
  live ? rewindable(dump, item) : { head: dump, whole: dump };

/** Makes what can come without a look at the rows, and notes in the plan what did, and what stays out. */
async function bringUnchecked(
  server: Server,
  { choice, ...part }: RestoredDatabase,
  name: string,
  plan: Restoration,
  checks: ReadonlyMap<LeftOut, string>,
  options: LoadOptions,
  ctx: Context,
): Promise<void> {
  if (!choice) return;
  const refused = await makeUnchecked(server, name, { ...part, choice }, checks, options, ctx);
  const isOut = (one: LeftOut): boolean => !one.unchecked || refused.includes(one);
  const [out, unchecked] = [choice.left.filter(isOut), choice.left.filter((one) => !isOut(one))];
  const said = (all: readonly LeftOut[]): { database: string; objects: string[] } => ({
    database: part.target,
    objects: all.map(({ text }) => text),
  });
  if (out.length > 0) plan.warnings.push(message('postgres.left-out', said(out)));
  if (unchecked.length > 0) plan.warnings.push(message('postgres.unchecked', said(unchecked)));
}

/** Resolves with the materialised views that could not be filled, and with statements that bring back checks that are left out. */
async function load(
  server: Server,
  part: RestoredDatabase,
  name: string,
  { head, whole }: Rewindable,
  options: LoadOptions,
  ctx: Context,
): Promise<{ unfilled: string[]; checks: ReadonlyMap<LeftOut, string> }> {
  const way = await wayIn(server, part, name, ctx);
  const loadAll = (wanted: LoadOptions): Promise<string[]> =>
    way === 'direct'
      ? loadDirectly(server, name, whole, wanted, ctx)
      : whileGrowing(server, part, name, shares[way], ctx, (inner) => fromFile[way](server, name, whole, wanted, inner));
  const takesOff = part.choice?.left.some(({ owner }) => owner) ?? false;
  const isExtended = Object.keys(part.detail.extensions).some((extension) => extension !== 'plpgsql');
  if (!isExtended && !takesOff) return { unfilled: await loadAll(options), checks: new Map() };
  if (isExtended) await makeFramed(server, part, name, head, options, ctx);
  // The event triggers that an extension brings along must not see how it is loaded.
  const withoutTriggers = fires(server);
  await loadDirectly(server, name, head, { ...options, withoutTriggers, sections: ['pre-data'] }, ctx);
  await clearExtensionTables(server, name, ctx);
  const checks = part.choice && takesOff ? await takeOffChecks(server, name, part.choice, ctx) : new Map<LeftOut, string>();
  const serial = await lacksSharedMemory(server, name, ctx);
  await frame(server, name, 'before', ctx);
  const unfilled = await loadAll({ ...options, serial, withoutTriggers, sections: ['data', 'post-data'] });
  await frame(server, name, 'after', ctx);
  return { unfilled, checks };
}

const fromFile: Record<'mount' | 'spool', typeof loadDirectly> = { mount: loadMounted, spool: loadSpooled };
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

/** Beside what builds the index, in bytes. */
const sharedMargin = 32 * 1024 ** 2;

/**
 * Resolves with whether indexes must be built by one process each. Those of extensions may take all of `maintenance_work_mem` from the
 * container's shared memory, which is 64 MB where its maker said nothing; PostgreSQL's own take next to nothing.
 */
async function lacksSharedMemory(server: Server, name: string, ctx: Context): Promise<boolean> {
  await using session = await Session.open(server, name, ctx);
  const { foreign, wanted } = await session.row<{ foreign: boolean; wanted: number }>(
    `select exists (select from pg_depend d where d.classid = 'pg_am'::regclass and d.deptype = 'e')
       and current_setting('dynamic_shared_memory_type') = 'posix' as foreign,
       pg_size_bytes(current_setting('maintenance_work_mem')) as wanted`,
    ctx,
  );
  if (!foreign) return false;
  const room = await freeSpaceAt(server.host, server.container, '/dev/shm', ctx);
  return !room || room.free < wanted + sharedMargin;
}
