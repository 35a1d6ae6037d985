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
  /**
   * Gets the error of each snapshot that is there but cannot be read: damaged, made by a newer version, not given by the
   * storage.
   */
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

/**
 * A folder of stack snapshots on a storage: layout, checksums, compression. Never sees Docker. Calls that look for stacks
 * reject with `storage-failed.repository-gone` when the repository was there and nothing is left of it, as on a disk that was
 * unmounted since, and with `conflict.not-a-repository` when only something else is there.
 */
export interface Repository extends AsyncDisposable {
  readonly name: string;
  /**
   * Makes the snapshot's folder exclusively, writes `started.json`, and resolves with its writer. Removes attempts of this
   * stack whose owner is dead. Rejects with `storage-failed.repository-gone` when the repository is not there any more, with
   * `conflict.not-a-repository` when something else is there instead, with `unsupported.encryption`, and with
   * `incompatible.repository` or `corrupt.repository` when its `longshore.json` cannot be read.
   */
  create(start: SnapshotStart, ctx: Context): Promise<SnapshotWriter>;
  /**
   * Yields snapshots, newest first; of all stacks when none is given, nothing when no stack fits. Never lists what has no manifest;
   * what cannot be read goes to `warn`.
   */
  list(ctx: Context, options?: ListOptions): AsyncIterable<SnapshotSummary>;
  /**
   * Resolves with the newest snapshot of each of these stack folders that has one, by folder, without looking at all the others.
   * One that cannot be read is passed over.
   */
  newest(folders: readonly string[], ctx: Context): Promise<Map<string, SnapshotSummary>>;
  /**
   * Resolves with the snapshot that `<stack>/<timestamp>`, `<stack>/latest` or `<stack>/latest/<service>` means; the stack by
   * its name or its folder, `latest` the newest that lacks nothing of the stack, or of the service. Rejects with
   * `usage.snapshot-reference`, `not-found`, `ambiguous` and the candidates, `corrupt` or `incompatible` when its manifest
   * cannot be read, and for `latest` with `corrupt` when a newer one is there and cannot be read.
   */
  find(reference: string, ctx: Context): Promise<Snapshot>;
  /**
   * Removes attempts whose owner is proven dead, and those of the job `ended`, of which the caller knows that its process is; no
   * others.
   */
  clean(ctx: Context, ended?: string): Promise<void>;
  /**
   * Resolves with the proofs of a snapshot, newest first; empty when there are none. Records that are damaged, or are of
   * another manifest, are left out.
   */
  proofs(snapshot: Snapshot, ctx: Context): Promise<ProofRecord[]>;
  /** Resolves with the bytes that can still be written; undefined when the storage cannot tell. */
  free(ctx: Context): Promise<number | undefined>;
  /** Stores a proof of a snapshot beside it, with the hash of its manifest. Resolves as well when the snapshot is gone. */
  recordProof(snapshot: Snapshot, record: ProofRecord, ctx: Context): Promise<void>;
  /** Resolves with whether a snapshot is kept from being deleted. */
  pinned(snapshot: Snapshot, ctx: Context): Promise<boolean>;
  /**
   * Keeps a snapshot from being deleted, or no longer. Rejects with `not-found.snapshot` when it is to be kept and is gone;
   * to keep it no longer resolves then.
   */
  pin(snapshot: Snapshot, pinned: boolean, ctx: Context): Promise<void>;
  /**
   * Resolves with the reference that a snapshot has here, and with `same` when it is there, else `new`. Rejects with
   * `conflict.import-other` when another one has its place, or one that cannot be read.
   */
  standing(source: CopiedSnapshot, ctx: Context): Promise<{ reference: string; there: 'new' | 'same' }>;
  /**
   * Begins to copy a snapshot into its own place, and resolves with the copy. Rejects with `conflict` when anything is there,
   * except for what a process that is proven dead left behind, and as {@link create} does.
   */
  import(source: CopiedSnapshot, by: Worker, ctx: Context): Promise<SnapshotCopy>;
  /**
   * Removes a snapshot, with its proofs. Rejects before anything is gone with `conflict.pinned`, with `stale-plan.snapshot`
   * when another one has its place, with `not-found.snapshot` when it is gone, and as {@link find} does when its manifest
   * cannot be read. Once it begins to remove, it goes on to the end, also when aborted, but rejects after 5 minutes. That, a
   * failure or a crash may leave an attempt of `by`.
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
  /**
   * Streams it through compression and SHA-256 into the storage, and resolves with what is stored. Rejects when the artifact
   * did not end well, with `storage-failed.size` when the storage has other than the bytes that were sent, and with
   * `unsupported.zstd` where Node.js cannot compress. Progress is in logical bytes.
   */
  add(service: string, artifact: Artifact, ctx: Context): Promise<StoredArtifact>;
  /**
   * Writes the inventory, `README.txt`, and the manifest last, and resolves with the manifest. `expected`: exactly these
   * artifacts, or nothing is committed and it rejects with `incomplete.artifacts`. What was stored of services that are
   * `missing` as a whole is removed first.
   */
  commit(content: SnapshotContent, ctx: Context): Promise<Manifest>;
}

/** A snapshot on its way in from a folder. Leaving the scope without commit removes what was copied. */
export interface SnapshotCopy extends AsyncDisposable {
  readonly reference: string;
  /**
   * Copies one file of the snapshot. Rejects with `corrupt` when the bytes are not those that were written, and with
   * `storage-failed.size` when the storage has other than the bytes that were sent. Progress is in stored bytes.
   */
  add(artifact: StoredArtifact, ctx: Context): Promise<void>;
  /**
   * Copies the reserved files and writes the manifest last, as it is, once all files of it were copied: now the snapshot exists.
   * Rejects with `incomplete.artifacts` before that.
   */
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
  /**
   * Resolves with the inventories of its services. Rejects with `corrupt` when they cannot be read, with
   * `not-found.deleted-meanwhile` when the snapshot is gone.
   */
  inventory(ctx: Context): Promise<SnapshotInventory>;
  /**
   * Resolves with what was captured of a service, decoded on reading; size and SHA-256 of the stored bytes are checked before a
   * stream ends. Rejects with `not-found.service-in-snapshot`, and as {@link inventory} does. Progress is in logical bytes.
   */
  artifacts(service: string, ctx: Context): Promise<ArtifactSet>;
  /**
   * Reads every stored byte, and rejects with `corrupt.snapshot` and the names of all files that are missing, changed,
   * truncated, unreadable or too many, and of the inventory when it has other services than the manifest; with the storage's
   * own error when nothing is wrong but that it does not give some; with `not-found.deleted-meanwhile` when the snapshot is
   * gone. Progress is in stored bytes.
   */
  check(ctx: Context): Promise<void>;
}
