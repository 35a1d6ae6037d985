import * as z from 'zod';
import { Environment } from './environment.ts';
import { ErrorInfo } from './error.ts';
import { Inventory } from './inventory.ts';
import { Message } from './message.ts';
import { ServiceKind, StackId } from './service.ts';

/** How the stored bytes were made from the logical ones, in order of writing. */
export const Codec = z.enum(['zstd']);
export type Codec = z.infer<typeof Codec>;

/** One stored stream. `key` is relative to the snapshot's folder. */
export const StoredArtifact = z.object({
  service: z.string(),
  /** Logical name within the service: `globals.sql`, `app.dump`. */
  name: z.string(),
  key: z.string(),
  /** Stored bytes, and the SHA-256 of exactly those, in lower-case hex. */
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bytes before the codecs. */
  logicalBytes: z.number().int().nonnegative(),
  codecs: z.array(Codec),
});
export type StoredArtifact = z.infer<typeof StoredArtifact>;

/** A throw-away server like the one that was captured can be made from this. Holds no values of environment variables. */
export const ServerImage = z.object({
  /** As written in the Compose file: `postgres:17`. */
  reference: z.string(),
  id: z.string(),
  digest: z.string().optional(),
});
export type ServerImage = z.infer<typeof ServerImage>;

/**
 * The images of a service's containers: the main one's, and all of them where there are several, the main one's first. Neither is
 * there for a service that runs in no container.
 */
export const ServiceImages = z.object({ image: ServerImage.optional(), images: z.array(ServerImage).optional() });

/**
 * Returns the images that {@link imageFields} has named, the main container's first. Empty for a service that runs in no container.
 */
export const imagesOf = ({ image, images }: z.infer<typeof ServiceImages>): ServerImage[] => images ?? (image ? [image] : []);

/**
 * Returns images as manifests and proofs name them: the first as `image`, and all of them as `images` where there are several. No
 * field at all for an empty list.
 */
export const imageFields = (images: readonly ServerImage[]): z.infer<typeof ServiceImages> => {
  const [main] = images;
  return { ...(main && { image: main }), ...(images.length > 1 && { images: [...images] }) };
};

export const ManifestService = z.object({
  name: z.string(),
  kind: ServiceKind,
  ...ServiceImages.shape,
  version: z.string(),
  /** Names of the items it holds, in the service's own order. */
  items: z.array(z.string()),
  /** Each item was saved at its own moment: the snapshot's `point` is not theirs. */
  perItem: z.boolean().optional(),
});
export type ManifestService = z.infer<typeof ManifestService>;

/** What a snapshot lacks of its stack: a service, or of one that it holds these items. */
export const Missing = z.object({ service: z.string(), items: z.array(z.string()).optional(), reason: Message });
export type Missing = z.infer<typeof Missing>;

/** Returns each thing that is missing by its name: `db` for a whole service, `db/app` for an item of it. */
export const missingNames = (missing: Missing[]): string[] =>
  missing.flatMap(({ service, items }) => (items ? items.map((item) => `${service}/${item}`) : [service]));

/** Written last and atomically: a snapshot exists if and only if its manifest does. */
export const Manifest = z.object({
  format: z.literal(1),
  /** The snapshot's folder name: `2026-02-17_02-00-00Z`, with `-2` when that second was taken. */
  id: z.string(),
  /** Rises with every snapshot of the stack in this repository; `latest` goes by it, not by the clock. */
  sequence: z.number().int().positive(),
  stack: StackId,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** When the writers stood still, if they did: the one moment that the snapshot shows. */
  point: z.iso.datetime().optional(),
  mode: z.enum(['online', 'freeze', 'stop']),
  environment: Environment,
  /** False when anything of the stack is missing: never the `latest` of the stack. */
  complete: z.boolean(),
  missing: z.array(Missing),
  /** The services that were asked for, in the stack's order. Absent: all those that it holds or lacks. */
  scope: z.array(z.string()).optional(),
  job: z.string(),
  writer: z.string(),
  services: z.array(ManifestService),
  artifacts: z.array(StoredArtifact),
});
export type Manifest = z.infer<typeof Manifest>;

/** The content of `inventory.json`: an artifact like any other, so that an encrypted repository can hide names. */
export const SnapshotInventory = z.object({
  services: z.record(
    z.string(),
    z.object({
      inventory: Inventory,
      /** The driver's own notes for restoring: database properties, owners, extension versions. No secrets. */
      detail: z.json(),
      warnings: z.array(Message),
    }),
  ),
});
export type SnapshotInventory = z.infer<typeof SnapshotInventory>;

/** What was proven of a snapshot, when. Stored beside the snapshots, never in them. */
export const ProofRecord = z.object({
  snapshot: z.string(),
  /** `verify`: every byte read and parsed; `drill`: restored into throw-away servers and compared; `restore`: a real restore. */
  kind: z.enum(['verify', 'drill', 'restore']),
  at: z.iso.datetime(),
  ok: z.boolean(),
  rows: z.number().int().nonnegative(),
  seconds: z.number().nonnegative(),
  /** Services that the proof covers, with all their items. Empty where it is `partial`. */
  services: z.array(z.string()),
  /** The items that it covers of each service that it covers in part. Absent where there are none. */
  items: z.record(z.string(), z.array(z.string())).optional(),
  /** Failed ones: the service that failed, with its `items`, else all of them. Absent: it speaks against every service. */
  failed: z.string().optional(),
  /** Something was left out on purpose of what was restored: it proves no item. */
  partial: z.boolean().optional(),
  /** Sorts and facts of which nothing is proven, of whatever service: `Proof.notCompared`. Absent where there are none. */
  notCompared: z.array(z.string()).optional(),
  /** The evidence: what was compared for each service, and in which image it was restored. */
  evidence: z
    .array(
      z.object({
        service: z.string(),
        ...ServiceImages.shape,
        checked: z.number().int().nonnegative(),
        rows: z.number().int().nonnegative(),
        /** The same for this service. */
        notCompared: z.array(z.string()).optional(),
        seconds: z.number().nonnegative(),
      }),
    )
    .optional(),
  /** Why it failed. */
  error: ErrorInfo.optional(),
});
export type ProofRecord = z.infer<typeof ProofRecord>;

/** A proof as a list tells it: the evidence is with the snapshot itself. */
export const ProofSummary = ProofRecord.pick({
  kind: true,
  at: true,
  ok: true,
  rows: true,
  seconds: true,
  services: true,
  items: true,
  failed: true,
  partial: true,
  notCompared: true,
});
export type ProofSummary = z.infer<typeof ProofSummary>;

/** What a list tells of a snapshot. Everything else is in its manifest. */
export const SnapshotSummary = z.object({
  /** `<stack>/<timestamp>`; unambiguous. */
  reference: z.string(),
  stack: StackId,
  startedAt: z.iso.datetime(),
  environment: Manifest.shape.environment,
  complete: z.boolean(),
  /** Services, and items of services, that it lacks: {@link missingNames}. */
  missing: z.array(z.string()),
  scope: Manifest.shape.scope,
  services: z.array(ManifestService.pick({ name: true, kind: true, version: true })),
  /** All stored bytes. */
  bytes: z.number(),
  /** Of each kind the latest, and older ones as far as they tell more: until one says something of all that it holds. */
  proofs: z.array(ProofSummary),
  pinned: z.boolean(),
});
export type SnapshotSummary = z.infer<typeof SnapshotSummary>;
