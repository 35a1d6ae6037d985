import pMap from 'p-map';
import type { Context } from '../../context.ts';
import { outlivesContainer } from '../../hosts/mounts.ts';
import type { ItemEstimate } from '../../model/item.ts';
import type { Message } from '../../model/message.ts';
import type { SpaceNeed, Traits } from '../../model/traits.ts';
import { message } from '../../text/message.ts';
import type { Inspection } from '../driver.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { isReadable, maintenance, obstacles, ownDatabases, type Database } from './databases.ts';
import { extensionContent } from './extensionTables.ts';
import { connect, type Server } from './server.ts';
import { Session, sqlState } from './session.ts';
import { soundness } from './soundness.ts';

const connecting = 4;

/**
 * Resolves with version, readable databases in bytes and estimated rows, traits, warnings and clients: {@link Driver.inspect}.
 * Waits for no lock longer than a second. Rejects as {@link connect} does, as with `denied` when no password fits, and as
 * {@link Session.open} does for a database that is dropped or closed meanwhile.
 */
export async function inspect(target: ServerTarget, ctx: Context): Promise<Inspection> {
  const server = await connect(target, ctx);
  await using session = await maintenance(server, [], ctx);
  const all = await ownDatabases(session, ctx);
  const databases = all.filter(isReadable);
  const hindered = await obstacles(session, ctx);
  const { walBytes, dataDirectory } = await session.row<{ walBytes: number; dataDirectory: string }>(
    `select pg_size_bytes(current_setting('max_wal_size')) as "walBytes", current_setting('data_directory') as "dataDirectory"`,
    ctx,
  );
  const clients = await session.query<{ address: string }>(
    `select distinct host(client_addr) as address from pg_stat_activity where client_addr is not null
       and not (client_addr <<= inet '127.0.0.0/8' or client_addr = inet '::1') order by 1`,
    ctx,
  );
  const looked = await pMap(databases, (database) => look(server, database, ctx), { concurrency: connecting });
  const items = databases.map(({ name, id, bytes }, at): ItemEstimate => ({
    name,
    id,
    bytes,
    ...(looked[at]?.rows !== undefined && { rows: looked[at].rows }),
    ...(server.standby
      ? { inPlaceOnly: [], blocked: [message('postgres.blocked-standby', { service: server.name })] }
      : hindered(name)),
  }));
  return {
    version: server.versionText,
    items,
    traits: traits(
      databases,
      { path: dataDirectory, log: walBytes },
      looked.flatMap(({ elsewhere }) => elsewhere),
    ),
    ...(!outlivesContainer(target.container, dataDirectory) && {
      ephemeral: message('postgres.ephemeral', { path: dataDirectory }),
    }),
    warnings: [
      message('postgres.globals-hold-hashes', {}),
      ...(server.standby ? [message('postgres.standby', { service: server.name })] : []),
      ...all
        .filter((database) => !isReadable(database))
        .map(({ name }) => message('postgres.closed-database', { database: name })),
      ...looked.flatMap(({ warnings }) => warnings),
    ],
    clients: clients.map(({ address }) => address),
  };
}

interface Look {
  rows: number;
  warnings: Message[];
  /** What of it lies in tablespaces with a folder of their own. */
  elsewhere: SpaceNeed[];
}

interface Sums {
  rows: number;
  unlogged: string[];
  foreign: string[];
}

async function look(server: Server, { name }: Database, ctx: Context): Promise<Look> {
  await using session = await Session.open(server, name, ctx);
  const { rows, unlogged, foreign } = await session.row<Sums>(
    `select coalesce(sum(greatest(c.reltuples, 0)) filter (where c.relkind = 'r'), 0)::int8 as rows,
       coalesce(json_agg(c.oid::regclass::text) filter (where c.relpersistence = 'u' and c.relkind = 'r'), '[]') as unlogged,
       coalesce(json_agg(c.oid::regclass::text) filter (where c.relkind = 'f'), '[]') as foreign
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname !~ '^pg_(catalog|toast|temp)' and n.nspname <> 'information_schema'`,
    ctx,
  );
  await session.execute('set lock_timeout = 1000', ctx);
  const extensions = (await unlessLocked(() => extensionContent(session, ctx))).map(({ extension }) => extension);
  const unsound = await unlessRefused(() => soundness(session, name, server.version, ctx));
  const placed = await unlessLocked(() => session.query<{ path: string; bytes: number }>(elsewhereQuery, ctx));
  return {
    rows,
    elsewhere: placed.map(({ path, bytes }) => ({ place: 'data', path, bytes, items: [name] })),
    warnings: [
      ...(unlogged.length > 0 ? [message('postgres.unlogged-tables', { database: name, tables: unlogged })] : []),
      ...(foreign.length > 0 ? [message('postgres.foreign-tables', { database: name, tables: foreign })] : []),
      ...(extensions.length > 0
        ? [message('postgres.extension-tables', { database: name, extensions: [...new Set(extensions)] })]
        : []),
      ...unsound,
    ],
  };
}

/** By folder; what has no tablespace of its own is in the database's. */
const elsewhereQuery = `select pg_tablespace_location(t.oid) as path, sum(pg_relation_size(c.oid))::int8 as bytes
  from pg_class c, pg_database d, pg_tablespace t
  where d.datname = current_database() and t.oid = coalesce(nullif(c.reltablespace, 0), d.dattablespace)
    and c.relkind in ('r', 'm', 'i', 't') and t.spcname not in ('pg_default', 'pg_global')
  group by t.oid having sum(pg_relation_size(c.oid)) > 0`;

/**
 * Resolves with the rows. Empty when a lock keeps the query waiting: a look waits for none, and behind one, the backup itself will
 * say so.
 */
async function unlessLocked<T>(query: () => Promise<T[]>): Promise<T[]> {
  try {
    return await query();
  } catch (error) {
    if (sqlState(error) === '55P03') return [];
    throw error;
  }
}

/** Resolves with the rows. Empty when the server refuses the question: a look must not fail on what is only worth a warning. */
async function unlessRefused<T>(query: () => Promise<T[]>): Promise<T[]> {
  try {
    return await query();
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    return [];
  }
}

function traits(databases: Database[], home: { path: string; log: number }, elsewhere: SpaceNeed[]): Traits {
  const total = databases.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    point: 'instant',
    swap: 'rename',
    down: { capture: 'nothing', swap: 'nothing' },
    needs: [{ place: 'data', bytes: total, ...home }, ...elsewhere],
  };
}
