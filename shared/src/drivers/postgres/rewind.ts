import { Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { ArtifactSource } from '../../artifact.ts';

/** Bytes of an archive that are kept for its last reader: all definitions of a database come before its data. */
const mostKept = 128 * 1024 ** 2;

/** An archive whose beginning can be read before all of it is. */
export interface Rewindable {
  /** Can be opened any number of times, one after the other, until `whole` is. */
  head: ArtifactSource;
  /** Everything, once. */
  whole: ArtifactSource;
}

/**
 * Returns an archive that can be opened again from its beginning, made from one that can be opened once. Readers of its head may
 * let go at any point; what they read is kept, and they error with `unsupported.copy-definitions` beyond 128 MiB of it. Destroying
 * a reader leaves the source open. Opening the head after all of it rejects with `internal.bug`, as does a second `whole`.
 */
export function rewindable(source: ArtifactSource, database: string): Rewindable {
  let shared: Promise<Shared> | undefined;
  let given = false;
  const open = async (last: boolean, ctx: Context): Promise<Readable> => {
    if (given) throw new AppError('internal.bug', {});
    given = last;
    shared ??= source.open(ctx).then((stream) => new Shared(stream, database));
    const { first, second } = await shared;
    return Readable.from(last ? second() : first(), { objectMode: false });
  };
  return {
    head: { ...source, open: (ctx) => open(false, ctx) },
    whole: { ...source, open: (ctx) => open(true, ctx) },
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
