import type { Artifact, ArtifactSet, ArtifactSource } from '../artifact.ts';
import type { Context } from '../context.ts';
import type { Container } from '../hosts/container.ts';
import type { Host } from '../hosts/host.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ItemEstimate } from '../model/item.ts';
import type { Json } from '../model/json.ts';
import type { ServerImage, StoredArtifact } from '../model/manifest.ts';
import type { Message } from '../model/message.ts';
import type { FoundInventory } from '../model/proof.ts';
import type { Service, ServiceInStack, ServiceKind } from '../model/service.ts';
import type { Traits } from '../model/traits.ts';
import type { Without } from '../model/without.ts';

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

/**
 * How a kind of service works. What has to ask the service may also reject with `denied`, with `unsupported` for its version, and
 * with `tool-failed`, `tool-missing`, `conflict` or `timeout` when it does not run, does not let us in or does not answer.
 */
export interface Driver {
  readonly kind: ServiceKind;

  /**
   * Returns the services of this kind in a stack, from images, labels, env, commands and mounts alone. Empty when there is none.
   * No I/O. A container may serve several, and a service may have several containers, or none. `containers`: those that serve no
   * other kind, as far as is known. `declared`: what the configuration names of this kind. False friends (`postgres-exporter`)
   * are left out unless they are declared.
   */
  find(containers: readonly Container[], declared: readonly Declared[]): Found[];

  /**
   * Resolves with cheap facts: version, items with estimates, traits. Never counts. Rejects with `denied` when the password is
   * wrong. May reject with `stale-plan` when the containers run no such service.
   */
  inspect(target: Target, ctx: Context): Promise<Inspection>;

  /**
   * Resolves with what the service holds now. With `exact`, rows of ordinary tables are counted, each item as of one moment,
   * under the locks of a capture. Without it, no data is read: rows are what the server's statistics say, `informative`, and
   * absent where it has none. What a server counts by itself, as keys, is exact either way. Rejects with `not-found` when it has
   * no such item or, with `exact`, none at all; with `unsupported` for one that cannot be read; with `exact` also with
   * `capture-failed`, as when a lock does not come in time.
   */
  contents(target: Target, selection: Selection, options: { exact: boolean }, ctx: Context): Promise<Inventory>;

  /**
   * Connects, probes, lists, waits for saves under way, takes locks: everything slow, before the freeze. Resolves with the
   * service, ready to be fixed. Rejects with `not-found` when it has no such item, with `unsupported` when one cannot be read,
   * with `capture-failed`, as when a lock does not come in time.
   */
  prepare(target: Target, selection: Selection, options: CaptureOptions, ctx: Context): Promise<Prepared>;

  /**
   * Resolves when the versions and extensions of `target` allow for what is in `source`; nothing else is compared. Cheap. Changes
   * nothing. Rejects with `incompatible` when they do not, with `unsupported` when we cannot read such data, with `not-found`
   * when the source has no such item.
   */
  fits(source: Target, selection: Selection, target: Target, ctx: Context): Promise<void>;

  /**
   * Resolves with artifacts loaded so that they can be proven. Live data stays untouched until {@link Staged.swap}. Calls
   * `intend` before the first thing exists, and again when it knows more. Rejects, as with `incompatible`, `unsupported` or
   * `not-found`, after removing what it made, as far as it can: the reference that `intend` got leads to the rest. With
   * `inPlace`, the swap of a kind whose `traits.swap` is `replace` also takes out chosen items that the set lacks, where other
   * kinds reject; and the service may be down where its `traits.down.swap` is `service`.
   */
  stage(target: Target, set: ArtifactSet, options: StageOptions, ctx: Context): Promise<Staged>;

  /**
   * Resolves with a throw-away server of these images, in the order of the service's containers, without network, that has loaded
   * the artifacts: a drill. `images` is empty for what ran in no container: the driver then takes any on the host. Rejects when it
   * cannot load them: with `corrupt`, `unproven`, `tool-failed.restore` or `tool-failed.sql` when a server that is up refuses them,
   * which is recorded as a failure of the snapshot. Then nothing of it is left.
   */
  trial(host: Host, images: readonly string[], set: ArtifactSet, options: TrialOptions, ctx: Context): Promise<Trial>;

  /**
   * Resolves when the artifact was read to its end and found whole, as far as the server's own parser in a throw-away container,
   * or ours, can tell. Rejects with `corrupt` when it is damaged, with `unsupported` when we cannot read such data, with
   * `tool-missing` when the images lack what is needed.
   */
  parse(host: Host, images: readonly string[], artifact: ArtifactSource, ctx: Context): Promise<void>;

  /**
   * Resolves with what an earlier swap put aside, as a staged replacement: undo is itself a swap, and can be undone. Rejects with
   * `conflict` or `not-found` when it is no longer there, with `unsupported` when that swap was in place, with `corrupt.change`
   * when the reference is damaged.
   */
  reopen(target: Target, ref: ChangeRef, options: Pick<StageOptions, 'id' | 'intend'>, ctx: Context): Promise<Staged>;

  /**
   * Resolves with where a change is now, read from the service itself, in another process, perhaps days later. `absent`: no
   * replacement is found, or, where files are exchanged, neither one nor an undo; `staged`: the replacement exists, live data is
   * untouched; `half`: a swap began and did not end; `swapped`. Rejects with `corrupt.change` when the reference is damaged.
   */
  reconcile(target: Target, ref: ChangeRef, ctx: Context): Promise<ChangeState>;

  /**
   * Takes a change from `half` or `swapped` back to `staged`, one in place to `absent`. Idempotent. Rejects with
   * `recovery-needed` when what was live is not kept, but does nothing where files are exchanged; with `corrupt.change` when the
   * reference is damaged.
   */
  rollback(target: Target, ref: ChangeRef, ctx: Context): Promise<void>;

  /**
   * Removes what is merely staged, or what a swap put aside; what was staged by `reopen` stays. Resolves, too, when there is
   * none. Never touches live data. Idempotent. May reject with `recovery-needed` for a change that is `half`, with
   * `corrupt.change` when the reference is damaged.
   */
  discard(target: Target, ref: ChangeRef, what: 'staged' | 'undo', ctx: Context): Promise<void>;

  /**
   * Resolves with the bytes that the data kept for undo occupies. 0 when none is kept. Rejects with `corrupt.change` when the
   * reference is damaged.
   */
  undoBytes(target: Target, ref: ChangeRef, ctx: Context): Promise<number>;

  /** Returns the lines of a snapshot's `README.txt` that restore these artifacts of one service with standard tools alone. */
  byHand(artifacts: readonly StoredArtifact[]): string[];
}

export interface CaptureOptions {
  /** Count the rows of ordinary tables, as of the captured point. Without it, inventories hold what is free to know. */
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
   * Resolves with the capture when the point is fixed. Rejects with `capture-failed` when that does not come about, and with
   * `denied`, `tool-failed` or `timeout` when the server refuses, ends a session or is silent. Called once. Where `traits.point`
   * is `stopped`, the caller has stopped the service, and starts it when this has settled: by then the spool must hold all that
   * will be read. The same where nothing but the freeze keeps the data still: `needs` then names a spool.
   */
  fix(ctx: Context): Promise<Capture>;
}

/** A service at one point in time, readable while the service goes on working. Disposing it releases the point. */
export interface Capture extends AsyncDisposable {
  /** Returns the streams of the capture, independent of each other. Each can be opened once. */
  artifacts(): Artifact[];
  /** How many of them may be read side by side. */
  readonly lanes: number;
  /**
   * Resolves with what is known before anything is read, for a loader of artifacts that are still being captured: notes and an
   * inventory without what is only found in the data, as counts. Rejects with `not-found` when there is no item.
   */
  outline(ctx: Context): Promise<Omit<CapturedInventory, 'warnings'>>;
  /**
   * Resolves with what the point holds, with the counts that were asked for. Rejects, as with `capture-failed` or `tool-failed`,
   * when the point was lost, with `not-found` when there is no item. Called after the thaw, side by side with the artifacts: it
   * may end only when they do, because it may be counted from what streams by. The caller commits nothing unless both this and
   * every artifact ended well.
   */
  inventory(ctx: Context): Promise<CapturedInventory>;
  /**
   * Returns what `inventory` resolved with, but for these items: reading them failed, and the others are saved all the same. Absent
   * where items cannot be saved apart.
   */
  without?(captured: CapturedInventory, items: ReadonlySet<string>): CapturedInventory;
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
  /** Writes the reference to the ledger before it resolves. Where it rejects, so does the driver. */
  intend(ref: ChangeRef): Promise<void>;
  /** Items to restore; all of the set when absent. */
  items?: string[];
  /** New names for items. Never given where `traits.swap` is `files`. */
  rename?: Record<string, string>;
  /** Overwrite in place: proven in a throw-away container first, a safety snapshot as its undo. */
  inPlace?: boolean;
  /** Leave out owners, or grants. */
  noOwner?: boolean;
  noPrivileges?: boolean;
  /** Objects to leave out, by item, in the words of the driver. Given only where `KindFacts.objects` is set. */
  without?: Without;
}

export interface TrialOptions {
  items?: string[];
  /** For messages. */
  service?: string;
  /** The same as {@link StageOptions.without}. */
  without?: Without;
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
  /**
   * Resolves with what was loaded, under the items' own names. Compared with the snapshot's by `model/proof.ts`: that is the proof.
   * Rejects as {@link Driver.trial} does where a throw-away server has to load it for that, and cannot.
   */
  inventory(ctx: Context): Promise<FoundInventory>;
  /**
   * Makes durable what only the service's memory holds, so that the swap can keep it. Nothing may be stopped when it rejects.
   * Called while the service still runs, right before the caller stops it, where `traits.down.swap` is `service`.
   */
  beforeStop?(ctx: Context): Promise<void>;
  /**
   * Makes the replacement live and keeps what was there, as one step that happens or does not; in place it keeps nothing.
   * Resolves with the reference that leads back. May reject with `conflict` when the live data is not what it was staged for, or
   * stays in use, in place with `recovery-needed` when half of it is done. After any other error it may be done or `half`:
   * {@link Driver.reconcile} tells. Where `traits.down.swap` is `service`, the caller has stopped its containers and starts them
   * afterwards.
   */
  swap(ctx: Context): Promise<ChangeRef>;
  /**
   * Resolves with warnings of the restore, and of what is live now as far as it can still be compared with the inventory. Empty
   * when there are none. Called after the start. May reject with `unproven` when it does not come up, or has not loaded
   * everything.
   */
  settle(ctx: Context): Promise<Message[]>;
  /**
   * Resolves with what is live after the swap, under the items' own names: all of it after a load in place, else what can be read
   * within a second or so. Called before the writers return. Compared as `inventory` is. Undefined where the driver has compared it
   * itself. May reject with `unproven`.
   */
  live?(ctx: Context): Promise<FoundInventory | undefined>;
  /**
   * Rejects with `unproven` when what is live is not what was swapped in, or takes no writes. Cheap, and changes nothing. Called
   * after the start, more than once.
   */
  assertServing?(ctx: Context): Promise<void>;
  /** For how many seconds what is live must be watched, where that is longer than usual. Of more than 60, 60 count. */
  readonly watchSeconds?: number;
}

export interface Trial extends AsyncDisposable {
  /** Resolves with what the throw-away server holds, under the items' own names. */
  inventory(ctx: Context): Promise<FoundInventory>;
  /** What was left out or did not work although everything was loaded. Absent for none. */
  readonly warnings?: readonly Message[];
  /** The images that were really used, in the order of the service's containers. */
  readonly images: readonly ServerImage[];
}
