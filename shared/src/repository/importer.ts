import { Readable } from 'node:stream';
import { type Context, cleanupContext } from '../context.ts';
import { AppError } from '../errors.ts';
import type { StoredArtifact } from '../model/manifest.ts';
import { message } from '../text/message.ts';
import { type JudgeOwner, claimFolder, cleanAttempt, cleanupTime, isEmpty, removeSnapshot } from './attempt.ts';
import { verified } from './codec.ts';
import { fileNames } from './layout.ts';
import type { SnapshotCopy, Worker } from './repository.ts';
import type { CopiedSnapshot } from './repository.ts';
import { type StackPlace, readSnapshot } from './stack.ts';

/**
 * Resolves with `same` when the snapshot is at its own place already, byte for byte as far as its manifest tells, with `new` when
 * none is there. Rejects with `conflict.import-other` when another one is there, or one that cannot be read.
 */
export async function standingAt(place: StackPlace, { snapshot }: CopiedSnapshot, ctx: Context): Promise<'new' | 'same'> {
  const { storage, folder } = place;
  const { id } = snapshot.manifest;
  const other = (cause?: unknown): AppError => new AppError('conflict.import-other', { snapshot: snapshot.reference }, { cause });
  const there = await readSnapshot(storage, folder, id, ctx).catch((error: unknown) => {
    // What is there cannot be read, and may be all that is left of it.
    throw AppError.is(error, 'corrupt') || AppError.is(error, 'incompatible') ? other(error) : error;
  });
  if (there && there.hash !== snapshot.hash) throw other();
  return there ? 'same' : 'new';
}

/** Copies a snapshot into its own place of a repository. */
export class Importer implements SnapshotCopy {
  readonly reference: string;
  readonly #place: StackPlace;
  readonly #source: CopiedSnapshot;
  readonly #ctx: Context;
  readonly #prefix: string;
  readonly #copied = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #committed = false;

  private constructor(place: StackPlace, reference: string, source: CopiedSnapshot, ctx: Context) {
    this.#place = place;
    this.reference = reference;
    this.#source = source;
    this.#ctx = ctx;
    this.#prefix = `${place.folder}/${source.snapshot.manifest.id}/`;
  }

  /**
   * Takes the folder, from which it first removes an attempt that is dead, and resolves with the copy. Rejects with
   * `conflict.import-same`, `conflict.import-other`, or `conflict.import-attempt` when anything else is there, as an attempt that
   * may be alive.
   */
  static async begin(
    place: StackPlace,
    reference: string,
    source: CopiedSnapshot,
    by: Worker & { writer: string; ownerState: JudgeOwner },
    ctx: Context,
  ): Promise<Importer> {
    const { storage, folder } = place;
    const { id, stack, startedAt } = source.snapshot.manifest;
    if ((await standingAt(place, source, ctx)) === 'same') throw new AppError('conflict.import-same', { snapshot: reference });
    const start = { job: by.job, owner: by.owner, stack, startedAt: new Date(startedAt) };
    await cleanAttempt(storage, folder, id, by.ownerState, ctx.signal);
    const free = await isEmpty(storage, `${folder}/${id}/`, ctx.signal);
    if (!free || !(await claimFolder(storage, folder, id, start, by.writer, ctx.signal)))
      throw new AppError('conflict.import-attempt', { snapshot: reference }, { hint: message('hint.import-attempt', {}) });
    return new Importer(place, reference, source, ctx);
  }

  async add(artifact: StoredArtifact, ctx: Context): Promise<void> {
    const work = this.#add(artifact, { ...ctx, signal: AbortSignal.any([ctx.signal, this.#stop.signal]) });
    this.#running.add(work);
    try {
      await work;
    } finally {
      this.#running.delete(work);
    }
  }

  async #add(artifact: StoredArtifact, ctx: Context): Promise<void> {
    const stored = await this.#source.storage.get(artifact.key, ctx.signal);
    const body = verified(stored, artifact, this.reference, (bytes) => ctx.progress(bytes));
    const bytes = await this.#place.storage.put(this.#prefix + artifact.key, body, ctx.signal);
    if (bytes !== artifact.bytes)
      throw new AppError('storage-failed.size', { file: artifact.key, sent: artifact.bytes, stored: bytes });
    this.#copied.add(artifact.key);
  }

  async commit(ctx: Context): Promise<void> {
    const missing = this.#source.snapshot.manifest.artifacts.map(({ key }) => key).filter((key) => !this.#copied.has(key));
    if (missing.length > 0) throw new AppError('incomplete.artifacts', { missing, unexpected: [] });
    const { storage } = this.#place;
    for (const key of this.#source.reserved)
      await storage.put(this.#prefix + key, await this.#source.storage.get(key, ctx.signal), ctx.signal);
    const manifest = Readable.from([this.#source.manifest]);
    await storage.put(this.#prefix + fileNames.manifest, manifest, ctx.signal, { exclusive: true });
    this.#committed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#committed) return;
    // What is still being copied would be left behind.
    this.#stop.abort();
    await Promise.allSettled(this.#running);
    const { storage, folder } = this.#place;
    const { id } = this.#source.snapshot.manifest;
    try {
      await removeSnapshot(storage, folder, id, cleanupContext(this.#ctx, cleanupTime).signal);
    } catch (error) {
      // Why it failed is what people must read; the next backup of this stack cleans up again.
      this.#ctx.log.warn('An unfinished import could not be removed.', { reference: this.reference, error: String(error) });
    }
  }
}
