import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Helper } from '../../hosts/host.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { slotsOf } from './cluster.ts';
import { askLibraries, type Library } from './libraries.ts';
import type { RdbFamily } from './rdbValue.ts';
import type { Session } from './session.ts';
import { usersOf, type User } from './users.ts';

/** What a server says of itself and of where it keeps its data. */
export interface Server {
  family: RdbFamily;
  /** `8.1.1`. */
  version: string;
  /** New after each start. */
  runId: string;
  files: DataFiles;
  /** Save points as `seconds changes …`; empty when it saves only on demand. */
  save: string;
  /** Empty where we may not ask, and before version 6. */
  users: User[];
  modules: Module[];
  databases: Counts[];
  /** How many databases it can have. */
  limit: number;
  /** Function libraries. */
  functions: number;
  /** What each of them is. Undefined where we may not ask. */
  libraries: Library[] | undefined;
  /** The slots of a cluster that it serves, in ranges: `0-5460`. Undefined for a server that is no node of one. */
  slots?: string[];
  /** How many Sentinels watch it. */
  sentinels: number;
  /** Bytes that the data take in memory: a dump is rarely larger. */
  bytes: number;
  /** Fields of `INFO`. */
  info: Record<string, string>;
}

export interface Counts {
  index: number;
  keys: number;
  expiring: number;
}

/** A module that the server has loaded, and from where. */
export interface Module {
  name: string;
  path?: string;
}

/** Names of the files in which the server keeps its data. */
export interface DataFiles {
  dir: string;
  dump: string;
  /** How it logs each write, if it does: in one file (before version 7), or in several in a folder of their own. */
  log?: { file: string; folder?: string };
}

/** Returns the version as people write it: `Valkey 8.1.1`. */
export const versionName = ({ family, version }: Pick<Server, 'family' | 'version'>): string =>
  `${family === 'valkey' ? 'Valkey' : 'Redis'} ${version}`;

/**
 * Resolves with what the server says of itself. Users and modules are empty where it does not let us ask. Rejects as
 * {@link Session.command} does for all else, with `denied.valkey-command` or `unsupported.valkey-command` where it may not be
 * asked.
 */
export async function askServer(session: Session): Promise<Server> {
  const info = await session.info('all');
  const valkey = info['valkey_version'];
  return {
    family: valkey === undefined ? 'redis' : 'valkey',
    version: valkey ?? info['redis_version'] ?? '',
    runId: info['run_id'] ?? '',
    files: await dataFiles(session),
    save: (await session.config('save')).save ?? '',
    users: usersOf(await optional(session.command('ACL', 'LIST'))),
    modules: parseModules(await optional(session.command('MODULE', 'LIST'))),
    databases: parseKeyspace(info),
    limit: Number((await session.config('databases')).databases ?? 16),
    functions: Number(info['number_of_libraries'] ?? 0),
    libraries: await askLibraries(session),
    ...(info['cluster_enabled'] === '1' && { slots: slotsOf(await session.text('CLUSTER', 'NODES')) }),
    sentinels: Number((await optional(session.command('PUBSUB', 'NUMSUB', '__sentinel__:hello')))[1] ?? 0),
    // Redis' own used_memory_dataset is this difference unsigned: 18 EB when little is stored.
    bytes: Math.max(0, Number(info['used_memory'] ?? 0) - Number(info['used_memory_overhead'] ?? 0)),
    info,
  };
}

/**
 * Resolves with a container that only has another's mounts, and never starts: whatever is read and written through it, the
 * service's own is left alone. Disposing it removes it.
 */
export const besides = ({ host, container }: Pick<ServerTarget, 'host' | 'container'>, ctx: Context): Promise<Helper> =>
  host.create({ image: container.imageId, volumesFrom: container.id }, ['true'], ctx);

/** Returns the counts of each database, from the fields of `INFO`. Empty when no database has a key. */
export function parseKeyspace(info: Record<string, string>): Counts[] {
  return Object.entries(info).flatMap(([field, value]) => {
    const [, index] = /^db(\d+)$/.exec(field) ?? [];
    const [, keys, expiring] = /^keys=(\d+),expires=(\d+)/.exec(value) ?? [];
    return index === undefined ? [] : [{ index: Number(index), keys: Number(keys), expiring: Number(expiring) }];
  });
}

async function dataFiles(session: Session): Promise<DataFiles> {
  const settings = await session.config('dir', 'dbfilename', 'appendonly', 'appendfilename', 'appenddirname');
  const { dir = '/data', dbfilename = 'dump.rdb', appendfilename: file = 'appendonly.aof', appenddirname: folder } = settings;
  const logs = settings.appendonly === 'yes';
  return { dir, dump: dbfilename, ...(logs && { log: { file, ...(folder !== undefined && { folder }) } }) };
}

/** Returns names and paths from `name, x, ver, 1, path, y, args, …`, in which only the first two are in every version. */
function parseModules(words: string[]): Module[] {
  const modules: Module[] = [];
  for (const [index, word] of words.entries()) {
    const value = words[index + 1];
    if (value === undefined) break;
    if (word === 'name' && words[index + 2] === 'ver') modules.push({ name: value });
    const last = modules.at(-1);
    if (word === 'path' && last && last.path === undefined && value.startsWith('/')) last.path = value;
  }
  return modules;
}

/**
 * Resolves with the reply. Empty when it is refused or `tool-failed`: what an older server or a restricted user does not have is
 * not worth failing for.
 */
async function optional(reply: Promise<string[]>): Promise<string[]> {
  try {
    return await reply;
  } catch (error) {
    if (AppError.is(error, 'unsupported') || AppError.is(error, 'denied') || AppError.is(error, 'tool-failed')) return [];
    throw error;
  }
}
