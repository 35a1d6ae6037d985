import type { Readable } from 'node:stream';

const MiB = 1 << 20;

/** The protocol's own limits. */
export const mostParts = 10_000;
export const smallestPart = 5 * MiB;

/**
 * Size of each thousand of parts, in MiB. The length of a stream is unknown: 10,000 parts must reach 5 TiB, and an
 * artifact of ordinary size should not pay for that with memory. 12 GB are stored in parts of 6 MiB, 25 GB in parts of at most
 * 12, 79 GB of 52.
 */
const sizes = [6, 6, 12, 52, 128, 256, 384, 640, 1200, 2600];

/**
 * Returns the bytes of the part of that number, which begins with 1. Beyond the last one that there can be it is one byte, which
 * shows whether the body goes on.
 */
export const partSize = (number: number): number =>
  number > mostParts ? 1 : (sizes[Math.floor((number - 1) / 1000)] ?? 0) * MiB;

/** Cuts a body into parts. What one chunk holds beyond a part begins the next. */
export class PartReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer | undefined;
  #ended = false;

  constructor(body: Readable) {
    this.#chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /**
   * Resolves with what was filled of the buffer: all of it, less only at the end of the body, and nothing behind it. Rejects as the
   * body fails.
   */
  async fill(buffer: Buffer): Promise<Buffer> {
    let length = 0;
    while (length < buffer.length) {
      const chunk = this.#rest ?? (await this.#next());
      if (!chunk) break;
      const taken = chunk.copy(buffer, length);
      length += taken;
      this.#rest = taken < chunk.length ? chunk.subarray(taken) : undefined;
    }
    return buffer.subarray(0, length);
  }

  async #next(): Promise<Buffer | undefined> {
    if (this.#ended) return undefined;
    const { done, value } = await this.#chunks.next();
    if (!done) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.#ended = true;
    return undefined;
  }
}
