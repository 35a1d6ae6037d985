import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';

/** One of very many: an object of a bucket, a file of a volume. */
export interface Thing {
  /** Any bytes; a string is taken as UTF-8. */
  name: string | Uint8Array;
  bytes: number;
  /** What must be equal after a restore besides: a digest of the content, headers, an owner. */
  facts?: Record<string, string | number | boolean | null>;
}

export interface Fold {
  things: number;
  bytes: number;
  /** SHA-256 in lower-case hex of one line for each thing; `FORMAT.md` has its form. */
  digest: string;
}

/**
 * Resolves with the number of things, the sum of their bytes, and one digest: two folds are equal if and only if all things are.
 * Rejects with `capture-failed.unordered` when the names do not ascend as bytes, or one comes twice. With `internal.bug` for a
 * number that is not finite, or half a character in a name.
 */
export async function foldThings(things: AsyncIterable<Thing> | Iterable<Thing>): Promise<Fold> {
  const hash = createHash('sha256');
  const fold = { things: 0, bytes: 0 };
  let last: Buffer | undefined;
  for await (const { name, bytes, facts = {} } of things) {
    const key = bytesOf(name);
    if (last && Buffer.compare(last, key) >= 0) throw new AppError('capture-failed.unordered', {});
    last = key;
    const sorted = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
    // They would be written as null.
    if ([bytes, ...Object.values(facts)].some((value) => typeof value === 'number' && !Number.isFinite(value))) {
      throw new AppError('internal.bug', {});
    }
    hash.update(`${JSON.stringify([key.toString('base64'), bytes, sorted])}\n`);
    fold.things += 1;
    fold.bytes += bytes;
  }
  return { ...fold, digest: hash.digest('hex') };
}

/** Returns the bytes of a name. Throws `internal.bug` for a string with half a character in it, which has no bytes of its own. */
function bytesOf(name: string | Uint8Array): Buffer {
  if (typeof name === 'string' && !name.isWellFormed()) throw new AppError('internal.bug', {});
  return typeof name === 'string' ? Buffer.from(name) : Buffer.from(name);
}
