import * as z from 'zod';
import { Environment } from './environment.ts';
import { Missing } from './manifest.ts';
import { Message } from './message.ts';
import { Role, Service, StackId } from './service.ts';
import { Traits } from './traits.ts';

const name = z.string().min(1);
/** A host of the configuration; the default one when absent. */
const host = z.string().optional();
/** A repository of the configuration; the default one when absent. */
const repo = z.string().optional();

/** For how many seconds what is live is watched once all is up, at least; as the configuration says when absent. 0: not at all. */
const watchSeconds = z.number().int().min(0).max(600).optional();

/** Objects to leave out, as `OBJECT`, `ITEM/OBJECT` or `SERVICE/ITEM/OBJECT`: what is restored without them is never called tested. */
const without = z.array(name).optional();

/** How writers are treated while the points of all services are fixed. */
export const Mode = z.enum(['online', 'freeze', 'stop']);
export type Mode = z.infer<typeof Mode>;

export const BackupRequest = z.object({
  operation: z.literal('backup'),
  host,
  repo,
  /** Name of a stack, or its folder name in a repository when the name is ambiguous. */
  stack: name,
  services: z.array(name).optional(),
  /** `ITEM`, or `SERVICE/ITEM`: only these, and the services that have them. */
  items: z.array(name).optional(),
  /** Services to leave out on purpose. */
  exclude: z.array(name).optional(),
  mode: Mode.optional(),
  keepGoing: z.boolean().default(false),
  /** Count every row exactly as of the captured point. */
  counts: z.boolean().default(true),
  maxFreezeSeconds: z.number().positive().default(10),
});

export const RestoreRequest = z.object({
  operation: z.literal('restore'),
  host,
  repo,
  snapshot: name,
  /** Another stack than the one that it was made of. */
  to: z.string().optional(),
  services: z.array(name).optional(),
  /** `ITEM`, or `SERVICE/ITEM`. */
  items: z.array(name).optional(),
  /** New name of the one item that is restored. */
  as: z.string().optional(),
  inPlace: z.boolean().default(false),
  /** What is overwritten in place is not saved first, because it cannot be read: there will be no undo of it. */
  noSafety: z.boolean().optional(),
  noOwner: z.boolean().default(false),
  noPrivileges: z.boolean().default(false),
  without,
  watchSeconds,
});

/** Straight from one stack into another, with no snapshot between. */
export const CopyRequest = z.object({
  operation: z.literal('copy'),
  /** Host of the stack that is copied from. */
  host,
  /** The stack that is copied from; it goes on as it is. */
  from: name,
  /** All services of the stack when absent; all items of a service that is named without one. */
  what: z.array(z.object({ service: name, item: z.string().optional() })).optional(),
  /** Host of the stack that is copied into; the same one when absent. */
  toHost: host,
  to: name,
  /** Service that it goes into, when one is copied; else the one of the same name, or the only one of its kind. */
  toService: name.optional(),
  /** New name of the one item that is copied. */
  as: z.string().optional(),
  noOwner: z.boolean().default(false),
  noPrivileges: z.boolean().default(false),
  watchSeconds,
});

export const VerifyRequest = z.object({ operation: z.literal('verify'), host, repo, snapshot: name });
export const DrillRequest = z.object({
  operation: z.literal('drill'),
  host,
  repo,
  snapshot: name,
  services: z.array(name).optional(),
  /** Image to use when neither the snapshot's own nor one of the same kind and major version is on the host. */
  image: z.string().optional(),
  without,
});
export const UndoRequest = z.object({
  operation: z.literal('undo'),
  job: name,
  services: z.array(name).optional(),
  watchSeconds,
});
export const RecoverRequest = z.object({
  operation: z.literal('recover'),
  host,
  /** All interrupted jobs of the host when absent. */
  job: z.string().optional(),
  /** Name of another machine whose job is to be taken over. */
  takeOver: z.string().optional(),
});

export const DeleteRequest = z.object({
  operation: z.literal('delete'),
  repo,
  snapshots: z.array(name).min(1),
  /** Also the last that are as good as the best of their stack; never pinned ones. */
  force: z.boolean().default(false),
});

export const ImportRequest = z.object({
  operation: z.literal('import'),
  repo,
  /** Absolute path of the folder of one snapshot, on the machine of the core. */
  folder: name,
});

export const PlanRequest = z.discriminatedUnion('operation', [
  BackupRequest,
  RestoreRequest,
  CopyRequest,
  VerifyRequest,
  DrillRequest,
  UndoRequest,
  RecoverRequest,
  DeleteRequest,
  ImportRequest,
]);
export type PlanRequest = z.infer<typeof PlanRequest>;
export type Operation = PlanRequest['operation'];

/**
 * Returns whether a Docker Engine must answer for this operation: false for `delete` and `import`, which are about a repository
 * alone.
 */
export const needsEngine = (operation: Operation): boolean => operation !== 'delete' && operation !== 'import';

/** A container of the stack and what the plan does with it. */
export const PlannedContainer = z.object({
  id: z.string(),
  name: z.string(),
  service: z.string(),
  role: Role,
  reason: Message,
  action: z.enum(['none', 'pause', 'stop']),
  running: z.boolean(),
});
export type PlannedContainer = z.infer<typeof PlannedContainer>;

/**
 * Returns a schema that also reads plans of 0.1.0 before services could have several containers, which name one. They can still be
 * undone and recovered.
 */
const inContainers = <T extends z.ZodType>(service: T): z.ZodPreprocess<T> =>
  z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || !('container' in value)) return value;
    const { container, ...others } = value;
    return { containers: container === '' ? [] : [container], ...others };
  }, service);

const PlannedSource = Service.omit({ name: true, kind: true }).extend({
  service: name,
  version: z.string(),
  traits: Traits.optional(),
});

/** A data service of the stack as the plan takes it. */
const PlannedInContainers = Service.extend({
  name,
  /** Its name in the snapshot, when that is another one. */
  from: name.optional(),
  /** Copies: what it is copied from. */
  source: inContainers(PlannedSource).optional(),
  version: z.string(),
  traits: Traits,
  items: z.array(z.string()),
  /** Estimated bytes to move. */
  bytes: z.number().int().nonnegative(),
  /** Restores: new names of items, and whether live data is overwritten in place. */
  rename: z.record(z.string(), z.string()).optional(),
  inPlace: z.boolean().optional(),
});
export const PlannedService = inContainers(PlannedInContainers);
export type PlannedService = z.infer<typeof PlannedService>;

const services = z.array(name);
/** One thing that a job does. The executor is one exhaustive switch over these. */
export const Step = z.discriminatedUnion('do', [
  z.object({ do: z.literal('lock') }),
  z.object({ do: z.literal('open') }),
  /** Whether the targets can hold what will be copied, before anything of it is read. */
  z.object({ do: z.literal('fit'), services }),
  z.object({ do: z.literal('prepare'), services }),
  z.object({
    do: z.literal('quiet'),
    how: z.enum(['pause', 'stop']),
    containers: z.array(z.string()),
    maxSeconds: z.number().optional(),
  }),
  z.object({ do: z.literal('fix'), services }),
  z.object({ do: z.literal('resume') }),
  z.object({ do: z.literal('store'), services }),
  z.object({ do: z.literal('commit') }),
  z.object({ do: z.literal('check') }),
  z.object({ do: z.literal('parse'), services }),
  z.object({ do: z.literal('trial'), services }),
  z.object({ do: z.literal('stage'), services }),
  z.object({ do: z.literal('reopen'), services }),
  z.object({ do: z.literal('prove'), services }),
  /** `missing`: what the safety snapshot lacks of the stack, so that it is never taken for the whole. */
  z.object({ do: z.literal('safety'), services, missing: z.array(Missing).optional() }),
  z.object({ do: z.literal('swap'), services }),
  /** `watchSeconds`: for how long what is live is watched, at least; not at all when absent. */
  z.object({ do: z.literal('settle'), services, watchSeconds: z.number().int().positive().optional() }),
  /** Drops what an earlier job keeps for undo, when its time is over. */
  z.object({ do: z.literal('drop'), job: z.string() }),
  z.object({ do: z.literal('repair'), job: z.string() }),
  /** The manifests of exactly these hashes. */
  z.object({ do: z.literal('delete'), snapshots: z.array(z.object({ reference: z.string(), hash: z.string() })) }),
  /** The snapshot in that folder, if its manifest has this hash. */
  z.object({ do: z.literal('import'), folder: z.string(), hash: z.string() }),
  z.object({ do: z.literal('unlock') }),
]);
export type Step = z.infer<typeof Step>;

/** How strong a confirmation the core wants before it runs a plan. No face can weaken it. */
export const Confirm = z.discriminatedUnion('level', [
  z.object({ level: z.literal('none') }),
  z.object({ level: z.literal('click') }),
  z.object({ level: z.literal('type'), text: z.string() }),
]);
export type Confirm = z.infer<typeof Confirm>;

/** What will happen: pure data, shown before it is run, and run unchanged. Refused once `basis` no longer holds. */
export const Plan = z.object({
  v: z.literal(1),
  id: z.string(),
  operation: z.enum(['backup', 'restore', 'copy', 'verify', 'drill', 'undo', 'recover', 'delete', 'import']),
  title: Message,
  request: PlanRequest,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  host: z.string(),
  repo: z.string(),
  stack: StackId.optional(),
  /** Copies: the stack that is read, and where; `host` and `stack` are those that are changed. */
  source: z.object({ host: z.string(), stack: StackId }).optional(),
  environment: Environment.optional(),
  /** `<stack>/<timestamp>` of the snapshot that is read. */
  snapshot: z.string().optional(),
  /** The job that is undone or repaired. */
  job: z.string().optional(),
  mode: Mode.optional(),
  services: z.array(PlannedService),
  /** Services that are left out, and why. */
  missing: z.array(Missing),
  /** Backups: the services that were asked for, also those that cannot be read. */
  scope: z.array(z.string()).optional(),
  containers: z.array(PlannedContainer),
  steps: z.array(Step),
  warnings: z.array(Message),
  /** Facts in plain words: what is replaced, what stands still, until when it can be undone. */
  facts: z.array(Message),
  confirm: Confirm,
  /** Hash over host, containers, versions, items and snapshot; never over rows, bytes or times. */
  basis: z.string(),
  /** The equivalent command line. */
  command: z.array(z.string()),
});
export type Plan = z.infer<typeof Plan>;
