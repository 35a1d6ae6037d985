import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../errors.ts';
import type { Storage } from '../storage.ts';

export const MiB = 1 << 20;

/** One thing that every storage must do. It begins with an empty storage and may leave keys behind. */
export interface StorageCheck {
  title: string;
  /** Moves much, or makes many keys: not for a place that is far away, or paid for by use. */
  heavy?: true;
  /** Resolves when the storage does what the title says; rejects when it does something else. */
  run(bench: Bench): Promise<void>;
}

/** A storage with what checks do to it again and again. */
export class Bench {
  readonly storage: Storage;
  readonly signal: AbortSignal;

  constructor(storage: Storage, signal: AbortSignal) {
    this.storage = storage;
    this.signal = signal;
  }

  put(key: string, content: string | Buffer, exclusive = false): Promise<number> {
    return this.storage.put(key, Readable.from([Buffer.from(content)]), this.signal, { exclusive });
  }

  stream(key: string, pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<number> {
    return this.storage.put(key, Readable.from(pieces), this.signal);
  }

  async bytes(key: string): Promise<Buffer> {
    return buffer(await this.storage.get(key, this.signal));
  }

  async text(key: string, range?: { start: number; end?: number }): Promise<string> {
    return (await buffer(await this.storage.get(key, this.signal, range))).toString();
  }

  keys(prefix = '', shallow = false): Promise<string[]> {
    return collectKeys(this.storage.list(prefix, this.signal, { shallow }));
  }
}

export async function collectKeys(list: AsyncIterable<{ key: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of list) found.push(key);
  return found;
}

/**
 * Resolves with the code of the {@link AppError} that the work rejects with, and with `nothing was thrown` when it does not;
 * rejects with every other error.
 */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (AppError.is(error)) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

/** Yields the bytes in pieces of that length; the last one may be shorter. */
export function* pieces(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** Returns a stream that gives that many bytes, and then fails with the error. */
export const failing = (bytes: number, error: Error): Readable =>
  Readable.from(
    (async function* () {
      for (let at = 0; at < bytes; at += MiB) yield Buffer.alloc(Math.min(MiB, bytes - at));
      await new Promise((resolve) => setImmediate(resolve));
      throw error;
    })(),
  );

/** Returns a stream that gives bytes until it is destroyed. */
export const endless = (): Readable =>
  new Readable({
    read() {
      setImmediate(() => this.push(Buffer.alloc(64 << 10)));
    },
  });
