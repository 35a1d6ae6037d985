import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../context.ts';
import type { ArtifactSet, ArtifactSource } from '../artifact.ts';
import { AppError } from '../errors.ts';
import type { Manifest, StoredArtifact } from '../model/manifest.ts';
import { SnapshotInventory } from '../model/manifest.ts';
import { flowed } from '../machine/collectMemory.ts';
import { spent } from '../machine/freeMemory.ts';
import type { Storage } from '../storage/storage.ts';
import { message } from '../text/message.ts';
import { decode, verifier } from './codec.ts';
import { collect, parseJson } from './documents.ts';
import { fileNames } from './layout.ts';
import type { Snapshot } from './repository.ts';
import type { FoundSnapshot } from './manifestFile.ts';

/** What {@link StoredSnapshot.check} may find, by the names of the files. */
interface Problems {
  missing: string[];
  truncated: string[];
  changed: string[];
  unreadable: string[];
  extra: string[];
  disagreeing: string[];
}

export class StoredSnapshot implements Snapshot {
  readonly manifest: Manifest;
  readonly hash: string;
  readonly reference: string;
  readonly #storage: Storage;
  readonly #prefix: string;

  /** `prefix`: where its files are, if not in its own place of a repository. */
  constructor(storage: Storage, found: FoundSnapshot, reference: string, prefix = `${found.folder}/${found.id}/`) {
    this.manifest = found.manifest;
    this.hash = found.hash;
    this.reference = reference;
    this.#storage = storage;
    this.#prefix = prefix;
  }

  async inventory(ctx: Context): Promise<SnapshotInventory> {
    const stored = this.manifest.artifacts.find(({ key }) => key === fileNames.inventory);
    if (!stored) throw this.#corruptInventory();
    const json = parseJson(await collect(await this.#read(stored, { ...ctx, progress: () => {} }), stored.key));
    const inventory = safely(() => SnapshotInventory.parse(json));
    if (!inventory) throw this.#corruptInventory();
    return inventory;
  }

  async artifacts(service: string, ctx: Context): Promise<ArtifactSet> {
    const { services, artifacts } = this.manifest;
    if (!services.some(({ name }) => name === service)) {
      throw new AppError('not-found.service-in-snapshot', { service, services: services.map(({ name }) => name) });
    }
    const inventories = new Map(Object.entries((await this.inventory(ctx)).services));
    const content = inventories.get(service);
    if (!content) throw this.#corruptInventory();
    return {
      version: content.inventory.version,
      inventory: content.inventory,
      detail: content.detail,
      artifacts: await Promise.all(
        artifacts.filter((artifact) => artifact.service === service).map((artifact) => this.#source(artifact)),
      ),
    };
  }

  async check(ctx: Context): Promise<void> {
    const problems: Problems = { missing: [], truncated: [], changed: [], unreadable: [], extra: [], disagreeing: [] };
    let failure: unknown;
    const note = (error: unknown, key: string): void => {
      ctx.signal.throwIfAborted();
      if (!AppError.is(error)) throw error;
      if (AppError.is(error, 'not-found')) throw error;
      if (!AppError.is(error, 'corrupt')) failure ??= error;
      problems[kindOf(error)].push(key);
    };
    for (const artifact of this.manifest.artifacts) {
      await this.#verify(artifact, ctx).catch((error: unknown) => note(error, artifact.key));
    }
    problems.extra.push(...(await this.#extraFiles(ctx)));
    if (!Object.values(problems).flat().includes(fileNames.inventory)) {
      const agrees = await this.#inventoryAgrees(ctx).catch((error: unknown) => note(error, fileNames.inventory));
      if (agrees === false) problems.disagreeing.push(fileNames.inventory);
    }
    const found = Object.values(problems).flat().length;
    if (found === 0) return;
    // A disk or a server that does not answer says nothing about the snapshot.
    if (failure !== undefined && found === problems.unreadable.length) throw failure;
    throw new AppError(
      'corrupt.snapshot',
      { snapshot: this.reference, ...problems },
      { hint: message('hint.other-snapshot', {}) },
    );
  }

  async #verify(artifact: StoredArtifact, ctx: Context): Promise<void> {
    const stored = await this.#get(artifact, ctx);
    await pipeline(
      stored,
      verifier(artifact, this.reference),
      counter((bytes) => ctx.progress(bytes)),
      { signal: ctx.signal },
    );
  }

  async #extraFiles(ctx: Context): Promise<string[]> {
    const known = new Set<string>([fileNames.started, ...this.manifest.artifacts.map(({ key }) => key)]);
    const extra: string[] = [];
    for await (const { key } of this.#storage.list(this.#prefix, ctx.signal)) {
      const name = key.slice(this.#prefix.length);
      if (!known.has(name) && !name.startsWith('manifest.')) extra.push(name);
    }
    return extra;
  }

  /** Resolves with whether the inventory is one, and has the services of the manifest. Rejects when its file cannot be read. */
  async #inventoryAgrees(ctx: Context): Promise<boolean> {
    try {
      const { services } = await this.inventory(ctx);
      const held = Object.keys(services).sort();
      const promised = this.manifest.services.map(({ name }) => name).sort();
      return JSON.stringify(held) === JSON.stringify(promised);
    } catch (error) {
      if (AppError.is(error) && error.key === 'corrupt.inventory') return false;
      throw error;
    }
  }

  async #source(artifact: StoredArtifact): Promise<ArtifactSource> {
    const { name, logicalBytes, codecs } = artifact;
    const file = codecs.length === 0 ? await this.#storage.fileOf?.(this.#prefix + artifact.key) : undefined;
    return { name, logicalBytes, ...(file !== undefined && { file }), open: (ctx) => this.#read(artifact, ctx) };
  }

  async #read(artifact: StoredArtifact, ctx: Context): Promise<Readable> {
    return decode(await this.#get(artifact, ctx), artifact, this.reference, (bytes) => ctx.progress(bytes));
  }

  async #get(artifact: StoredArtifact, ctx: Context): Promise<Readable> {
    try {
      return await this.#storage.get(this.#prefix + artifact.key, ctx.signal);
    } catch (error) {
      if (!AppError.is(error, 'not-found')) throw error;
      await this.#assertThere(ctx, error);
      throw new AppError('corrupt.missing', { snapshot: this.reference, file: artifact.key }, { cause: error });
    }
  }

  /**
   * Rejects with `not-found.deleted-meanwhile` when the manifest is gone: what was deleted while it was read is not damaged, and no
   * proof speaks against it.
   */
  async #assertThere(ctx: Context, cause: unknown): Promise<void> {
    if (await this.#storage.head(this.#prefix + fileNames.manifest, ctx.signal)) return;
    const params = { snapshot: this.reference };
    throw new AppError('not-found.deleted-meanwhile', params, { cause, hint: message('hint.list-snapshots', {}) });
  }

  #corruptInventory(): AppError {
    return new AppError('corrupt.inventory', { snapshot: this.reference });
  }
}

function kindOf({ key }: AppError): keyof Problems {
  if (key === 'corrupt.missing') return 'missing';
  if (key === 'corrupt.truncated') return 'truncated';
  return key === 'corrupt.changed' ? 'changed' : 'unreadable';
}

/** Returns what the parser returns; undefined when it throws: hostile nesting can exhaust its stack. */
function safely<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

const counter = (progress: Context['progress']): Writable =>
  new Writable({
    highWaterMark: 1 << 20,
    write(chunk: Buffer, _encoding, done) {
      progress(chunk.length);
      flowed(chunk.length);
      spent(chunk);
      done();
    },
  });
