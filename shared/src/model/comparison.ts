import * as z from 'zod';
import type { Entry, Inventory, Recorded } from './inventory.ts';
import { countedFacts } from './kinds.ts';
import { partsOf } from './proof.ts';
import { recordedIn } from './recorded.ts';
import { ServiceKind } from './service.ts';

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Value = z.infer<typeof Value>;

/** `maybe`: only an estimate says so, or one side does not know. */
export const Differs = z.enum(['yes', 'maybe', 'no']);
export type Differs = z.infer<typeof Differs>;

/** What the two say of one field; null where a side says nothing. */
export const Fact = z.object({
  field: z.string(),
  a: Value,
  b: Value,
  /** The side whose value is an estimate, if one is. */
  estimated: z.enum(['a', 'b', 'both']).optional(),
  differs: Differs,
});
export type Fact = z.infer<typeof Fact>;

/** One thing (a table, a sequence, an extension, a key space) as the two inventories have it. */
export const Contrast = z.object({
  item: z.string(),
  name: z.string(),
  type: z.string(),
  /** Which of the two has it. */
  in: z.enum(['a', 'b', 'both']),
  differs: Differs,
  facts: z.array(Fact),
});
export type Contrast = z.infer<typeof Contrast>;

/** A service of A and the one of B that it is compared with. */
export const ServiceComparison = z.object({
  kind: ServiceKind,
  /** Null when that side has no such service. */
  a: z.object({ service: z.string(), version: z.string() }).nullable(),
  b: z.object({ service: z.string(), version: z.string() }).nullable(),
  differs: Differs,
  contrasts: z.array(Contrast),
});
export type ServiceComparison = z.infer<typeof ServiceComparison>;

/** A snapshot, or what lives now. */
export const Side = z.object({
  /** `<stack>/<timestamp>`, or `live:<stack>`. */
  name: z.string(),
  live: z.boolean(),
  at: z.iso.datetime(),
});
export type Side = z.infer<typeof Side>;

export const Comparison = z.object({ a: Side, b: Side, differs: Differs, services: z.array(ServiceComparison) });
export type Comparison = z.infer<typeof Comparison>;

/**
 * Returns one contrast for each thing that either inventory has, field by field: those of `a`, then those that `b` alone has. An
 * undefined inventory has nothing. To decide whether a restore succeeded use `compare` of `proof.ts`. This only reports: sizes are
 * listed and never differ, and what one side did not look for is not missing there (`maybe`). Pure.
 */
export function contrast(a: Inventory | undefined, b: Inventory | undefined, kind: ServiceKind): Contrast[] {
  const recorded = { a: a && recordedIn(a, kind), b: b && recordedIn(b, kind) };
  const there = new Map(b?.entries.map((entry) => [keyOf(entry), entry]));
  const found = (a?.entries ?? []).map((entry) => {
    const other = there.get(keyOf(entry));
    there.delete(keyOf(entry));
    return contrastOf(entry, other, recorded);
  });
  return [...found, ...[...there.values()].map((entry) => contrastOf(undefined, entry, recorded))];
}

interface Sides {
  a: Recorded | undefined;
  b: Recorded | undefined;
}

/**
 * Returns whether a side would have the thing, or the fact of it, if it were there. True for a side that does not say what it
 * recorded.
 */
const looked = (side: Recorded | undefined, type: string, fact?: string): boolean => {
  const facts = side && Object.hasOwn(side, type) ? side[type] : undefined;
  return side === undefined || (facts !== undefined && (fact === undefined || facts.includes(fact)));
};

/** Returns `yes` when one of them differs, else `maybe` when one may, else `no`. Returns `no` for an empty list. */
export function anyOf(each: readonly { differs: Differs }[]): Differs {
  const found = new Set(each.map(({ differs }) => differs));
  return found.has('yes') ? 'yes' : found.has('maybe') ? 'maybe' : 'no';
}

const keyOf = (entry: Entry): string => JSON.stringify([entry.item, entry.type, entry.name]);

function contrastOf(a: Entry | undefined, b: Entry | undefined, recorded: Sides): Contrast {
  const { item, name, type } = (a ?? b) as Entry;
  const isShown = (entry: Entry | undefined, field: string): boolean =>
    (a !== undefined && b !== undefined) || !entry?.parts || isMain(field);
  const [here, there] = [a, b].map((entry) => new Map([...factsOf(entry)].filter(([field]) => isShown(entry, field)))) as [
    Map<string, Known>,
    Map<string, Known>,
  ];
  const facts = [...new Set([...here.keys(), ...there.keys()])].map((field) => {
    const [known, other] = [here.get(field), there.get(field)];
    const sort = (known ?? other)?.sort ?? field;
    const unread = a?.unknown?.includes(field) || b?.unknown?.includes(field);
    const unknown = (!known && !looked(recorded.a, type, sort)) || (!other && !looked(recorded.b, type, sort));
    return factOf(field, known, other, unknown || (unread ?? false));
  });
  const side = a && b ? 'both' : a ? 'a' : 'b';
  const absent = looked(side === 'a' ? recorded.b : recorded.a, type) ? 'yes' : 'maybe';
  return { item, name, type, in: side, differs: side === 'both' ? anyOf(facts) : absent, facts };
}

/** Returns whether a fact says enough of a thing that one side alone has, where all that it is made of is known. */
const isMain = (field: string): boolean => field === 'owner' || field === 'bytes' || countedFacts().includes(field);

interface Known {
  value: Value;
  estimated: boolean;
  /** Of a part: what counts as recorded. */
  sort?: string;
}

/** Returns what is known of a thing, by field. Empty for undefined. Rows that were not counted are an estimate. */
function factsOf(entry: Entry | undefined): Map<string, Known> {
  const sure = Object.entries({ ...entry?.exact, ...entry?.atLeast });
  const told = Object.entries(entry?.informative ?? {});
  const parts = entry ? partsOf(entry, {}) : [];
  return new Map<string, Known>([
    ...told.map(([field, value]) => [field, { value, estimated: field === 'rows' }] as const),
    ...sure.map(([field, value]) => [field, { value, estimated: false }] as const),
    ...parts.map(({ sort, name, value }) => [`${sort}.${name}`, { value, estimated: false, sort }] as const),
  ]);
}

function factOf(field: string, a: Known | undefined, b: Known | undefined, unknown: boolean): Fact {
  const estimated = a?.estimated && b?.estimated ? 'both' : a?.estimated ? 'a' : b?.estimated ? 'b' : undefined;
  const values = { a: a?.value ?? null, b: b?.value ?? null };
  return { field, ...values, ...(estimated && { estimated }), differs: differs() };

  function differs(): Differs {
    if (field === 'bytes' || values.a === values.b) return 'no';
    // Not counted, or not looked for, is not different.
    return estimated || unknown ? 'maybe' : 'yes';
  }
}
