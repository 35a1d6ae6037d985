import type { Artifact, ArtifactSet } from '../artifact.ts';
import type { Context } from '../context.ts';
import type { AppError } from '../errors.ts';
import type {
  Manifest,
  ManifestService,
  Missing,
  ProofRecord,
  SnapshotInventory,
  SnapshotSummary,
  StoredArtifact,
} from '../model/manifest.ts';
import type { StackId } from '../model/service.ts';
import type { Storage } from '../storage/storage.ts';
import type { AttemptOwner } from '../model/owner.ts';

export interface ListOptions {
  /** Name of a stack, or of its folder; all that fit are listed. */
  stack?: string;
  /** Called for each snapshot that is there but cannot be read: damaged, or made by a newer version. */
  warn?: (error: AppError) => void;
}

/** A snapshot in a folder of this machine that was copied by hand: looked at from the outside, not read in full. */
export interface CopiedSnapshot {
  readonly snapshot: Snapshot;
  readonly storage: Storage;
  /** The manifest as it is stored. */
  readonly manifest: Buffer;
  /** Files beside the manifest that the format reserves. */
  readonly reserved: string[];
}

/** A folder of stack snapshots on a storage: layout, checksums, compression. Never sees Docker. */
export interface Repository extends AsyncDisposable {
  readonly name: string;
  /** Makes the snapshot's folder exclusively and writes `started.json`. Cleans up attempts whose owner is dead. */
  create(start: SnapshotStart, ctx: Context): Promise<SnapshotWriter>;
  /** Newest first; all stacks when none is given. Never lists what has no manifest. */
  list(ctx: Context, options?: ListOptions): AsyncIterable<SnapshotSummary>;
  /** The newest snapshot of each of these stack folders that has one, without looking at all the others. */
  newest(folders: readonly string[], ctx: Context): Promise<Map<string, SnapshotSummary>>;
  /**
   * `<stack>/<timestamp>` or `<stack>/latest`; the stack by its name or its folder. Rejects with `not-found`, with
   * `ambiguous` and the candidates, and for `latest` with `corrupt` when a newer snapshot is there and cannot be read.
   */
  find(reference: string, ctx: Context): Promise<Snapshot>;
  /** Removes attempts whose owner is proven dead, and those of a job of which the caller knows that its process is; no others. */
  clean(ctx: Context, ended?: string): Promise<void>;
  /** Newest first. */
  proofs(snapshot: Snapshot, ctx: Context): Promise<ProofRecord[]>;
  /** Bytes that can still be written; undefined when the storage cannot tell. */
  free(ctx: Context): Promise<number | undefined>;
  recordProof(snapshot: Snapshot, record: ProofRecord, ctx: Context): Promise<void>;
  pinned(snapshot: Snapshot, ctx: Context): Promise<boolean>;
  /** Keeps a snapshot from being deleted, or no longer. Rejects with `not-found` when it was deleted in this moment. */
  pin(snapshot: Snapshot, pinned: boolean, ctx: Context): Promise<void>;
  /** Whether a snapshot can be taken in: `same` when it is there. Rejects with `conflict` when another one has its place. */
  standing(source: CopiedSnapshot, ctx: Context): Promise<{ reference: string; there: 'new' | 'same' }>;
  /**
   * Begins to copy a snapshot into its own place. Rejects with `conflict` when anything is there, except for what a process
   * that is proven dead left behind.
   */
  import(source: CopiedSnapshot, by: Worker, ctx: Context): Promise<SnapshotCopy>;
  /**
   * Removes a snapshot, with its proofs. Rejects before anything is gone with `conflict` when it is pinned, and with
   * `stale-plan` when another one has its place. Goes on to the end once the manifest is gone, also when aborted; a crash
   * leaves an attempt of `by`.
   */
  delete(snapshot: Snapshot, by: Worker, ctx: Context): Promise<void>;
}

/** The process that is at work in a snapshot's folder. */
export interface Worker {
  job: string;
  /** Proves later whether the process is still alive. */
  owner: AttemptOwner;
}

export interface SnapshotStart extends Worker {
  stack: StackId;
  startedAt: Date;
}

/** Leaving the scope without commit removes what was written. */
export interface SnapshotWriter extends AsyncDisposable {
  readonly id: string;
  /** For {@link Repository.find}, once it is committed. */
  readonly reference: string;
  /** Streams it through compression and SHA-256 into the storage. Rejects when the artifact did not end well. Progress is in logical bytes. */
  add(service: string, artifact: Artifact, ctx: Context): Promise<StoredArtifact>;
  /**
   * Writes the inventory, `README.txt`, and the manifest last. `expected`: exactly these artifacts, or nothing is committed
   * and it rejects with `incomplete`. What was stored of services that are `missing` is removed first.
   */
  commit(content: SnapshotContent, ctx: Context): Promise<Manifest>;
}

/** A snapshot on its way in from a folder. Leaving the scope without commit removes what was copied. */
export interface SnapshotCopy extends AsyncDisposable {
  readonly reference: string;
  /** Rejects with `corrupt` when the bytes are not those that were written. Progress is in stored bytes. */
  add(artifact: StoredArtifact, ctx: Context): Promise<void>;
  /** The manifest, as it is, once all files of it were copied: now the snapshot exists. */
  commit(ctx: Context): Promise<void>;
}

export interface SnapshotContent {
  mode: Manifest['mode'];
  point?: Date;
  environment: Manifest['environment'];
  services: ManifestService[];
  missing: Missing[];
  /** Names of the services that were asked for. */
  scope: string[];
  inventory: SnapshotInventory;
  /** Service and name of every artifact that the plan lists. */
  expected: { service: string; name: string }[];
  byHand: ByHand;
}

/** Returns the lines of a snapshot's `README.txt` for one of its services, with what is stored of it. */
export type ByHand = (service: ManifestService, artifacts: StoredArtifact[]) => string[];

/** A snapshot that is there. */
export interface Snapshot {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest's bytes: part of a plan's basis. */
  readonly hash: string;
  readonly reference: string;
  inventory(ctx: Context): Promise<SnapshotInventory>;
  /** Decoded on reading; size and SHA-256 of the stored bytes are checked before a stream ends. Progress is in logical bytes. */
  artifacts(service: string, ctx: Context): Promise<ArtifactSet>;
  /**
   * Reads every stored byte, and rejects with `corrupt` and the names of all files that are missing, changed, truncated or
   * too many. Progress is in stored bytes.
   */
  check(ctx: Context): Promise<void>;
}
