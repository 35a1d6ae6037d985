import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Context, cleanupContext } from '../context.ts';
import type { Artifact } from '../artifact.ts';
import { AppError } from '../errors.ts';
import type { Codec, Manifest, StoredArtifact } from '../model/manifest.ts';
import { SnapshotInventory } from '../model/manifest.ts';
import { cleanupTime, removeSnapshot } from './attempt.ts';
import { encode } from './codec.ts';
import { toText, writeDocument } from './documents.ts';
import { artifactKey, fileNames } from './layout.ts';
import { format, writeManifest } from './manifestFile.ts';
import { readme } from './readme.ts';
import type { SnapshotContent, SnapshotStart, SnapshotWriter } from './repository.ts';
import { type StackPlace, newestOf } from './stack.ts';

export interface WriterPlace extends StackPlace {
  id: string;
  reference: string;
  /** Program and version, for the manifest. */
  writer: string;
}

const nameOf = ({ service, name }: { service: string; name: string }): string => `${service}/${name}`;

/** The one writer of a snapshot's folder. */
export class FolderWriter implements SnapshotWriter {
  readonly id: string;
  readonly reference: string;
  readonly #place: WriterPlace;
  readonly #prefix: string;
  readonly #start: SnapshotStart;
  readonly #ctx: Context;
  readonly #stored: StoredArtifact[] = [];
  /** The item of each artifact that one item alone needs, by key. */
  readonly #items = new Map<string, string>();
  readonly #keys = new Set<string>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  #committed = false;

  constructor(place: WriterPlace, start: SnapshotStart, ctx: Context) {
    this.id = place.id;
    this.reference = place.reference;
    this.#place = place;
    this.#prefix = `${place.folder}/${place.id}/`;
    this.#start = start;
    this.#ctx = ctx;
  }

  async add(service: string, artifact: Artifact, ctx: Context): Promise<StoredArtifact> {
    const work = this.#add(service, artifact, ctx);
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  async #add(service: string, artifact: Artifact, ctx: Context): Promise<StoredArtifact> {
    const signal = AbortSignal.any([ctx.signal, this.#stop.signal]);
    const codecs: Codec[] = artifact.compress && !artifact.name.endsWith('.zst') ? ['zstd'] : [];
    const key = this.#takeKey(service, artifact.name, codecs);
    if (artifact.item !== undefined) this.#items.set(key, artifact.item);
    const source = await artifact.open({ ...ctx, signal });
    const stored = await this.#put(key, source, codecs, signal, (bytes) => ctx.progress(bytes));
    const result = { service, name: artifact.name, ...stored };
    this.#stored.push(result);
    return result;
  }

  async #put(
    key: string,
    source: Readable,
    codecs: Codec[],
    signal: AbortSignal,
    progress: Context['progress'],
  ): Promise<Omit<StoredArtifact, 'service' | 'name'>> {
    const encoded = encode(source, codecs, progress);
    const stored = await this.#place.storage.put(this.#prefix + key, encoded.body, signal);
    const result = encoded.result();
    if (stored !== result.bytes) throw new AppError('storage-failed.size', { file: key, sent: result.bytes, stored });
    return { key, ...result };
  }

  #takeKey(service: string, name: string, codecs: readonly Codec[]): string {
    for (let nth = 1; ; nth += 1) {
      const key = artifactKey(service, name, codecs, nth);
      if (this.#keys.has(key)) continue;
      this.#keys.add(key);
      return key;
    }
  }

  async commit(content: SnapshotContent, ctx: Context): Promise<Manifest> {
    await Promise.allSettled(this.#running);
    await this.#dropMissing(content, ctx);
    const artifacts = this.#expected(content);
    const inventory = await this.#addOwn(fileNames.inventory, toText(SnapshotInventory.parse(content.inventory)), ctx);
    const manifest: Manifest = {
      format,
      id: this.id,
      sequence: await this.#nextSequence(ctx),
      stack: this.#start.stack,
      startedAt: this.#start.startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      ...(content.point && { point: content.point.toISOString() }),
      mode: content.mode,
      environment: content.environment,
      complete: content.missing.length === 0,
      missing: content.missing,
      scope: content.scope,
      job: this.#start.job,
      writer: this.#place.writer,
      services: content.services,
      artifacts: [...artifacts, inventory],
    };
    const text = readme(manifest, content.byHand, this.#place.storage.byHand?.(this.#prefix));
    manifest.artifacts.push(await this.#addOwn(fileNames.readme, text, ctx));
    await writeDocument(this.#place.storage, this.#prefix + fileNames.manifest, writeManifest(manifest), ctx.signal, {
      exclusive: true,
    });
    this.#committed = true;
    return manifest;
  }

  /**
   * Removes what is stored of services and items that are missing: one that failed after all may have stored some of its artifacts.
   */
  async #dropMissing(content: SnapshotContent, ctx: Context): Promise<void> {
    const isMissing = ({ service, key }: StoredArtifact): boolean =>
      content.missing.some((one) => one.service === service && (!one.items || one.items.includes(this.#items.get(key) ?? '')));
    for (const artifact of this.#stored.filter(isMissing)) {
      await this.#place.storage.delete(this.#prefix + artifact.key, ctx.signal);
      this.#stored.splice(this.#stored.indexOf(artifact), 1);
    }
  }

  /**
   * Returns the stored artifacts in the order in which they are expected. Throws `incomplete.artifacts` when they are not exactly
   * these: nothing is committed then.
   */
  #expected(content: SnapshotContent): StoredArtifact[] {
    const stored = new Map(this.#stored.map((artifact) => [nameOf(artifact), artifact]));
    const expected = content.expected.map(nameOf);
    const artifacts = expected.flatMap((name) => stored.get(name) ?? []);
    const missing = expected.filter((name) => !stored.has(name));
    const unexpected = this.#stored
      .map(nameOf)
      .filter((name, index, all) => !expected.includes(name) || all.indexOf(name) !== index);
    if (missing.length + unexpected.length > 0) throw new AppError('incomplete.artifacts', { missing, unexpected });
    return artifacts;
  }

  /** Stores a file of the snapshot itself, and resolves with what is stored of it: it belongs to no service. */
  async #addOwn(key: string, content: string, ctx: Context): Promise<StoredArtifact> {
    const bytes = Buffer.from(content);
    await writeDocument(this.#place.storage, this.#prefix + key, content, ctx.signal);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { service: '', name: key, key, bytes: bytes.length, sha256, logicalBytes: bytes.length, codecs: [] };
  }

  async #nextSequence(ctx: Context): Promise<number> {
    const { snapshot } = await newestOf(this.#place, () => true, ctx);
    return (snapshot?.manifest.sequence ?? 0) + 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#committed) return;
    this.#stop.abort();
    await Promise.allSettled(this.#running);
    try {
      await removeSnapshot(this.#place.storage, this.#place.folder, this.id, cleanupContext(this.#ctx, cleanupTime).signal);
    } catch (error) {
      // Why the snapshot failed is what people must read; the next backup of this stack cleans up again.
      this.#ctx.log.warn('An unfinished snapshot could not be removed.', { reference: this.reference, error: String(error) });
    }
  }
}
