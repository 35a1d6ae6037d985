import * as z from 'zod';
import type { Inventory } from '../../model/inventory.ts';
import type { Json } from '../../model/json.ts';
import type { RdbFormat } from './formats.ts';
import { item } from './inspect.ts';
import type { RdbSummary } from './rdb.ts';
import { versionName, type Counts, type Server } from './server.ts';

/** What is kept of a service beside its data: what restoring needs, and its configuration, for people to compare. */
const Detail = z.object({
  format: z.object({ family: z.enum(['redis', 'valkey']), version: z.number() }),
  /** Bytes that the data took in memory. */
  memory: z.number(),
  /** Module types among the values, and where the modules were loaded from. */
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
});
export type Detail = z.infer<typeof Detail>;

/** Returns the notes to keep of a dump that was read. Memory is in bytes, as the dump says it, else the server. */
export function detailOf(
  { format, notes, modules: moduleTypes }: Pick<RdbSummary, 'format' | 'notes' | 'modules'>,
  server: Server,
): Detail {
  const { modules, files, save, users } = server;
  return { format, memory: Number(notes['used-mem'] ?? server.bytes), moduleTypes, modules, files, save, users };
}

/**
 * Returns the notes before the dump was read: memory as the server says it now, and no types of modules, which only the dump
 * tells.
 */
export function expectedDetail(format: RdbFormat, server: Server): Detail {
  const notes = { 'used-mem': server.info['used_memory'] ?? String(server.bytes) };
  return detailOf({ format, notes, modules: [] }, server);
}

/**
 * Returns the notes of a capture. Undefined when they have another shape, as of another version of us: then the dump itself must
 * tell. Never throws.
 */
export const readDetail = (detail: Json): Detail | undefined => Detail.safeParse(detail).data;

/**
 * Returns an inventory: the service with its function libraries, then each database with its keys and how many expire. The same
 * shape whether it was counted in a dump or by a server.
 */
export function inventoryOf(version: string, databases: Counts[], functions: number): Inventory {
  return {
    version,
    recorded: { service: ['functions'], keyspace: ['keys', 'expiring'] },
    entries: [
      { item, name: '', type: 'service', exact: { functions }, atLeast: {}, informative: {} },
      ...databases.map(({ index, keys, expiring }) => {
        const exact = { keys, expiring };
        return { item, name: String(index), type: 'keyspace', exact, atLeast: {}, informative: {} };
      }),
    ],
  };
}

/** Returns the counts of each database in an inventory. Empty when it has none. */
export const countsOf = ({ entries }: Inventory): Counts[] =>
  entries
    .filter(({ type }) => type === 'keyspace')
    .map(({ name, exact }) => ({ index: Number(name), keys: Number(exact['keys']), expiring: Number(exact['expiring']) }));

/** Returns the inventory of a dump that was read, under the version of the server that wrote it. */
export const capturedInventory = (summary: RdbSummary, server: Server): Inventory =>
  inventoryOf(versionName(server), summary.databases, summary.functions);
