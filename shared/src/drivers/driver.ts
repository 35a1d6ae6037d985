import type { Artifact, ArtifactSet, ArtifactSource } from '../artifact.ts';
import type { Context } from '../context.ts';
import type { Container } from '../hosts/container.ts';
import type { Host } from '../hosts/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ItemEstimate } from '../model/item.ts';
import type { Json } from '../model/json.ts';
import type { ServerImage, StoredArtifact } from '../model/manifest.ts';
import type { Message } from '../model/message.ts';
import type { Service, ServiceInStack, ServiceKind } from '../model/service.ts';
import type { Traits } from '../model/traits.ts';

/** A service on its host, looked up just now. */
export interface Target {
  readonly host: Host;
  readonly service: Service;
  /** Those of the service, the main one first. */
  readonly containers: readonly Container[];
  /** A password that the user gave because the container does not tell it. Memory only. */
  readonly password?: string;
}

/** A service that the configuration names, because nothing shows what it is. */
export interface Declared {
  name: string;
  kind: ServiceKind;
}

/** What {@link Driver.find} finds. */
export type Found = Omit<ServiceInStack, 'kind'>;

/** What {@link Driver.inspect} finds: cheap facts and estimates. */
export interface Inspection {
  version: string;
  items: ItemEstimate[];
  traits: Traits;
  /** Why nothing of it outlives the container, when that is so. */
  ephemeral?: Message;
  warnings: Message[];
  /** Clients connected from outside the stack's containers, as the service sees them. */
  clients: string[];
}

/** Which items; all of them when `items` is absent. */
export interface Selection {
  items?: string[];
}

export interface Driver {
  readonly kind: ServiceKind;

  /**
   * Returns the services of this kind in a stack, from images, labels, env, commands and mounts alone; no I/O. A container may serve
   * several of them, and a service may have several containers, or none. False friends (`postgres-exporter`) are left out.
   * `containers`: those of the stack that serve no service of another kind, as far as is known. `declared`: the services of this kind that the
   * configuration names.
   */
  find(containers: readonly Container[], declared: readonly Declared[]): Found[];

  /** Cheap: version, items with estimates, traits. Never counts. Rejects with `denied` when the password is wrong. */
  inspect(target: Target, ctx: Context): Promise<Inspection>;

  /**
   * What it holds now, without reading its data. With `exact` rows are counted, each item as of one moment; without, they
   * are what the server's statistics say, `informative`, and absent where it has none.
   */
  contents(target: Target, selection: Selection, options: { exact: boolean }, ctx: Context): Promise<Inventory>;

  /** Connects, probes, lists, waits for saves under way, takes locks: everything slow, before the freeze. */
  prepare(target: Target, selection: Selection, options: CaptureOptions, ctx: Context): Promise<Prepared>;

  /**
   * Whether `target` can hold what is in `source`, before either is touched: versions, extensions. Cheap; changes nothing.
   * Rejects with `incompatible`.
   */
  fits(source: Target, selection: Selection, target: Target, ctx: Context): Promise<void>;

  /**
   * Loads artifacts so that they can be proven. Live data stays untouched until {@link Staged.swap}. Calls
   * `options.intend` with the reference before the first thing exists, and again when it knows more of it. With
   * `options.inPlace`, a swap also takes out chosen items that the set does not hold; where `traits.down.swap` is `service`, the
   * service may be down meanwhile.
   */
  stage(target: Target, set: ArtifactSet, options: StageOptions, ctx: Context): Promise<Staged>;

  /** Loads artifacts into a throw-away server of these images, in the order of the service's containers, without network: a drill. */
  trial(host: Host, images: readonly string[], set: ArtifactSet, options: TrialOptions, ctx: Context): Promise<Trial>;

  /** Reads an artifact to its end with the server's own parser, in a throw-away container of these images. */
  parse(host: Host, images: readonly string[], artifact: ArtifactSource, ctx: Context): Promise<void>;

  /** What an earlier swap put aside, as a staged replacement: undo is itself a swap, and can be undone. */
  reopen(target: Target, ref: ChangeRef, options: Pick<StageOptions, 'id' | 'intend'>, ctx: Context): Promise<Staged>;

  /**
   * Where a change is now, read from the server itself, in another process, perhaps days later. `absent`: nothing of it
   * exists; `staged`: the replacement exists, live data is untouched; `half`: a swap began and did not end; `swapped`.
   */
  reconcile(target: Target, ref: ChangeRef, ctx: Context): Promise<ChangeState>;

  /** From `half` or `swapped` back to `staged`. Idempotent. */
  rollback(target: Target, ref: ChangeRef, ctx: Context): Promise<void>;

  /** Removes what is merely staged, or what a swap put aside. Never touches live data. Idempotent. */
  discard(target: Target, ref: ChangeRef, what: 'staged' | 'undo', ctx: Context): Promise<void>;

  /** Bytes that the data kept for undo occupies. */
  undoBytes(target: Target, ref: ChangeRef, ctx: Context): Promise<number>;

  /** Returns the lines of a snapshot's `README.txt` that restore these artifacts of one service with standard tools alone. */
  byHand(artifacts: readonly StoredArtifact[]): string[];
}

export interface CaptureOptions {
  /** Count every row exactly, as of the captured point. Without it, inventories hold what is free to know. */
  counts: boolean;
  /** Longest wait for a lock, in milliseconds. */
  lockTimeout: number;
  /**
   * Name of an empty volume of the service's host, with the room that the traits ask for, where they ask for any. The caller
   * removes it after the capture was disposed.
   */
  spool?: string;
}

/** A service that stands ready: `fix` is the only call inside the freeze. Disposing it lets go of everything. */
export interface Prepared extends AsyncDisposable {
  /** Names of the items that will be captured. */
  readonly items: string[];
  /**
   * Called once. Where `traits.point` is `stopped`, the caller has stopped the service, and starts it when this has settled: by
   * then the spool must hold all that will be read.
   */
  fix(ctx: Context): Promise<Capture>;
}

/** A service at one point in time, readable while the service goes on working. Disposing it releases the point. */
export interface Capture extends AsyncDisposable {
  /** Independent of each other. */
  artifacts(): Artifact[];
  /** How many of them may be read side by side. */
  readonly lanes: number;
  /**
   * What is known before anything is read, for a loader of artifacts that are still being captured: the notes, and the
   * inventory without its counts.
   */
  outline(ctx: Context): Promise<Omit<CapturedInventory, 'warnings'>>;
  /**
   * Exact, as of the point; called after the thaw, side by side with the artifacts: it may end only when they do, because
   * it may be counted from what streams by. Rejects when the point was lost.
   * The caller commits nothing unless both this and every artifact ended well.
   */
  inventory(ctx: Context): Promise<CapturedInventory>;
}

export interface CapturedInventory {
  inventory: Inventory;
  /** The driver's own notes for restoring. No secrets. */
  detail: Json;
  warnings: Message[];
}

export interface StageOptions {
  /** Unique, short, `[a-z0-9]`: goes into the names of what is staged. */
  id: string;
  /** Writes the reference to the ledger before it returns. */
  intend(ref: ChangeRef): Promise<void>;
  /** Items to restore; all of the set when absent. */
  items?: string[];
  /** New names for items. */
  rename?: Record<string, string>;
  /** Overwrite in place: proven in a throw-away container first, a safety snapshot as its undo. */
  inPlace?: boolean;
  /** Leave out owners, or grants. */
  noOwner?: boolean;
  noPrivileges?: boolean;
}

export interface TrialOptions {
  items?: string[];
}

/** What has been or will be changed, as plain JSON in the ledger: enough to reconcile, undo and discard in another process. */
export interface ChangeRef {
  kind: ServiceKind;
  id: string;
  /** The driver's own. No secrets. */
  data: Json;
}
export type ChangeState = 'absent' | 'staged' | 'half' | 'swapped';

/** A loaded replacement. Disposing it removes only what is still merely staged. */
export interface Staged extends AsyncDisposable {
  readonly ref: ChangeRef;
  /** Under the items' own names. Compared with the manifest's by `model/proof.ts`: that is the proof. */
  inventory(ctx: Context): Promise<Inventory>;
  /**
   * When `traits.down.swap` is `service`: called while the service still runs, right before the caller stops it. Makes
   * durable what only its memory holds, so that the swap can keep it. Rejects when that fails; then nothing may be stopped.
   */
  beforeStop?(ctx: Context): Promise<void>;
  /**
   * Makes the replacement live and keeps what was there, as one step that either happens or does not. The returned
   * reference leads back. When `traits.down.swap` is `service`, the caller has stopped the container and starts it afterwards.
   */
  swap(ctx: Context): Promise<ChangeRef>;
  /** After the service is up again: what is live now, as far as it can still be compared with the inventory. */
  settle(ctx: Context): Promise<Message[]>;
}

export interface Trial extends AsyncDisposable {
  inventory(ctx: Context): Promise<Inventory>;
  /** The images that were really used, in the order of the service's containers. */
  readonly images: readonly ServerImage[];
}
