import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';

const buffered = 4 << 20;
/** Written bytes are sent to the disk in steps of this size, beside the writing, so that the last sync is a short one. */
const window = 64 << 20;

type Done = (error?: Error) => void;

/** Writes to a file; finishes when all of it is on the disk. At most two windows of it are not. */
export class FileSink extends Writable {
  readonly #file: FileHandle;
  readonly #explain: (error: unknown) => Error;
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
    void this.#settle(this.#write([chunk]), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    void this.#settle(this.#write(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    void this.#settle(
      this.#sync.then(() => this.#file.sync()),
      done,
    );
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

  async #write(chunks: Buffer[]): Promise<void> {
    let rest = chunks;
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
    // The system tells of a failed sync only once: it is kept for whoever awaits it next.
    this.#sync.catch(() => undefined);
  }
}

/** What is left of the chunks after so many bytes: a full disk takes only some of them. */
function after(chunks: Buffer[], bytes: number): Buffer[] {
  let skip = bytes;
  for (const [index, chunk] of chunks.entries()) {
    if (skip < chunk.length) return [chunk.subarray(skip), ...chunks.slice(index + 1)];
    skip -= chunk.length;
  }
  return [];
}
