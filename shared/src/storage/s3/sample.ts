import { randomInt } from 'node:crypto';

const length = 64 << 10;

/**
 * A random piece of what was sent, kept until the endpoint has given it back. Every part is as likely to be looked at as any
 * other, however many there will be.
 */
export class Sample {
  #parts = 0;
  /** Where in the whole the piece begins. */
  start = 0;
  bytes: Buffer = Buffer.alloc(0);

  /** Looks at a part before it is sent, and may keep a piece of it; `start` is where it begins in the whole, in bytes. */
  see(part: Buffer, start: number): void {
    this.#parts += 1;
    if (part.length === 0 || randomInt(this.#parts) !== 0) return;
    const at = randomInt(Math.max(1, part.length - length + 1));
    this.start = start + at;
    this.bytes = Buffer.from(part.subarray(at, at + length));
  }
}
