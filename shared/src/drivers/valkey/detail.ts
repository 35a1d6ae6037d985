import * as z from 'zod';
import type { Inventory } from '../../model/inventory.ts';
import type { Json } from '../../model/json.ts';
import type { RdbFormat } from './formats.ts';
import type { Groups } from './groups.ts';
import { item } from './inspect.ts';
import type { Library } from './libraries.ts';
import type { RdbSummary } from './rdb.ts';
import { versionName, type Counts, type Server } from './server.ts';
import type { User } from './users.ts';

/** What is kept of a service beside its data: what restoring needs, and its configuration, for people to compare. */
const Detail = z.object({
  format: z.object({ family: z.enum(['redis', 'valkey']), version: z.number() }),
  /** Bytes that the data took in memory. */
  memory: z.number(),
  /** Module types that have values or data beside the keys, and where the modules were loaded from. */
  moduleTypes: z.array(z.string()),
  modules: z.array(z.object({ name: z.string(), path: z.string().exactOptional() })),
  files: z.object({
    dir: z.string(),
    dump: z.string(),
    log: z.object({ file: z.string(), folder: z.string().exactOptional() }).exactOptional(),
  }),
  save: z.string(),
  /** Names only: logins are configuration, which a restore never changes. */
  users: z.array(z.string()),
  /** The slots of a cluster that it served, in ranges. Absent when it was no node of one, and in notes of before this field. */
  slots: z.array(z.string()).exactOptional(),
  /** `RdbSummary.fading`. Absent in notes of before this field. */
  fading: z.number().exactOptional(),
});
export type Detail = z.infer<typeof Detail>;

/** Returns the notes to keep of a dump that was read. Memory is in bytes, as the dump says it, else the server. */
export function detailOf(
  { format, notes, modules: moduleTypes, fading }: Pick<RdbSummary, 'format' | 'notes' | 'modules' | 'fading'>,
  server: Server,
): Detail {
  const { modules, files, save, slots } = server;
  const memory = Number(notes['used-mem'] ?? server.bytes);
  const users = server.users.map(({ name }) => name);
  return { format, memory, moduleTypes, modules, files, save, users, fading, ...(slots && { slots }) };
}

/**
 * Returns the notes before the dump was read: memory as the server says it now, and no types of modules, which only the dump
 * tells.
 */
export function expectedDetail(format: RdbFormat, server: Server): Detail {
  const notes = { 'used-mem': server.info['used_memory'] ?? String(server.bytes) };
  return detailOf({ format, notes, modules: [], fading: 0 }, server);
}

/**
 * Returns the notes of a capture. Undefined when they have another shape, as of another version of us: then the dump itself must
 * tell. Never throws.
 */
export const readDetail = (detail: Json): Detail | undefined => Detail.safeParse(detail).data;

/** What was counted of a service. What is undefined was not looked at. */
export interface Counted {
  databases: Counts[];
  functions: number;
  libraries?: Library[] | undefined;
  /** By database: one that is not in it has no stream. */
  groups?: ReadonlyMap<number, Groups> | undefined;
  /** A dump has none: they are configuration. */
  users?: User[] | undefined;
}

/** {@link Groups.groupsDigest} of none. */
const noGroups = '0'.repeat(16);

/**
 * Returns an inventory: the service with its function libraries, each library, each user, then each database with its keys, how
 * many expire, and the groups of its streams, if it has any. The same shape whether it was counted in a dump or by a server.
 */
export function inventoryOf(version: string, { databases, functions, libraries, groups, users }: Counted): Inventory {
  const entry = { item, exact: {}, atLeast: {}, informative: {} };
  return {
    version,
    recorded: {
      service: ['functions'],
      keyspace: ['keys', 'expiring', ...(groups ? ['groups', 'groupsDigest'] : [])],
      ...(libraries && { library: ['code'] }),
      ...(users && { user: ['rules'] }),
    },
    entries: [
      { ...entry, name: '', type: 'service', exact: { functions } },
      ...(libraries ?? []).map(({ name, code }) => ({ ...entry, name, type: 'library', exact: { code } })),
      ...(users ?? []).map(({ name, rules }) => ({ ...entry, name, type: 'user', exact: { rules } })),
      ...databases.map(({ index, keys, expiring }) => {
        const inStreams = groups?.get(index);
        const exact = { keys, expiring, ...(inStreams && inStreams.groups > 0 && inStreams) };
        return { ...entry, name: String(index), type: 'keyspace', exact };
      }),
    ],
  };
}

/**
 * Returns the users to record of a server: they are configuration, which no restore brings back, so that one that has only the
 * default user has none.
 */
export const usersIn = ({ users }: Pick<Server, 'users'>): User[] | undefined => (users.length > 1 ? users : undefined);

/** Returns the libraries that an inventory recorded. Undefined when it recorded none of that sort. */
export const librariesOf = ({ recorded, entries }: Inventory): Library[] | undefined =>
  recorded?.['library'] &&
  entries.flatMap(({ type, name, exact }) => (type === 'library' ? [{ name, code: String(exact['code']) }] : []));

/** Returns the groups of streams that an inventory recorded, by database. Undefined when it did not record them. */
export const groupsIn = ({ recorded, entries }: Inventory): Map<number, Groups> | undefined =>
  recorded?.['keyspace']?.includes('groupsDigest')
    ? new Map(
        entries.flatMap(({ type, name, exact }) => {
          const groups = Number(exact['groups'] ?? 0);
          const groupsDigest = String(exact['groupsDigest'] ?? noGroups);
          return type === 'keyspace' ? [[Number(name), { groups, groupsDigest }] as const] : [];
        }),
      )
    : undefined;

/** Returns the counts of each database in an inventory. Empty when it has none. */
export const countsOf = ({ entries }: Inventory): Counts[] =>
  entries
    .filter(({ type }) => type === 'keyspace')
    .map(({ name, exact }) => ({ index: Number(name), keys: Number(exact['keys']), expiring: Number(exact['expiring']) }));

/** Returns the inventory of a dump that was read, under the version of the server that wrote it. */
export const capturedInventory = (summary: RdbSummary, server: Server): Inventory =>
  inventoryOf(versionName(server), { ...summary, users: usersIn(server) });
