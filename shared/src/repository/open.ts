import * as z from 'zod';
import { type Context, cleanupContext } from '../context.ts';
import { AppError } from '../errors.ts';
import { ProofRecord } from '../model/manifest.ts';
import type { Storage } from '../storage/storage.ts';
import { message } from '../text/catalogue.ts';
import { type OwnerState, beginAttempt, cleanAttempt, cleanupTime, removeSnapshot, takeOver } from './attempt.ts';
import { parseJson, readDocument, toText, writeDocument } from './documents.ts';
import {
  fileNames,
  foldersOf,
  isSnapshotId,
  parseProofKey,
  pinKey,
  pinsPrefix,
  proofKey,
  proofsPrefix,
  slugOf,
  stackFolder,
} from './layout.ts';
import type { Worker, ListOptions, Repository, Snapshot, SnapshotStart, SnapshotSummary, SnapshotWriter } from './repository.ts';
import { type RepositoryFile, readRepositoryFile, writeRepositoryFile } from './repositoryFile.ts';
import { StoredSnapshot } from './snapshot.ts';
import { type FoundSnapshot, readSnapshot, readStack, stackFolders } from './stack.ts';
import { FolderWriter } from './writer.ts';

export interface OpenOptions {
  /** Program and version that writes: `longshore/0.1.0`. */
  writer: string;
  ownerState: OwnerState;
}

/**
 * Opens a repository; one that does not exist yet is made by the first backup. Rejects with `conflict` when the place
 * belongs to something else, and with `incompatible` when a newer version made it. Disposing it closes the storage.
 */
export async function openRepository(storage: Storage, name: string, options: OpenOptions, ctx: Context): Promise<Repository> {
  return new StoredRepository(storage, name, options, await readRepositoryFile(storage, ctx.signal));
}

class StoredRepository implements Repository {
  readonly name: string;
  readonly #storage: Storage;
  readonly #options: OpenOptions;
  #file: RepositoryFile | undefined;

  constructor(storage: Storage, name: string, options: OpenOptions, file: RepositoryFile | undefined) {
    this.name = name;
    this.#storage = storage;
    this.#options = options;
    this.#file = file;
  }

  async create(start: SnapshotStart, ctx: Context): Promise<SnapshotWriter> {
    await this.#init(ctx);
    const storage = this.#storage;
    const folder = stackFolder(start.stack);
    await this.#cleanStack(folder, ctx);
    const stack = shortName(folder, await stackFolders(storage, ctx.signal));
    const { writer } = this.#options;
    const id = await beginAttempt(storage, folder, start, writer, ctx.signal);
    return new FolderWriter({ storage, folder, id, reference: `${stack}/${id}`, writer }, start, ctx);
  }

  async clean(ctx: Context): Promise<void> {
    for (const folder of await stackFolders(this.#storage, ctx.signal)) await this.#cleanStack(folder, ctx);
  }

  async #cleanStack(folder: string, ctx: Context): Promise<void> {
    const { attempts } = await readStack(this.#storage, folder, ctx);
    for (const attempt of attempts) {
      const removed = await cleanAttempt(this.#storage, folder, attempt, this.#options.ownerState, ctx.signal);
      if (removed) ctx.log.info('Removed an attempt whose process is dead.', { folder, attempt });
    }
  }

  /** Marks the place as ours before the first snapshot, and makes sure that it still is. */
  async #init(ctx: Context): Promise<void> {
    const { signal } = ctx;
    const location = this.#storage.name;
    let file = await readRepositoryFile(this.#storage, signal);
    // A disk that was unmounted leaves its empty mount point: a backup there would be lost when the disk comes back.
    if (this.#file && file?.id !== this.#file.id) throw new AppError('storage-failed.repository-gone', { location });
    if (!file) {
      await writeRepositoryFile(this.#storage, this.#options.writer, signal);
      file = await readRepositoryFile(this.#storage, signal);
    }
    this.#file = file;
    if (file && file.recipients.length > 0) {
      throw new AppError('unsupported.encryption', { location }, { hint: message('hint.newer-version', {}) });
    }
  }

  async *list(ctx: Context, options: ListOptions = {}): AsyncGenerator<SnapshotSummary> {
    const folders = await stackFolders(this.#storage, ctx.signal);
    const stacks: SnapshotSummary[][] = [];
    for (const folder of options.stack === undefined ? folders : foldersOf(options.stack, folders)) {
      const { snapshots, unreadable } = await readStack(this.#storage, folder, ctx);
      for (const { error } of unreadable) options.warn?.(error);
      stacks.push(await this.#summaries(folder, snapshots, shortName(folder, folders), ctx));
    }
    yield* merge(stacks);
  }

  async #summaries(folder: string, snapshots: FoundSnapshot[], stack: string, ctx: Context): Promise<SnapshotSummary[]> {
    const proofs = await this.#proofs(folder, snapshots, ctx);
    const pins = new Set<string>();
    for await (const { key } of this.#storage.list(pinsPrefix(folder), ctx.signal))
      pins.add(key.slice(pinsPrefix(folder).length));
    return snapshots.map(({ id, manifest }) => ({
      reference: `${stack}/${id}`,
      manifest,
      proofs: proofs.get(id) ?? [],
      bytes: manifest.artifacts.reduce((sum, { bytes }) => sum + bytes, 0),
      pinned: pins.has(`${id}.json`),
    }));
  }

  /** The latest record of each kind, by snapshot. Keys sort by time, so only those are read. */
  async #proofs(folder: string, snapshots: FoundSnapshot[], ctx: Context): Promise<Map<string, ProofRecord[]>> {
    const latest = new Map<string, { key: string; snapshot: string }>();
    for await (const { key } of this.#storage.list(proofsPrefix(folder), ctx.signal)) {
      const proof = parseProofKey(folder, key);
      if (proof) latest.set(`${proof.snapshot}/${proof.kind}`, { key, snapshot: proof.snapshot });
    }
    const hashes = new Map(snapshots.map(({ id, hash }) => [id, hash]));
    const proofs = new Map<string, ProofRecord[]>();
    for (const { key, snapshot } of latest.values()) {
      const record = await this.#proof(key, hashes.get(snapshot), ctx);
      if (record) proofs.set(snapshot, [...(proofs.get(snapshot) ?? []), record]);
    }
    return proofs;
  }

  async proofs(snapshot: Snapshot, ctx: Context): Promise<ProofRecord[]> {
    const { stack, id } = snapshot.manifest;
    const records: ProofRecord[] = [];
    for await (const { key } of this.#storage.list(`${proofsPrefix(stackFolder(stack))}${id}/`, ctx.signal)) {
      const record = await this.#proof(key, snapshot.hash, ctx);
      if (record) records.unshift(record);
    }
    return records;
  }

  /** A record that cannot be read, or that is of other bytes, proves nothing. */
  async #proof(key: string, hash: string | undefined, ctx: Context): Promise<ProofRecord | undefined> {
    const bytes = await readDocument(this.#storage, key, ctx.signal);
    const json = bytes && parseJson(bytes);
    const proven = z.object({ manifest: z.string() }).safeParse(json).data;
    return proven && proven.manifest === hash ? ProofRecord.safeParse(json).data : undefined;
  }

  async find(reference: string, ctx: Context): Promise<Snapshot> {
    const slash = reference.lastIndexOf('/');
    const [stack, id] = [reference.slice(0, slash), reference.slice(slash + 1)];
    if (slash < 1 || !(id === 'latest' || isSnapshotId(id))) {
      throw new AppError('usage.snapshot-reference', { reference }, { hint: message('hint.snapshot-reference', {}) });
    }
    const folders = await stackFolders(this.#storage, ctx.signal);
    const folder = this.#oneFolder(stack, folders);
    const name = shortName(folder, folders);
    const found = id === 'latest' ? await this.#latest(folder, name, ctx) : await readSnapshot(this.#storage, folder, id, ctx);
    if (!found) throw this.#noSuchSnapshot(reference);
    return new StoredSnapshot(this.#storage, found, `${name}/${found.id}`);
  }

  #oneFolder(stack: string, folders: string[]): string {
    const [folder, ...others] = foldersOf(stack, folders);
    if (folder === undefined) {
      throw new AppError(
        'not-found.stack-in-repository',
        { stack, repository: this.name },
        { hint: message('hint.list-snapshots', {}) },
      );
    }
    if (others.length > 0) {
      const hint = message('hint.full-stack-name', { example: folder });
      throw new AppError('ambiguous.stack-in-repository', { stack, candidates: [folder, ...others] }, { hint });
    }
    return folder;
  }

  /** Never silently an older one: where a newer one is there and cannot be read, people decide. */
  async #latest(folder: string, stack: string, ctx: Context): Promise<FoundSnapshot> {
    const { snapshots, unreadable } = await readStack(this.#storage, folder, ctx);
    const latest = snapshots.find(({ manifest }) => manifest.complete);
    const newer = unreadable.filter(({ id }) => !latest || id > latest.id);
    const [first] = newer;
    if (latest && first) {
      const reference = `${stack}/${latest.id}`;
      const params = { latest: reference, unreadable: newer.map(({ id }) => `${stack}/${id}`) };
      throw new AppError('corrupt.newer-snapshot', params, {
        cause: first.error,
        hint: message('hint.name-snapshot', { reference }),
      });
    }
    if (first) throw first.error;
    if (!latest) throw new AppError('not-found.complete-snapshot', { stack, repository: this.name });
    return latest;
  }

  free({ signal }: Context): Promise<number | undefined> {
    return this.#storage.free(signal);
  }

  async recordProof(snapshot: Snapshot, record: ProofRecord, ctx: Context): Promise<void> {
    const { stack, id } = snapshot.manifest;
    const key = proofKey(stackFolder(stack), id, new Date(record.at), record.kind);
    await writeDocument(this.#storage, key, toText({ ...ProofRecord.parse(record), manifest: snapshot.hash }), ctx.signal);
  }

  async pinned({ manifest: { stack, id } }: Snapshot, ctx: Context): Promise<boolean> {
    return (await this.#storage.head(pinKey(stackFolder(stack), id), ctx.signal)) !== undefined;
  }

  async pin({ manifest: { stack, id }, reference }: Snapshot, pinned: boolean, ctx: Context): Promise<void> {
    const folder = stackFolder(stack);
    const key = pinKey(folder, id);
    if (!pinned) return this.#storage.delete(key, ctx.signal);
    await writeDocument(this.#storage, key, toText({ snapshot: id, at: new Date().toISOString() }), ctx.signal);
    if (await this.#storage.head(`${folder}/${id}/${fileNames.manifest}`, ctx.signal)) return;
    // Somebody deleted it meanwhile: its pin would be left behind, and promise what is gone.
    await this.#storage.delete(key, ctx.signal);
    throw this.#noSuchSnapshot(reference);
  }

  async delete(snapshot: Snapshot, by: Worker, ctx: Context): Promise<void> {
    const { manifest, reference } = snapshot;
    const { stack, id, startedAt } = manifest;
    const folder = stackFolder(stack);
    const now = await readSnapshot(this.#storage, folder, id, ctx);
    if (!now) throw this.#noSuchSnapshot(reference);
    if (now.hash !== snapshot.hash) throw new AppError('stale-plan.snapshot', { snapshot: reference });
    const start = { ...by, stack, startedAt: new Date(startedAt) };
    await takeOver(this.#storage, folder, id, start, this.#options.writer, ctx.signal);
    if (await this.pinned(snapshot, ctx)) {
      throw new AppError('conflict.pinned', { snapshots: [reference] }, { hint: message('hint.unpin', { snapshot: reference }) });
    }
    // From here on it goes to its end: half of a snapshot is of no use to anybody.
    await removeSnapshot(this.#storage, folder, id, cleanupContext(ctx, cleanupTime).signal);
  }

  #noSuchSnapshot(reference: string): AppError {
    const hint = message('hint.list-snapshots', {});
    return new AppError('not-found.snapshot', { reference, repository: this.name }, { hint });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#storage[Symbol.asyncDispose]();
  }
}

/** A stack's name without its hash where no other stack has the same. */
const shortName = (folder: string, folders: readonly string[]): string =>
  folders.filter((other) => other !== folder && slugOf(other) === slugOf(folder)).length === 0 ? slugOf(folder) : folder;

/** Lists that each have their newest first as one that has. Within a stack the order stays. */
function* merge(stacks: SnapshotSummary[][]): Generator<SnapshotSummary> {
  const rest = stacks.map((snapshots) => snapshots.values());
  const heads = rest.map((snapshots) => snapshots.next().value);
  for (;;) {
    let newest = -1;
    for (const [index, head] of heads.entries()) {
      if (head && (newest === -1 || head.manifest.id > (heads[newest]?.manifest.id ?? ''))) newest = index;
    }
    const summary = heads[newest];
    if (!summary) return;
    heads[newest] = rest[newest]?.next().value;
    yield summary;
  }
}
