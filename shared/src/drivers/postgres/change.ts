import * as z from 'zod';
import { readChangeRef } from '../changeRef.ts';
import type { ChangeRef, ChangeState } from '../driver.ts';
import type { Database } from './databases.ts';

/** A database, known by the identity that survives renames. */
const Place = z.object({
  /** Unknown between the intention to create it and its creation. */
  oid: z.string().nullable(),
  /** Its name while it is not live. */
  name: z.string(),
});

const Item = z.object({
  /** Its name in the snapshot. */
  item: z.string(),
  /** The live name. */
  target: z.string(),
  /** What shall be live; null when nothing shall, because there was nothing before. */
  next: Place.nullable(),
  /** What is live now, and where it is put aside; null when nothing is. */
  last: Place.nullable(),
});
export type ChangedItem = z.infer<typeof Item>;

/** What the ledger keeps of a change. */
export const Change = z.object({
  /** `replace`: dropped and made again under its own name; only a safety snapshot leads back. */
  mode: z.enum(['rename', 'replace']),
  /** `kept`: the replacement was put aside by an earlier swap, and is not ours to drop. */
  origin: z.enum(['made', 'kept']),
  items: z.array(Item),
  /** Roles that were made for it. */
  roles: z.array(z.string()),
});
export type Change = z.infer<typeof Change>;

/** Returns the change that a reference holds. Throws `corrupt.change` when it holds something of another shape. */
export const readChange = (ref: ChangeRef): Change => readChangeRef(Change, ref);

export const refOf = (id: string, data: Change): ChangeRef => ({ kind: 'postgres', id, data });

/** What we note on databases, so that a change can be read from the server itself. */
export const marks = {
  staged: (id: string): string => `staged ${id}`,
  undo: (id: string): string => `undo ${id}`,
  replacing: (id: string): string => `replacing ${id}`,
  replaced: (id: string): string => `replaced ${id}`,
};

/**
 * Returns the replacement of an item, wherever it is by now. Undefined when it is gone, or nothing shall be live. As long as
 * its identity is unknown, and so always in place, it is whatever has its name: in place also what was live before.
 */
export const nextOf = ({ next }: ChangedItem, databases: readonly Database[]): Database | undefined =>
  next ? databases.find(({ id, name }) => (next.oid === null ? name === next.name : id === next.oid)) : undefined;
/** Returns what was live before the swap of an item, wherever it is by now. Undefined when it is gone, or nothing was live. */
export const lastOf = ({ last }: ChangedItem, databases: readonly Database[]): Database | undefined =>
  last ? databases.find(({ id }) => id === last.oid) : undefined;

/**
 * Returns whether a replacement is still merely staged: the switch takes its mark and its name from it at once. A mark or a name
 * alone is left where a crash came between making and marking it, and where a user has renamed it.
 */
export const isStaged = ({ next }: ChangedItem, id: string, { name, mark }: Database): boolean =>
  mark === marks.staged(id) || name === next?.name;

/**
 * Returns where a change is, from the databases that there are. `absent` without items. Renames are one transaction, so that a
 * mixture with `swapped` means `half`; one of `staged` and `absent` is `staged`.
 */
export function stateOf(change: Change, id: string, databases: readonly Database[]): ChangeState {
  const states = change.items.map((item) =>
    change.mode === 'rename' ? renameState(item, id, databases) : replaceState(item, id, databases),
  );
  const found = new Set(states);
  if (found.size === 0) return 'absent';
  if (found.has('half') || (found.has('swapped') && found.size > 1)) return 'half';
  if (found.has('swapped')) return 'swapped';
  return found.has('staged') ? 'staged' : 'absent';
}

function renameState(item: ChangedItem, id: string, databases: readonly Database[]): ChangeState {
  const { next, last, target } = item;
  const replacement = nextOf(item, databases);
  const live = lastOf(item, databases);
  const closed = live?.name === target && !live.open;
  if (next === null) {
    if (live && live.name === last?.name) return 'swapped';
    return closed ? 'half' : 'staged';
  }
  if (replacement?.name === target) return replacement.open ? 'swapped' : 'half';
  if (closed) return 'half';
  if (!replacement) return 'absent';
  // It was live once: a user has renamed it since, or a later change has put it aside.
  return isStaged(item, id, replacement) ? 'staged' : 'swapped';
}

function replaceState({ target, last }: ChangedItem, id: string, databases: readonly Database[]): ChangeState {
  const live = databases.find(({ name }) => name === target);
  if (live?.mark === marks.replaced(id)) return 'swapped';
  if (live?.mark === marks.replacing(id)) return 'half';
  return (live?.id ?? null) === (last?.oid ?? null) ? 'absent' : 'half';
}
