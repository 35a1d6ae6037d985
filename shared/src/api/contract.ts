import * as z from 'zod';
import { Comparison } from '../model/comparison.ts';
import { Environment } from '../model/environment.ts';
import { JobEvent, JobSummary } from '../model/job.ts';
import { SnapshotSummary } from '../model/manifest.ts';
import { Message } from '../model/message.ts';
import { Plan, PlanRequest } from '../model/plan.ts';
import { RepositoryConfig, RepositoryReport } from '../model/repository.ts';
import {
  Hello,
  HostSummary,
  HostReport,
  RepositorySummary,
  Mark,
  StackSummary,
  StackDetail,
  SnapshotDetail,
  ForgottenRepository,
  PinResult,
} from './answers.ts';

/** Version of this contract. A client of another major is refused by `hello`. */
export const protocol = 1;

const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional(), warnings: z.array(Message) });
const paging = { cursor: z.string().optional(), limit: z.number().int().positive().max(1000).optional() };
const host = z.string().optional();
const repo = z.string().optional();

/**
 * All that a face may ask, as one table: parameters and result of each call. The same table serves child processes,
 * message ports and sockets (`rpc.ts`), and both sides check against it. All calls but `hello` and `answer` also reject with
 * `usage` or `incompatible` when the configuration cannot be read; `planned`, `jobs`, `job` and `cancel` only until it was read
 * once. Those that change it also reject with `storage-failed.config`, those that go to a host or a repository as `Hosts.get`
 * and `Repositories.get` do.
 */
export const contract = {
  /** Must be the first call on a channel, and rejects there with `incompatible.protocol` for another version. */
  hello: { params: z.object({ protocol: z.number().int() }), result: Hello },
  /** Hosts that have a name, the default one first. Rejects with `usage.docker-config`. */
  hosts: { params: z.object({}), result: z.array(HostSummary) },
  /**
   * Connects anew and reports what it has found, also a failure to connect. With `calls` it tries, without changing anything, every
   * call that plans make. Rejects with `not-found.host`.
   */
  testHost: { params: z.object({ host, calls: z.boolean() }), result: HostReport },
  /**
   * Writes a host into the configuration of this machine, after a test. `added` is false with `trial`, and when the test ends
   * with an `error`, unless `untested`. Paths must be absolute. Rejects with `conflict.host-exists`, and with `usage` for a name,
   * an address or a secret that is none, and for what does not go together. Only for users that administer.
   */
  addHost: {
    params: z.object({
      name: z.string(),
      /** As `DOCKER_HOST` would have it, or the name of a Docker context. */
      address: z.string(),
      tls: z.object({ ca: z.string(), cert: z.string(), key: z.string() }).optional(),
      identity: z.string().optional(),
      /** Where they are to be found: `env:NAME`, `file:PATH`, `command:COMMAND`, `store:NAME`. */
      passphrase: z.string().optional(),
      password: z.string().optional(),
      environment: Environment.optional(),
      default: z.boolean().optional(),
      untested: z.boolean().optional(),
      trial: z.boolean().optional(),
    }),
    result: HostReport.extend({ added: z.boolean() }),
  },
  /**
   * Takes a host out of the configuration of this machine. If it was the default, `local` is the default again. Rejects with
   * `not-found.host-entry`. Only for users that administer.
   */
  removeHost: { params: z.object({ host: z.string() }), result: z.object({}) },
  repositories: { params: z.object({}), result: z.array(RepositorySummary) },
  /**
   * Tries the place out and enters it into the configuration. What does not pass is refused (`ok` is false), and nothing is
   * changed. With `trial` nothing is changed either way. Paths must be absolute. Rejects with `usage.repository-name` and
   * `conflict.repository-name`.
   */
  addRepository: {
    params: z.object({
      name: z.string(),
      config: RepositoryConfig,
      default: z.boolean().optional(),
      trial: z.boolean().optional(),
    }),
    result: RepositoryReport,
  },
  /**
   * Takes a repository out of the configuration alone: what is stored there stays. Rejects with `not-found.repository`, with
   * `usage` for the built-in and for the default one.
   */
  removeRepository: { params: z.object({ name: z.string() }), result: z.object({ location: z.string() }) },
  /**
   * Tries out everything that a repository needs, in a folder of its own that is gone afterwards. What fails is in the report.
   * Rejects with `not-found.repository`.
   */
  testRepository: { params: z.object({ repo }), result: RepositoryReport },
  /** By name; `last` is that of the default repository. Rejects with `not-found.host`. */
  stacks: { params: z.object({ host }), result: z.array(StackSummary) },
  /**
   * Connects to each data service. One that fails has its error in place of its items. Rejects with `not-found.stack` and
   * `ambiguous.stack`.
   */
  stack: { params: z.object({ host, stack: z.string() }), result: StackDetail },
  /** Newest first, 100 on a page without `limit`. Warnings are those of the whole list, with its first page. */
  snapshots: { params: z.object({ repo, stack: z.string().optional(), ...paging }), result: page(SnapshotSummary) },
  /** Rejects as `Repository.find` and `Snapshot.inventory` do. */
  snapshot: { params: z.object({ repo, snapshot: z.string() }), result: SnapshotDetail },
  /**
   * Lets the next backup begin a new repository where one was and is no more. Rejects with `not-found.repository`, with
   * `conflict.repository-there` when it is there, `incompatible.repository` or `corrupt.repository` when it cannot be read, and
   * with `conflict.not-a-repository` when something else is there.
   */
  forgetRepository: { params: z.object({ repo: z.string() }), result: ForgottenRepository },
  /** Pins a snapshot, or no longer. A pinned one is kept: `delete` refuses it. Rejects as `Repository.find` does. */
  pin: { params: z.object({ repo, snapshot: z.string(), pinned: z.boolean() }), result: PinResult },
  /**
   * What differs between two of: `STACK/latest`, `STACK/latest/SERVICE`, `STACK/TIME` (snapshots), `STACK`, `STACK/SERVICE`,
   * `live:STACK…` (what lives now, estimated unless `exact`). `host` is that of both, `toHost` that of the second. Rejects with
   * `not-found`, `ambiguous` or `incomplete` when one cannot be looked at, and with `usage.not-comparable` when each names a
   * service and they have nothing to compare.
   */
  compare: {
    params: z.object({ a: z.string(), b: z.string(), host, toHost: host, repo, exact: z.boolean().optional() }),
    result: Comparison,
  },
  /**
   * Sets the environment of a stack in the configuration of this machine, or removes it for null, also that of a stack that is
   * gone. Results in the mark that counts now. Rejects with `not-found.stack` and `ambiguous.stack`.
   */
  mark: { params: z.object({ host, stack: z.string(), environment: Environment.nullable() }), result: Mark },
  /** Makes a plan, and keeps it for `run` until it expires. Changes nothing else. Rejects as `makePlanFor` and `savePlan` do. */
  plan: { params: PlanRequest, result: Plan },
  /** Results in a plan that was made before and not run yet. Rejects with `not-found.plan`, also when it has expired. */
  planned: { params: z.object({ id: z.string() }), result: Plan },
  /**
   * Starts the plan as a job of its own process, once. `confirm` is `true` for a click, or the text that was typed. Rejects with
   * `usage.not-confirmed` when it is weaker than `plan.confirm`, with `not-found.plan`, with `stale-plan.changed` when the plan
   * no longer holds, as `plan` does when it cannot be made any more, and as `startJob` does, as with `tool-failed.job-process`.
   */
  run: {
    params: z.object({ plan: z.string(), confirm: z.union([z.boolean(), z.string()]) }),
    result: z.object({ job: z.string() }),
  },
  /** Those that began, newest first, 100 on a page without `limit`. Warnings say which could not be read for this page. */
  jobs: { params: z.object({ host: z.string().optional(), ...paging }), result: page(JobSummary) },
  /** Rejects with `not-found.job`, also for one that never began, with `incompatible`, and with `corrupt.ledger`. */
  job: { params: z.object({ job: z.string() }), result: JobSummary },
  /**
   * Asks a job to end, and does not wait for its end. Does nothing for one that does not run. Rejects as `job` does, and with
   * `timeout.job-silent` when its process does not answer.
   */
  cancel: { params: z.object({ job: z.string() }), result: z.object({}) },
  /** A secret that `needs` asked for; null when this face has none of that name. It stays in memory. An unknown id is ignored. */
  answer: { params: z.object({ id: z.string(), secret: z.string().nullable() }), result: z.object({}) },
} as const;

/** Something that lists show is no longer as it was. It says nothing of what it is now: a face that shows it asks again. */
export const Change = z.object({ what: z.enum(['containers', 'jobs']) });
export type Change = z.infer<typeof Change>;

/** Streams, for as long as a face listens: parameters, and each thing that comes. */
export const streams = {
  /**
   * Yields a job's events after the given sequence number, the past ones first. Ends after `ended`, which is also made for a
   * job whose process is proven dead, or when aborted. Throws as `job` rejects.
   */
  events: { params: z.object({ job: z.string(), after: z.number().int().nonnegative().optional() }), item: JobEvent },
  /**
   * Yields that containers of the host came, went or changed their state, or that Docker was cut off or is back, and that jobs
   * began or were removed, each at most four times a second. Begins with the jobs: a list that was read before may lack one. Ends
   * when aborted, and throws `not-found.host`, and when Docker does not answer at first.
   */
  changes: { params: z.object({ host }), item: Change },
  /**
   * Yields secrets that this face may keep (`store:NAME`): each must be answered. Without a listener they count as missing. Ends
   * when aborted.
   */
  needs: { params: z.object({}), item: z.object({ id: z.string(), name: z.string() }) },
} as const;

type Contract = typeof contract;
type Streams = typeof streams;
export type StreamName = keyof Streams;
export type Method = keyof Contract;
export type ParamsOf<M extends Method> = z.input<Contract[M]['params']>;
export type ResultOf<M extends Method> = z.output<Contract[M]['result']>;

export type Api = {
  [M in Method]: (params: ParamsOf<M>, options?: { signal?: AbortSignal }) => Promise<ResultOf<M>>;
} & {
  [S in StreamName]: (
    params: z.input<Streams[S]['params']>,
    options?: { signal?: AbortSignal },
  ) => AsyncIterable<z.output<Streams[S]['item']>>;
};
