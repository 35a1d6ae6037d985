import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { PutOptions, Storage } from '../storage/storage.ts';

/** No document of a repository comes near it; a hostile one must not fill the memory. */
const limit = 256 << 20;

/**
 * Resolves with a small object as bytes; undefined when it is not there. Rejects as {@link Storage.get} does for all other reasons,
 * as for a bucket that is not there, and with `corrupt.too-large` beyond 256 MiB.
 */
export async function readDocument(storage: Storage, key: string, signal: AbortSignal): Promise<Buffer | undefined> {
  try {
    return await collect(await storage.get(key, signal), key);
  } catch (error) {
    if (AppError.is(error) && error.key === 'not-found.object') return undefined;
    throw error;
  }
}

/**
 * Resolves with all bytes of a stream that is known to be small. Rejects with the stream's own error, and with `corrupt.too-large`
 * beyond 256 MiB.
 */
export async function collect(stream: Readable, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit) throw new AppError('corrupt.too-large', { file: name, limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Stores a text as an object. Rejects as {@link Storage.put} does. */
export async function writeDocument(
  storage: Storage,
  key: string,
  content: string,
  signal: AbortSignal,
  options?: PutOptions,
): Promise<void> {
  await storage.put(key, Readable.from([Buffer.from(content)]), signal, options);
}

/** Returns a value as the text of a document: indented JSON, with a line break at its end. */
export const toText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Returns what the JSON says; undefined when it is not JSON in UTF-8. Never throws. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
