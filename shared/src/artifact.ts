import type { Readable } from 'node:stream';
import type { Context } from './context.ts';
import type { Inventory } from './model/inventory.ts';
import type { Json } from './model/json.ts';

/** One named stream of a capture. */
export interface Artifact {
  /** Unique within the service: `globals.sql`, `app.dump`. May hold any character; keys are made from it elsewhere. */
  readonly name: string;
  /** The item that alone needs it. Absent where all items do. */
  readonly item?: string;
  /** Expected logical bytes, for progress. */
  readonly estimate?: number;
  /**
   * Resolves with the exact logical bytes. Absent where they cannot be known before the artifact is read. Rejects when the capture
   * that makes it fails.
   */
  size?(ctx: Context): Promise<number>;
  /** Whether it pays to compress it on the way into the repository. */
  readonly compress: boolean;
  /**
   * Resolves with the logical bytes as a stream, which ends only if it is whole and fails with an {@link AppError} otherwise.
   * Rejects when they cannot be made ready, as with `capture-failed`. May be called once.
   */
  open(ctx: Context): Promise<Readable>;
}

/** A stored artifact, decoded, which may be opened any number of times; or one of a {@link ArtifactSet.live} capture. */
export interface ArtifactSource {
  readonly name: string;
  /** Of a live one an estimate, unless its {@link Artifact.size} is known. */
  readonly logicalBytes: number;
  /**
   * A file of this machine that holds exactly these bytes, where there is one. Only what {@link open} gives is checked: a reader that
   * works on the file reads that to its end as well.
   */
  readonly file?: string;
  /**
   * Resolves with the logical bytes as a stream, from the first one, which ends only if they are whole. Of a live one it may be
   * called once. Rejects, or fails as a stream, with `corrupt` when a stored artifact is missing or damaged, and rejects with
   * `not-found.deleted-meanwhile` when its snapshot was deleted.
   */
  open(ctx: Context): Promise<Readable>;
}

/** All that was captured of one service, wherever it comes from: a snapshot, or a live capture for a copy. */
export interface ArtifactSet {
  readonly version: string;
  /** Of a live capture only its `Capture.outline`. */
  readonly inventory: Inventory;
  readonly detail: Json;
  readonly artifacts: readonly ArtifactSource[];
  /** Captured while it is loaded: each artifact can be opened once, and waits for its reader. */
  readonly live?: true;
}
