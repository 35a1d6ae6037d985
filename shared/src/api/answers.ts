import * as z from 'zod';
import { Environment } from '../model/environment.ts';
import { ErrorInfo } from '../model/error.ts';
import { Inventory } from '../model/inventory.ts';
import { Manifest, ProofRecord, ProofSummary } from '../model/manifest.ts';
import { Message } from '../model/message.ts';
import { Role, Service, ServiceKind, StackId } from '../model/service.ts';

/** What a client may do; each may what those before it may. */
export const AccessRole = z.enum(['view', 'operate', 'administer']);
export type AccessRole = z.infer<typeof AccessRole>;

export const Hello = z.object({ protocol: z.number().int(), version: z.string(), role: AccessRole });

export const HostSummary = z.object({
  name: z.string(),
  /** `unix:///var/run/docker.sock`, `ssh://user@host`. */
  address: z.string(),
  default: z.boolean(),
  source: z.enum(['configuration', 'context', 'environment', 'builtin']),
});
export type HostSummary = z.infer<typeof HostSummary>;

/** What a test of a host has found. A host that cannot be used says why in `error`. */
export const HostReport = z.object({
  host: HostSummary,
  engine: z
    .object({
      id: z.string(),
      engine: z.enum(['docker', 'docker-desktop', 'podman']),
      version: z.string(),
      apiVersion: z.string(),
      machine: z.string(),
      cpus: z.number(),
      rootless: z.boolean(),
    })
    .optional(),
  /** Milliseconds of a question and its answer. */
  roundTrip: z.number().optional(),
  /** With `bad`, plans fail there. */
  findings: z.array(z.object({ level: z.enum(['note', 'warn', 'bad']), message: Message, hint: Message.optional() })),
  /** Each call of Docker's interface that plans make, and what needs it; each use needs those before it, too. */
  calls: z.array(
    z.object({
      call: z.string(),
      use: z.enum(['look', 'backup', 'drill', 'restore']),
      state: z.enum(['allowed', 'refused', 'failed']),
      detail: z.string().optional(),
    }),
  ),
  error: ErrorInfo.optional(),
});
export type HostReport = z.infer<typeof HostReport>;

export const RepositorySummary = z.object({
  name: z.string(),
  location: z.string(),
  default: z.boolean(),
  /** Of a folder: the disks of this machine, or the share, that it lies on; absent when they are unknown. */
  disks: z.array(z.string()).optional(),
});
export type RepositorySummary = z.infer<typeof RepositorySummary>;

/** What the configuration of this machine says of a stack. Unmarked counts as production. */
export const Mark = z.object({
  host: z.string(),
  stack: z.string(),
  environment: Environment,
  marked: z.boolean(),
  /** The entry that it comes from: `stacks.local/shop`, `hosts.lab`. */
  by: z.string().optional(),
});
export type Mark = z.infer<typeof Mark>;

/** The newest snapshot and what is proven of it. */
export const LastSnapshot = z.object({
  reference: z.string(),
  at: z.iso.datetime(),
  bytes: z.number(),
  complete: z.boolean(),
  /** Names of the services that it holds. */
  services: z.array(z.string()),
  proofs: z.array(ProofSummary),
});

/** From labels and images alone: no login to anything. */
export const StackSummary = z.object({
  id: StackId,
  hash: z.string(),
  environment: Environment,
  marked: z.boolean(),
  containers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      service: z.string(),
      image: z.string(),
      state: z.string(),
      role: Role,
      reason: Message,
    }),
  ),
  services: z.array(Service.pick({ name: true, kind: true, containers: true }).extend({ running: z.boolean() })),
  last: LastSnapshot.optional(),
  /** Why it is unknown whether it was saved. */
  lastError: ErrorInfo.optional(),
  /** What its data lies on, when that is this machine: as for a repository. */
  disks: z.array(z.string()).optional(),
});
export type StackSummary = z.infer<typeof StackSummary>;

/** After connecting to it: estimates, never counts. */
export const ServiceDetail = z.object({
  name: z.string(),
  kind: ServiceKind,
  version: z.string(),
  items: z.array(z.object({ name: z.string(), bytes: z.number(), rows: z.number().optional() })),
  bytes: z.number(),
  warnings: z.array(Message),
  ephemeral: Message.optional(),
});
export type ServiceDetail = z.infer<typeof ServiceDetail>;

/** A service whose inspection failed says why, and never hides the others. */
export const StackDetail = z.object({
  stack: StackSummary,
  services: z.array(
    z.union([
      ServiceDetail,
      z.object({ name: z.string(), kind: ServiceKind, error: z.object({ code: z.string(), message: Message }) }),
    ]),
  ),
});
export type StackDetail = z.infer<typeof StackDetail>;

export const SnapshotDetail = z.object({
  reference: z.string(),
  /** Its folder, in the repository: keys of artifacts are relative to it. */
  folder: z.string(),
  manifest: Manifest,
  bytes: z.number(),
  /** All of them, newest first. */
  proofs: z.array(ProofRecord),
  pinned: z.boolean(),
  inventory: z.record(z.string(), Inventory),
  warnings: z.array(Message),
});
export type SnapshotDetail = z.infer<typeof SnapshotDetail>;

/** Nothing is there any more. */
export const ForgottenRepository = z.object({ name: z.string(), location: z.string() });

/** `latest` was this one. */
export const PinResult = z.object({ reference: z.string(), pinned: z.boolean() });
