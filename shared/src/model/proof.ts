import * as z from 'zod';
import { withoutPrefix } from './differences.ts';
import { countedFacts } from './kinds.ts';
import type { Entry, Inventory, Recorded } from './inventory.ts';

/** One field that does not agree, or a thing that is missing (`found` null) or too many (`expected` null). */
export const Difference = z.object({
  item: z.string(),
  name: z.string(),
  type: z.string(),
  field: z.string(),
  expected: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  found: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});
export type Difference = z.infer<typeof Difference>;

/** The outcome of comparing what was captured with what is there now. */
export const Proof = z.object({
  ok: z.boolean(),
  /** Fields compared exactly. Zero is a failure unless the service was empty. */
  checked: z.number().int().nonnegative(),
  /** Sum of what was counted and agrees, in rows, keys or whatever is counted there: what people ask for. */
  rows: z.number().int().nonnegative(),
  differences: z.array(Difference),
  /**
   * Sorts of things (`view`), and facts of sorts (`table.rows`), that one side alone recorded, and facts of single things that one
   * side could not read (`table.rows: app.public.t`), and what was left out on purpose (`without: app/INDEX public i`): nothing is
   * proven of them.
   */
  notCompared: z.array(z.string()).default([]),
  /** Differences that are no loss, as a condition that a newer server prints in other words. Absent in proofs of 0.1.0. */
  notes: z.array(Difference).default([]),
});
export type Proof = z.infer<typeof Proof>;

/** What was found after loading, and the driver's judgement of what differs. */
export interface FoundInventory extends Inventory {
  /** Differences that the driver knows to be no loss. The entries then say what was captured. */
  notes?: Difference[];
  /** What was left out on purpose. */
  leftOut?: readonly LeftOut[];
}

/** A fact of a thing, a part of it (`indexes.NAME`), or all of it where `field` is empty, that is left out and not compared. */
export interface LeftOut {
  item: string;
  type: string;
  name: string;
  field: string;
  /** How people know it. */
  said: string;
}

const keyOf = (entry: Entry): string => JSON.stringify([entry.item, entry.type, entry.name]);

/** Which sorts of things each side recorded; a side that says nothing recorded whatever the other one did. */
interface Sides {
  expected: Recorded | undefined;
  found: Recorded | undefined;
}

/**
 * Returns the proof that `found` holds what `expected` does, field by field: `exact` facts, `parts` and the presence of things must
 * agree, `atLeast` facts are lower bounds, informative ones are ignored, and so is a thing that is on one side alone and has no
 * other facts. A part is a field of its own, `columns.id`. `ok` is also false when no exact fact was compared, unless `expected`
 * has no entries. What one side alone recorded, or could not read, or the restore
 * left out, is in `notCompared`. Pure. Differences are
 * returned, never thrown.
 */
export function compare(
  expected: Inventory,
  found: FoundInventory,
  recorded: Sides = { expected: expected.recorded, found: found.recorded },
): Proof {
  const isCounted = new Set(countedFacts());
  const there = new Map(found.entries.map((entry) => [keyOf(entry), entry]));
  const notCompared = new Set([
    ...notRecorded(recorded.found, recorded.expected),
    ...notRecorded(recorded.expected, recorded.found),
  ]);
  /**
   * Returns the names of the `exact` facts of the found side that both say to record: the expected side must have them. Empty when
   * a side does not say what it recorded.
   */
  const promised = ({ type }: Entry, have: Entry): string[] =>
    Object.keys(have.exact).filter(
      (field) => isRecorded(recorded.expected, type, field) && isRecorded(recorded.found, type, field),
    );
  const left = new Set((found.leftOut ?? []).map((one) => JSON.stringify([one.item, one.type, one.name, one.field])));
  const isLeft = ({ item, type, name }: Entry, field: string): boolean => left.has(JSON.stringify([item, type, name, field]));
  const differences: Difference[] = [];
  const unread: string[] = [];
  let checked = 0;
  let rows = 0;
  for (const want of expected.entries) {
    const have = there.get(keyOf(want));
    there.delete(keyOf(want));
    const at = { item: want.item, name: want.name, type: want.type };
    if (notCompared.has(want.type) || isLeft(want, '')) continue;
    if (!have) {
      if (isCompared(want)) differences.push({ ...at, field: '', expected: want.type, found: null });
      continue;
    }
    for (const field of new Set([...Object.keys(want.exact), ...promised(want, have)])) {
      if (notCompared.has(`${want.type}.${field}`) || isLeft(want, field)) continue;
      // What was counted, and cannot be read any more, is not there.
      if (want.unknown?.includes(field)) {
        unread.push(`${want.type}.${field}: ${[want.item, want.name].filter((part) => part !== '').join('.')}`);
        continue;
      }
      checked += 1;
      const [value, now] = [want.exact[field] ?? null, have.exact[field] ?? null];
      if (now !== value) differences.push({ ...at, field, expected: value, found: now });
      else if (isCounted.has(field) && typeof value === 'number') rows += value;
    }
    for (const { sort, name, value, now } of partsOf(want, have)) {
      if (notCompared.has(`${want.type}.${sort}`) || isLeft(want, `${sort}.${name}`)) continue;
      checked += 1;
      if (now !== value) differences.push({ ...at, field: `${sort}.${name}`, expected: value, found: now });
    }
    for (const [field, value] of Object.entries(want.atLeast)) {
      if (notCompared.has(`${want.type}.${field}`)) continue;
      const now = have.atLeast[field] ?? null;
      if (now === null || BigInt(now) < BigInt(value)) differences.push({ ...at, field, expected: value, found: now });
    }
  }
  for (const extra of there.values()) {
    if (!isCompared(extra) || notCompared.has(extra.type)) continue;
    differences.push({ item: extra.item, name: extra.name, type: extra.type, field: '', expected: null, found: extra.type });
  }
  const leftOut = (found.leftOut ?? []).map(({ said }) => withoutPrefix + said);
  const nothingToCheck = expected.entries.every((entry) => Object.keys(entry.exact).length === 0 && !entry.parts);
  const empty = expected.entries.length === 0;
  const ok = differences.length === 0 && (checked > 0 || (nothingToCheck && empty));
  return {
    ok,
    checked,
    rows,
    differences,
    notCompared: [...new Set([...notCompared, ...unread, ...leftOut])].sort(),
    notes: found.notes ?? [],
  };
}

interface Part {
  sort: string;
  name: string;
  /** Null where that side has none. */
  value: string | null;
  now: string | null;
}

/** Returns the parts that either of the two has, those of `want` first. Empty when there are none. */
export function partsOf({ parts: wanted = {} }: Pick<Entry, 'parts'>, { parts: there = {} }: Pick<Entry, 'parts'>): Part[] {
  const sorts = new Set([...Object.keys(wanted), ...Object.keys(there)]);
  return [...sorts].flatMap((sort) => {
    const [values, now] = [new Map(Object.entries(wanted[sort] ?? {})), new Map(Object.entries(there[sort] ?? {}))];
    const names = new Set([...values.keys(), ...now.keys()]);
    return [...names].map((name) => ({ sort, name, value: values.get(name) ?? null, now: now.get(name) ?? null }));
  });
}

/**
 * Returns sorts (`view`) and facts of sorts (`table.rows`) that the other side recorded, and this one did not. Empty when either
 * side does not say what it recorded.
 */
function notRecorded(side: Recorded | undefined, other: Recorded | undefined): string[] {
  if (!side || !other) return [];
  return Object.entries(other).flatMap(([type, facts]) => {
    // Names come from a repository: one may be that of something which every object has.
    if (!Object.hasOwn(side, type)) return [type];
    const own = side[type] ?? [];
    return facts.filter((fact) => !own.includes(fact)).map((fact) => `${type}.${fact}`);
  });
}

const isRecorded = (side: Recorded | undefined, type: string, fact: string): boolean =>
  side !== undefined && Object.hasOwn(side, type) && (side[type]?.includes(fact) ?? false);

const isCompared = (entry: Entry): boolean =>
  Object.keys(entry.exact).length + Object.keys(entry.atLeast).length > 0 || entry.parts !== undefined;
