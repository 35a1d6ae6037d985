import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';

/** Returns the whole of a small stream. Rejects with `unsupported.too-large`, and destroys the stream, when it exceeds the limit. */
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

/** Returns the same as UTF-8. */
export async function text(stream: Readable, options: { limit?: number } = {}): Promise<string> {
  return (await collect(stream, options)).toString();
}
