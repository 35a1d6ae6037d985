import pMap from 'p-map';
import type { Context } from '../../context.ts';
import type { Message } from '../../model/message.ts';
import type { Traits } from '../../model/traits.ts';
import { message } from '../../text/catalogue.ts';
import type { Inspection, ItemEstimate, Target } from '../driver.ts';
import { isReadable, maintenance, obstacles, ownDatabases, type Database } from './databases.ts';
import { isEphemeral } from './detect.ts';
import { extensionContent } from './extensionTables.ts';
import { spoolFrom } from './load.ts';
import { connect, type Server } from './server.ts';
import { Session, sqlState } from './session.ts';

const connecting = 4;

/** See {@link Driver.inspect}. */
export async function inspect(target: Target, ctx: Context): Promise<Inspection> {
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
    ...hindered(name),
  }));
  return {
    version: server.versionText,
    items,
    traits: traits(databases, walBytes, dataDirectory),
    ...(isEphemeral(target.container, dataDirectory) && { ephemeral: message('postgres.ephemeral', { path: dataDirectory }) }),
    warnings: [
      message('postgres.globals-hold-hashes', {}),
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
  const extensions = await hoarding(session, ctx);
  return {
    rows,
    warnings: [
      ...(unlogged.length > 0 ? [message('postgres.unlogged-tables', { database: name, tables: unlogged })] : []),
      ...(foreign.length > 0 ? [message('postgres.foreign-tables', { database: name, tables: foreign })] : []),
      ...(extensions.length > 0 ? [message('postgres.extension-tables', { database: name, extensions })] : []),
    ],
  };
}

/** A look waits for nobody: behind a lock, the backup itself will tell. */
async function hoarding(session: Session, ctx: Context): Promise<string[]> {
  await session.execute('set lock_timeout = 1000', ctx);
  try {
    return [...new Set((await extensionContent(session, ctx)).map(({ extension }) => extension))];
  } catch (error) {
    if (sqlState(error) === '55P03') return [];
    throw error;
  }
}

function traits(databases: Database[], walBytes: number, path: string): Traits {
  const total = databases.reduce((sum, { bytes }) => sum + bytes, 0);
  const spool = databases.reduce((most, { bytes }) => Math.max(most, bytes >= spoolFrom ? bytes : 0), 0);
  return {
    point: 'instant',
    stage: 'beside',
    swap: 'rename',
    down: { capture: 'nothing', swap: 'nothing' },
    needs: [
      { place: 'data', path, bytes: Math.ceil(total * 1.2) + walBytes },
      ...(spool > 0 ? [{ place: 'spool' as const, bytes: spool }] : []),
      { place: 'repository', bytes: total },
    ],
  };
}
