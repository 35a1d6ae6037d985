import pMap from 'p-map';
import { type Context, cleanupContext } from '../context.ts';
import { AppError } from '../errors.ts';
import { ProofRecord, ProofSummary, type SnapshotSummary } from '../model/manifest.ts';
import { telling } from '../model/standing.ts';
import type { Storage } from '../storage/storage.ts';
import { parseReference } from '../model/reference.ts';
import { message } from '../text/message.ts';
import { type JudgeOwner, beginAttempt, cleanAttempt, cleanupTime, removeSnapshot, takeOverAttempt } from './attempt.ts';
import { toText, writeDocument } from './documents.ts';
import { indexFolder, knownOf } from './indexFile.ts';
import { fileNames, foldersOf, isSnapshotId, pinKey, proofKey, proofsPrefix, stackFolder } from './layout.ts';
import { Importer, standingAt } from './importer.ts';
import type { ListOptions, Repository, Snapshot, SnapshotCopy, SnapshotStart, SnapshotWriter, Worker } from './repository.ts';
import { type RepositoryFile, readRepositoryFile, writeRepositoryFile } from './repositoryFile.ts';
import { assertNotGone, remember } from './knownPlaces.ts';
import { StoredSnapshot } from './snapshot.ts';
import type { CopiedSnapshot } from './repository.ts';
import { attemptsOf, stackFolders } from './scan.ts';
import { type StackContent, type StackPlace, newestOf, readProof, readSnapshot, readStack } from './stack.ts';
import { FolderWriter } from './writer.ts';
import { shortName, summaryOf, merge } from './summaries.ts';
import { oneFolder, latestOf } from './latest.ts';

export interface OpenOptions {
  /** Program and version that writes: `longshore/0.1.0`. */
  writer: string;
  ownerState: JudgeOwner;
  /** Folder on this machine for what was read once; nothing is remembered when it is absent. */
  index?: string;
  /** Folder on this machine for where repositories were seen: one that has vanished from there is not begun anew. */
  seen?: string;
}

/** How many stacks are looked at side by side. */
const lanes = 8;

/**
 * Resolves with a repository; one that does not exist yet is made by the first backup or import. Rejects as
 * {@link readRepositoryFile} does, and with `storage-failed.repository-missing` when one was seen here and is gone. Disposing the
 * repository closes the storage.
 */
export async function openRepository(storage: Storage, name: string, options: OpenOptions, ctx: Context): Promise<Repository> {
  const file = await readRepositoryFile(storage, ctx.signal);
  if (options.seen !== undefined) await assertNotGone(options.seen, storage.name, name, file, ctx);
  return new StoredRepository(storage, name, options, file);
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
    const stack = shortName(folder, await this.#folders(ctx));
    const { writer } = this.#options;
    const id = await beginAttempt(storage, folder, start, writer, ctx.signal);
    return new FolderWriter({ ...this.#place(folder), id, reference: `${stack}/${id}`, writer }, start, ctx);
  }

  async clean(ctx: Context, ended?: string): Promise<void> {
    for (const folder of await this.#folders(ctx)) await this.#cleanStack(folder, ctx, ended);
  }

  async #cleanStack(folder: string, ctx: Context, ended?: string): Promise<void> {
    for (const attempt of await attemptsOf(this.#storage, folder, ctx.signal)) {
      const removed = await cleanAttempt(this.#storage, folder, attempt, this.#options.ownerState, ctx.signal, ended);
      if (removed) ctx.log.info('Removed an attempt whose process is dead.', { folder, attempt });
    }
  }

  /**
   * Marks the place as ours before the first snapshot, and makes sure that it still is. Rejects with
   * `storage-failed.repository-gone` when it is not, with `unsupported.encryption` when its snapshots are encrypted, and as
   * {@link readRepositoryFile} does.
   */
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
    const { seen } = this.#options;
    if (file && seen !== undefined) await remember(seen, location, file.id, ctx);
    if (file && file.recipients.length > 0) {
      throw new AppError('unsupported.encryption', { location }, { hint: message('hint.newer-version', {}) });
    }
  }

  /**
   * Resolves with the names of all stack folders. None at all may be those of a disk that was unmounted since the repository was
   * opened: rejects with `storage-failed.repository-gone` then, or as {@link readRepositoryFile} does.
   */
  async #folders(ctx: Context): Promise<string[]> {
    const folders = await stackFolders(this.#storage, ctx.signal);
    if ((folders.length === 0) === (this.#file === undefined)) return folders;
    const now = await readRepositoryFile(this.#storage, ctx.signal);
    const location = this.#storage.name;
    if (this.#file && now?.id !== this.#file.id) throw new AppError('storage-failed.repository-gone', { location });
    this.#file = now;
    return folders;
  }

  async *list(ctx: Context, options: ListOptions = {}): AsyncGenerator<SnapshotSummary> {
    const folders = await this.#folders(ctx);
    const wanted = options.stack === undefined ? folders : foldersOf(options.stack, folders);
    const read = (folder: string): Promise<StackContent> => readStack(this.#place(folder), ctx);
    const stacks = await pMap(wanted, read, { concurrency: lanes, signal: ctx.signal });
    for (const { unreadable } of stacks) for (const { error } of unreadable) options.warn?.(error);
    yield* merge(
      stacks.map(({ snapshots, proofs, pins }, at) => {
        const name = shortName(wanted[at] ?? '', folders);
        return snapshots.map((known) => summaryOf(known, name, proofs.get(known.id) ?? [], pins.has(known.id)));
      }),
    );
  }

  async newest(wanted: readonly string[], ctx: Context): Promise<Map<string, SnapshotSummary>> {
    const folders = await this.#folders(ctx);
    const found = await pMap(
      wanted.filter((folder) => folders.includes(folder)),
      async (folder): Promise<[string, SnapshotSummary][]> => {
        const { snapshot } = await newestOf(this.#place(folder), () => true, ctx);
        if (!snapshot) return [];
        const records = await this.#records(folder, snapshot.id, snapshot.hash, ctx);
        const services = snapshot.manifest.services.map(({ name }) => name);
        const latest = telling(
          records.toReversed().map((record) => ProofSummary.parse(record)),
          services,
        );
        const pin = await this.#storage.head(pinKey(folder, snapshot.id), ctx.signal);
        return [[folder, summaryOf(knownOf(snapshot, ''), shortName(folder, folders), latest, pin !== undefined)]];
      },
      { concurrency: lanes, signal: ctx.signal },
    );
    return new Map(found.flat());
  }

  /**
   * Returns the place of a stack's folder, with where this machine remembers what it has read: of this repository, at this place.
   * Nothing is remembered before the repository exists.
   */
  #place(folder: string): StackPlace {
    const { index } = this.#options;
    const id = this.#file?.id;
    const known = index !== undefined && id !== undefined;
    return { storage: this.#storage, folder, index: known ? indexFolder(index, id, this.#storage.name) : undefined };
  }

  async proofs({ manifest, hash }: Snapshot, ctx: Context): Promise<ProofRecord[]> {
    return (await this.#records(stackFolder(manifest.stack), manifest.id, hash, ctx)).toReversed();
  }

  /**
   * Resolves with the proofs of a snapshot, oldest first; empty when there are none. A record that is of other bytes proves
   * nothing, and is left out.
   */
  async #records(folder: string, id: string, hash: string, ctx: Context): Promise<ProofRecord[]> {
    const records: ProofRecord[] = [];
    for await (const { key } of this.#storage.list(`${proofsPrefix(folder)}${id}/`, ctx.signal)) {
      const found = await readProof(this.#storage, key, ctx);
      if (found?.manifest === hash) records.push(found.proof);
    }
    return records;
  }

  async find(reference: string, ctx: Context): Promise<Snapshot> {
    const { stack, id, service } = parseReference(reference) ?? { stack: '', id: '' };
    if (!(id === 'latest' || isSnapshotId(id))) {
      throw new AppError('usage.snapshot-reference', { reference }, { hint: message('hint.snapshot-reference', {}) });
    }
    const folders = await this.#folders(ctx);
    const folder = oneFolder(stack, folders, this.name);
    const name = shortName(folder, folders);
    const found =
      id === 'latest'
        ? await latestOf(this.#place(folder), { stack: name, service, repository: this.name }, ctx)
        : await readSnapshot(this.#storage, folder, id, ctx);
    if (!found) throw this.#noSuchSnapshot(reference);
    return new StoredSnapshot(this.#storage, found, `${name}/${found.id}`);
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
    // Another client deleted it meanwhile: its pin would be left behind, and promise what is gone.
    await this.#storage.delete(key, ctx.signal);
    throw this.#noSuchSnapshot(reference);
  }

  async standing(source: CopiedSnapshot, ctx: Context): Promise<{ reference: string; there: 'new' | 'same' }> {
    const { stack, id } = source.snapshot.manifest;
    const folder = stackFolder(stack);
    const there = await standingAt(this.#place(folder), source, ctx);
    return { reference: `${shortName(folder, await this.#folders(ctx))}/${id}`, there };
  }

  async import(source: CopiedSnapshot, by: Worker, ctx: Context): Promise<SnapshotCopy> {
    await this.#init(ctx);
    const { reference } = await this.standing(source, ctx);
    const place = this.#place(stackFolder(source.snapshot.manifest.stack));
    return Importer.begin(place, reference, source, { ...by, ...this.#options }, ctx);
  }

  async delete(snapshot: Snapshot, by: Worker, ctx: Context): Promise<void> {
    const { manifest, reference } = snapshot;
    const { stack, id, startedAt } = manifest;
    const folder = stackFolder(stack);
    const now = await readSnapshot(this.#storage, folder, id, ctx);
    if (!now) throw this.#noSuchSnapshot(reference);
    if (now.hash !== snapshot.hash) throw new AppError('stale-plan.snapshot', { snapshot: reference });
    const start = { ...by, stack, startedAt: new Date(startedAt) };
    await takeOverAttempt(this.#storage, folder, id, start, this.#options.writer, ctx.signal);
    if (await this.pinned(snapshot, ctx)) {
      throw new AppError('conflict.pinned', { snapshots: [reference] }, { hint: message('hint.unpin', { snapshot: reference }) });
    }
    // From here on it goes to its end: half of a snapshot is of no use.
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
