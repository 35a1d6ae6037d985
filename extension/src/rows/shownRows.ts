import { isDeepStrictEqual } from 'node:util';
import type { Row } from './row.ts';

/** Resolves with the rows below a row, or with the first ones for undefined. Must never reject. */
export type ReadRows = (below: Row | undefined) => Promise<Row[]>;

interface Level {
  rows: Row[];
  /** They are being read anew. */
  isRead: boolean;
  /** Another refresh came while they were read. */
  wanted: boolean;
  /** The editor shows them. */
  open: boolean;
}

/**
 * The rows that the editor shows. A row stays the same object for as long as it is there, whatever changes in it: the editor
 * forgets the rows below one that it has to read anew, and a command that the user chooses on a forgotten row comes without it.
 * So the editor has to read only what has changed, and gets it from here at once.
 */
export class ShownRows {
  readonly #read: ReadRows;
  readonly #changed: (row: Row | undefined) => void;
  readonly #top: object = {};
  /** By the row above them; the first rows by `#top`. */
  readonly #levels = new WeakMap<object, Level>();

  /** `changed` gets a row when it, or the list below it, is no longer as the editor knows it; `undefined` for the first rows. */
  constructor(read: ReadRows, changed: (row: Row | undefined) => void) {
    this.#read = read;
    this.#changed = changed;
  }

  /**
   * Resolves with what is below a row for the editor, or with the first rows for undefined: as last read, or read now when nothing
   * is known. Never rejects.
   */
  async below(row: Row | undefined): Promise<Row[]> {
    const key = row ?? this.#top;
    const known = this.#levels.get(key);
    if (known) {
      known.open = true;
      return known.rows;
    }
    const rows = await this.#read(row);
    // Two questions for the same rows may be under way at once: the answer that came first stays.
    const level = this.#levels.get(key) ?? { rows, open: true, isRead: false, wanted: false };
    this.#levels.set(key, level);
    return level.rows;
  }

  /** Takes note that the user has closed a row: what is below it is no longer read. */
  close(row: Row): void {
    const level = this.#levels.get(row);
    if (level) level.open = false;
  }

  /**
   * Takes note that the user has opened a row. Returns whether the editor now shows rows that were not read while they were hidden.
   */
  reopen(row: Row): boolean {
    const level = this.#levels.get(row);
    if (!level || level.open) return false;
    level.open = true;
    return true;
  }

  /**
   * Reads everything that is shown anew, or what is below one row. Resolves when all of it is read, but for rows that an earlier
   * call still reads: those are read once more after that. Each change is reported as soon as it is known. Never rejects.
   */
  async renew(row?: Row): Promise<void> {
    const level = this.#levels.get(row ?? this.#top);
    if (!level?.open) return;
    level.wanted = level.isRead;
    if (level.isRead) return;
    level.isRead = true;
    const before = level.rows;
    const { rows, differ } = merge(before, await this.#read(row));
    level.rows = rows;
    const isSameList = rows.length === before.length && rows.every((one, at) => one === before[at]);
    for (const one of isSameList ? differ : [row]) this.#changed(one);
    level.isRead = false;
    await (level.wanted ? this.renew(row) : Promise.all(rows.map((one) => this.renew(one))));
  }
}

/** Returns the fresh rows, with each that was there before as the object that it was, and those of them that look different now. */
function merge(before: Row[], fresh: Row[]): { rows: Row[]; differ: Row[] } {
  const known = new Map(before.map((row) => [row.id, row]));
  const differ: Row[] = [];
  const rows = fresh.map((row) => {
    const old = known.get(row.id);
    if (!old) return row;
    if (!looksLike(old, row)) differ.push(old);
    become(old, row);
    return old;
  });
  return { rows, differ };
}

/** Returns whether two rows look the same. What commands act upon is taken from the newer one in any case. */
function looksLike({ subject: _a, ...a }: Row, { subject: _b, ...b }: Row): boolean {
  return isDeepStrictEqual(a, b);
}

function become(row: Row, next: Row): void {
  for (const name of Object.keys(row)) if (!(name in next)) Reflect.deleteProperty(row, name);
  Object.assign(row, next);
}
