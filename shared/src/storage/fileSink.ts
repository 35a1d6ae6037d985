import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';

const buffered = 4 << 20;
/** Chunks are gathered up to this size: a call to the system for each costs more than the writing. */
const gathered = 512 << 10;
/** Written bytes are sent to the disk in steps of this size, beside the writing, so that the last sync is a short one. */
const window = 64 << 20;

type Done = (error?: Error) => void;

/** Writes to a file; finishes when all of it is on the disk. At most two windows of it are not. */
export class FileSink extends Writable {
  readonly #file: FileHandle;
  readonly #explain: (error: unknown) => Error;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #unsynced = 0;
  #sync: Promise<void> = Promise.resolve();
  /** Bytes written. */
  bytes = 0;

  constructor(file: FileHandle, explain: (error: unknown) => Error) {
    super({ highWaterMark: buffered });
    this.#file = file;
    this.#explain = explain;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#accept([chunk], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#accept(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Done): void {
    void this.#settle(this.#finish(), done);
  }

  #accept(chunks: Buffer[], done: Done): void {
    for (const chunk of chunks) {
      this.#held.push(chunk);
      this.#heldBytes += chunk.length;
    }
    if (this.#heldBytes < gathered) done();
    else void this.#settle(this.#flush(), done);
  }

  async #finish(): Promise<void> {
    await this.#flush();
    await this.#sync;
    await this.#file.sync();
  }

  async #settle(work: Promise<void>, done: Done): Promise<void> {
    try {
      await work;
    } catch (error) {
      done(this.#explain(error));
      return;
    }
    done();
  }

  async #flush(): Promise<void> {
    let rest = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#file.writev(rest);
      this.bytes += bytesWritten;
      this.#unsynced += bytesWritten;
      rest = after(rest, bytesWritten);
    }
    if (this.#unsynced < window) return;
    await this.#sync;
    this.#unsynced = 0;
    this.#sync = this.#file.datasync();
    // The system tells of a failed sync only once: it is kept for the next caller that awaits one.
    this.#sync.catch(() => undefined);
  }
}

/** Returns what is left of the chunks after so many bytes, empty when nothing is: a full disk takes only some of them. */
function after(chunks: Buffer[], bytes: number): Buffer[] {
  let skip = bytes;
  for (const [index, chunk] of chunks.entries()) {
    if (skip < chunk.length) return [chunk.subarray(skip), ...chunks.slice(index + 1)];
    skip -= chunk.length;
  }
  return [];
}
