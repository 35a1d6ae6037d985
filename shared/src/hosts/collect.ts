import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';

/**
 * Resolves with the whole of a small stream. Rejects with the stream's error, and with `unsupported.too-large`, destroying the
 * stream, when it exceeds the limit in bytes (16 MiB when absent).
 */
export async function collect(stream: Readable, { limit = 16 * 1024 * 1024 }: { limit?: number } = {}): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit) throw new AppError('unsupported.too-large', { limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

/** Resolves with the whole of a small stream as UTF-8. Rejects as {@link collect} does. */
export async function text(stream: Readable, options: { limit?: number } = {}): Promise<string> {
  return (await collect(stream, options)).toString();
}
