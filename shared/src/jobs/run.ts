import type { Context } from '../context.ts';
import type { Capture, Driver, Prepared, Staged, Target } from '../drivers/driver.ts';
import { driverOf, findServices } from '../drivers/index.ts';
import { AppError } from '../errors.ts';
import type { Host, HostLock } from '../hosts/host.ts';
import type { Container } from '../hosts/container.ts';
import { stacksOf } from '../hosts/stack.ts';
import type { ServiceResult } from '../model/job.ts';
import type { Missing } from '../model/manifest.ts';
import type { Message } from '../model/message.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Plan, PlannedService } from '../model/plan.ts';
import type { Service, StackId } from '../model/service.ts';
import type { Without } from '../model/without.ts';
import { assignWithout } from '../plan/without.ts';
import type { Repository, Snapshot, SnapshotWriter } from '../repository/repository.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { Owner } from '../model/owner.ts';
import { isSameProject, isSameStack } from '../model/stackId.ts';
import { Meter } from './progress.ts';
import type { Watchdog, startWatchdog } from './watchdog.ts';

/** What a plan under way has from its beginning, and what never changes. */
interface RunSetup {
  readonly job: string;
  readonly dataDir: string;
  readonly plan: Plan;
  readonly owner: Owner;
  readonly ctx: Context;
  readonly host: Host;
  /** Where a copy is read from; often `host` itself. */
  readonly source: Host;
  readonly repository: Repository;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly startedAt: Date;
  /** The same by `performance.now()`, which is never set back. */
  readonly begun: number;
  /**
   * Resolves with a password that the configuration refers to, or undefined. Rejects with `usage` or `incompatible` when it or the
   * secret cannot be read.
   */
  password(host: string, stack: StackId, service: string, ctx: Context): Promise<string | undefined>;
  /** Starts the process that wakes what is paused when this one dies. Resolves and rejects as {@link startWatchdog} does. */
  readonly startWatchdog: typeof startWatchdog;
}

/** What steps leave behind for those that follow. */
interface RunState {
  lock: HostLock | undefined;
  watchdog: Watchdog | undefined;
  /** Aborts when the freeze has lasted too long. */
  freeze: AbortSignal | undefined;
  /** When each container began to stand still, and for how many seconds it did, by name. */
  readonly stillSince: Map<string, number>;
  readonly secondsDown: Map<string, number>;
  /** When the first writer began to stand still. */
  frozenFrom: number | undefined;
  frozenSeconds: number | undefined;
  point: Date | undefined;

  writer: SnapshotWriter | undefined;
  snapshot: Snapshot | undefined;
  /** Where each service was when it was prepared. */
  readonly targets: Map<string, Target>;
  readonly prepared: Map<string, Prepared>;
  readonly captures: Map<string, Capture>;
  /** Volume of a service's host that its capture goes to before it is stored, and that host. */
  readonly spools: Map<string, { host: Host; volume: string }>;
  readonly staged: Map<string, Staged>;
  /** What each staged service must hold: what was captured of it. */
  readonly expected: Map<string, Inventory>;
  readonly results: Map<string, ServiceResult>;
  /** Failures of a phase, with the name of the service whose phase it was. */
  readonly blamed: WeakMap<object, string>;
  readonly missing: Map<string, Message>;
  /** Items that could not be read, of services whose others are saved. */
  readonly missingItems: Missing[];
  /** A failure leaves what is live as it is: writers may be at work on it, or there is nothing to go back to. */
  keepsNew: boolean;
  /** Snapshots that are gone, and their stored bytes. */
  readonly deleted: { reference: string; bytes: number }[];
  readonly repaired: Message[];
}

/** A plan under way: what every step of {@link execute} reads and leaves behind for the next. */
export type Run = RunSetup & RunState;

/** Returns a run of which no step has been done. Where `setup` is another run, what its steps left is not taken over. */
export const newRun = (setup: RunSetup): Run => ({
  ...setup,
  lock: undefined,
  watchdog: undefined,
  freeze: undefined,
  stillSince: new Map(),
  secondsDown: new Map(),
  frozenFrom: undefined,
  frozenSeconds: undefined,
  point: undefined,
  writer: undefined,
  snapshot: undefined,
  targets: new Map(),
  prepared: new Map(),
  captures: new Map(),
  spools: new Map(),
  staged: new Map(),
  expected: new Map(),
  results: new Map(),
  blamed: new WeakMap(),
  missing: new Map(),
  missingItems: [],
  keepsNew: false,
  deleted: [],
  repaired: [],
});

/** Returns the plan's services of these names, in the plan's order, without those that failed and are left out. */
export function servicesOf(run: Run, names: string[]): PlannedService[] {
  return run.plan.services.filter((service) => names.includes(service.name) && !run.missing.has(service.name));
}

/**
 * Resolves with a service where it is now: Compose may have made its containers anew since the plan. Without containers for what
 * runs in none. Rejects with `not-found` when they are gone, and its stack has none for it any more or may be either of two; with
 * `usage` or `incompatible` when the configuration or the password cannot be read.
 */
export const targetOf = (run: Run, service: PlannedService, ctx: Context = run.ctx): Promise<Target> =>
  locate(run, run.host, run.plan.stack, service, ctx);

/**
 * Resolves with what is captured: the service itself, or the one that a copy takes its data from. Rejects as {@link targetOf} does.
 */
export async function captured(run: Run, service: PlannedService, ctx: Context = run.ctx): Promise<Target> {
  if (!service.source) return targetOf(run, service, ctx);
  return locate(
    run,
    run.source,
    run.plan.source?.stack,
    { ...service.source, name: service.source.service, kind: service.kind },
    ctx,
  );
}

async function locate(run: Run, host: Host, stack: StackId | undefined, planned: Service, ctx: Context): Promise<Target> {
  const { name, kind, locator } = planned;
  const containers = await find(host, stack, planned, ctx);
  const password = stack && (await run.password(host.name, stack, name, ctx));
  const service = { name, kind, containers: containers.map(({ id }) => id), ...(locator !== undefined && { locator }) };
  return { host, containers, service, ...(password !== undefined && { password }) };
}

/**
 * Resolves with the containers of a service: those that it had, or those that Compose has made in their place. Empty for what runs
 * in none. Rejects with `not-found` when they are gone and the stack has none in their place.
 */
async function find(host: Host, stack: StackId | undefined, planned: Service, ctx: Context): Promise<Container[]> {
  try {
    return await Promise.all(planned.containers.map((id) => host.container(id, ctx)));
  } catch (error) {
    if (!AppError.is(error, 'not-found') || !stack) throw error;
    const containers = containersOf(stack, await host.containers(ctx));
    const again = findServices(containers, [planned]).find(({ name, kind }) => name === planned.name && kind === planned.kind);
    if (!again || again.absent) throw error;
    return again.containers.flatMap((id) => containers.find((container) => container.id === id) ?? []);
  }
}

/**
 * Returns the containers of the same project and folder, else of the only project of that name, which may have moved to another
 * folder. Empty when there is none, or more than one.
 */
function containersOf(stack: StackId, all: Container[]): Container[] {
  const same = stacksOf(all, stack.engine).filter(({ id }) => isSameProject(id, stack));
  const here = same.find(({ id }) => isSameStack(id, stack)) ?? (same.length === 1 ? same[0] : undefined);
  return here?.containers ?? [];
}

/** Returns what is left out of the items of a service on purpose, by item. Undefined for nothing. */
export function withoutOf({ plan }: Pick<Run, 'plan'>, service: PlannedService): Without | undefined {
  const { request } = plan;
  if (!('without' in request) || !request.without) return undefined;
  return assignWithout(request.without, plan.services).get(service.name);
}

export const driver = (service: PlannedService): Driver => driverOf(service.kind);

/**
 * Resolves with what `work` does. Its context is that of one service in one phase: bytes go to its own meter, and the seconds to
 * its result, also when it fails. Rejects as `work` does, and notes whose phase failed.
 */
export async function phase<T>(
  run: Run,
  service: PlannedService,
  name: string,
  work: (ctx: Context) => Promise<T>,
  options: { ctx?: Context; total?: number } = {},
): Promise<T> {
  const meter = new Meter(run.journal, service.name, name, options.total);
  const begun = performance.now();
  try {
    const result = await work({ ...(options.ctx ?? run.ctx), progress: (bytes) => meter.add(bytes) });
    meter.complete();
    return result;
  } catch (error) {
    meter.end();
    if (error instanceof Error) run.blamed.set(error, service.name);
    throw error;
  } finally {
    resultOf(run, service.name).seconds[name] = (performance.now() - begun) / 1000;
  }
}

/** Returns the result of a service, which steps fill in. The first call makes an empty one. */
export function resultOf(run: Run, service: string): ServiceResult {
  const known = run.results.get(service);
  if (known) return known;
  const fresh: ServiceResult = { service, seconds: {} };
  run.results.set(service, fresh);
  return fresh;
}

/**
 * Resolves with the results of all, in the order of `items`, which it works on side by side. When one fails the others are aborted,
 * and it rejects with the first failure only after all of them have ended: nothing goes on unseen.
 */
export async function sideBySide<T, R>(ctx: Context, items: T[], work: (item: T, ctx: Context) => Promise<R>): Promise<R[]> {
  const group = new AbortController();
  const inner: Context = { ...ctx, signal: AbortSignal.any([ctx.signal, group.signal]) };
  let first: { error: unknown } | undefined;
  const settled = await Promise.all(
    items.map((item) =>
      work(item, inner).catch((error: unknown) => {
        first ??= { error };
        group.abort();
        return undefined;
      }),
    ),
  );
  if (first) throw first.error;
  return settled as R[];
}

/** Writes a note into the job's journal. Rejects as `Journal.write` does. */
export async function note(run: Run, level: 'info' | 'warn', message: Message): Promise<void> {
  await run.journal.write({ type: 'note', level, message });
}
