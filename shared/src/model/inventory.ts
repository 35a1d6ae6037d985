import * as z from 'zod';
import { countedFacts } from './kinds.ts';

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Facts = z.record(z.string(), Value);
/** By sort of part (`columns`), then by the name of the part: its definition, on one line or several. */
const Parts = z.record(z.string(), z.record(z.string(), z.string()));
export type Parts = z.infer<typeof Parts>;

/**
 * One thing that a service holds (a table, a sequence, a key space) and what is known of it, by how strictly it is
 * compared. Integers beyond 2^53 are decimal strings.
 */
export const Entry = z.object({
  /** The selectable item that it belongs to: the database's name, `0` for a Valkey key space. */
  item: z.string(),
  /** Unique within the item, per type: `public.orders`. Empty for the item itself. */
  name: z.string(),
  /** `database`, `table`, `sequence`, `matview`, `keyspace`, … */
  type: z.string(),
  /** Must be equal after a restore: rows of ordinary tables, encoding, owners. */
  exact: Facts.default({}),
  /** Integers that may only grow between the captured point and the copy: sequences. */
  atLeast: z.record(z.string(), z.union([z.string().regex(/^-?\d+$/), z.number().int()])).default({}),
  /** Recorded, never compared: bytes, versions, rows of materialised views. */
  informative: Facts.default({}),
  /** What it is made of (columns, constraints, rights), each part by its name: all must be there, be equal, and be all. */
  parts: Parts.optional(),
  /** Facts of `exact` that were looked for and could not be read, as the rows of a table whose index calls a broken function. */
  unknown: z.array(z.string()).optional(),
});
export type Entry = z.infer<typeof Entry>;

/**
 * Returns how much was counted in a thing, in rows, keys or whatever is counted there. Returns undefined where nothing was counted,
 * and 0 where it was found empty.
 */
export function counted({ exact }: Entry): number | undefined {
  const fact = countedFacts().find((name) => name in exact);
  return fact === undefined ? undefined : Number(exact[fact]);
}

/**
 * Returns the sum of what was counted in all of them, in rows, keys or whatever is counted there. Returns undefined where nothing
 * was counted in any.
 */
export function countedIn(entries: readonly Entry[]): number | undefined {
  const counts = entries.flatMap((entry) => counted(entry) ?? []);
  return counts.length === 0 ? undefined : counts.reduce((sum, each) => sum + each, 0);
}

/**
 * Which sorts of things were looked for, by the type of their entries, and which facts (`exact` and `atLeast`) and sorts of `parts`
 * were recorded of each: what was not looked for is not missing.
 */
export const Recorded = z.record(z.string(), z.array(z.string()));
export type Recorded = z.infer<typeof Recorded>;

/** What a service held at one point in time. Taken at capture and again after staging: their comparison is the proof. */
export const Inventory = z.object({
  /** The server's version, as it names itself. */
  version: z.string(),
  /** Absent in inventories of 0.1.0 before it said so: see {@link recordedIn}. */
  recorded: Recorded.optional(),
  entries: z.array(Entry),
});
export type Inventory = z.infer<typeof Inventory>;
