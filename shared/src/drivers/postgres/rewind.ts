import { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import type { ArtifactSource } from '../../artifact.ts';

/** Bytes of an archive that are kept for its second reader: all definitions of a database come before its data. */
const mostKept = 128 * 1024 ** 2;

/**
 * Returns an archive that two readers can open, one after the other, made from one that can be opened once. The first reader,
 * which wants nothing but the beginning, may let go at any point, the second gets everything. Destroying one leaves the source
 * open. The first errors with `unsupported.copy-definitions` beyond 128 MiB, all of which is kept. A third `open` rejects with
 * `internal.bug`.
 */
export function openedTwice(source: ArtifactSource, database: string): ArtifactSource {
  let shared: Promise<Shared> | undefined;
  let readers = 0;
  return {
    ...source,
    open: async (ctx) => {
      shared ??= source.open(ctx).then((stream) => new Shared(stream, database));
      readers += 1;
      if (readers > 2) throw new AppError('internal.bug', {});
      const { first, second } = await shared;
      return Readable.from(readers === 1 ? first() : second(), { objectMode: false });
    },
  };
}

/** Chunks arrive here before a reader gets them, so that none is lost when a reader goes away while it waits. */
class Shared {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #kept: Buffer[] = [];
  readonly #database: string;
  #bytes = 0;
  #ended = false;
  #failure: { error: unknown } | undefined;
  #arriving: Promise<void> | undefined;

  constructor(stream: Readable, database: string) {
    this.#database = database;
    this.#chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  }

  first = async function* (this: Shared): AsyncGenerator<Buffer> {
    for (let at = 0; ; at += 1) {
      const chunk = await this.#chunk(at);
      if (!chunk) return;
      if (this.#bytes > mostKept) throw new AppError('unsupported.copy-definitions', { database: this.#database });
      yield chunk;
    }
  }.bind(this);

  second = async function* (this: Shared): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = await this.#chunk(0);
      if (!chunk) return;
      this.#kept.shift();
      yield chunk;
    }
  }.bind(this);

  async #chunk(at: number): Promise<Buffer | undefined> {
    while (this.#kept.length <= at && !this.#ended) {
      this.#arriving ??= this.#arrive().finally(() => (this.#arriving = undefined));
      await this.#arriving;
    }
    if (this.#kept.length <= at && this.#failure) throw this.#failure.error;
    return this.#kept[at];
  }

  async #arrive(): Promise<void> {
    try {
      const { done, value } = await this.#chunks.next();
      if (done) this.#ended = true;
      else this.#kept.push(value);
      this.#bytes += done ? 0 : value.length;
    } catch (error) {
      this.#failure = { error };
      this.#ended = true;
    }
  }
}
