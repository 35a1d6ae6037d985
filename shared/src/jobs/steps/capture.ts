import pMap from 'p-map';
import { type Context, cleanupContext } from '../../context.ts';
import { AppError, toErrorInfo } from '../../errors.ts';
import type { Artifact } from '../../artifact.ts';
import type { CapturedInventory } from '../../drivers/driver.ts';
import { driverOf } from '../../drivers/index.ts';
import type { Container } from '../../hosts/container.ts';
import { type ManifestService, imageFields } from '../../model/manifest.ts';
import type { Message } from '../../model/message.ts';
import { countedIn } from '../../model/inventory.ts';
import { additionsOf } from '../../model/additions.ts';
import type { PlannedService } from '../../model/plan.ts';
import { asLive, hasOneMoment, mustStop } from '../../plan/demands.ts';
import type { SnapshotWriter } from '../../repository/repository.ts';
import { assertLocked } from '../lock.ts';
import { type Run, captured, driver, note, phase, resultOf, servicesOf, sideBySide } from '../run.ts';
import { assertStill, freezeError } from './standStill.ts';
import { bringBack, takeDown } from './down.ts';
import { checkRepositorySpace, makeSpools } from './space.ts';

type Names = { services: string[] };

/** Returns whether the job's snapshot is a safety snapshot: any but that of a backup is one of what is about to be overwritten. */
const isSafety = ({ plan }: Run): boolean => plan.operation !== 'backup';

/**
 * Resolves with a writer of a new snapshot, which the ledger knows of first. Rejects with `no-space.repository-full` before that,
 * and as `Repository.create` does.
 */
export async function open(run: Run): Promise<SnapshotWriter> {
  const { stack } = run.plan;
  if (!stack) throw new AppError('internal.bug', {});
  await checkRepositorySpace(run);
  await run.ledger.write({ type: 'snapshot', repo: run.plan.repo, safety: isSafety(run) });
  return run.repository.create({ stack, job: run.job, owner: run.owner, startedAt: run.startedAt }, run.ctx);
}

/**
 * Looks services up and makes them ready, with a volume for the capture of each that needs one. Rejects with `no-space.capture`,
 * and as {@link eachService} does.
 */
export async function prepare(run: Run, step: Names): Promise<void> {
  const request = run.plan.request;
  const counts = request.operation === 'backup' ? request.counts : true;
  await eachService(run, step, async (service, ctx) => {
    run.targets.set(service.name, await captured(run, service, ctx));
  });
  await makeSpools(run, servicesOf(run, step.services));
  await eachService(run, step, (service, ctx) =>
    phase(
      run,
      service,
      'prepare',
      async (inner) => {
        const target = run.targets.get(service.name);
        if (!target) throw new AppError('internal.bug', {});
        const spool = run.spools.get(service.name)?.volume;
        const options = { counts, lockTimeout: 30_000, ...(spool !== undefined && { spool }) };
        run.prepared.set(service.name, await driver(service).prepare(target, { items: itemsOf(run, service) }, options, inner));
      },
      { ctx },
    ),
  );
}

/** Returns the items that are captured: those of the plan, or for a safety snapshot those that live, under their own names. */
function itemsOf({ plan }: Run, service: PlannedService): string[] {
  if (plan.operation === 'backup' || service.source) return service.items;
  const added = additionsOf(plan).get(service.name) ?? [];
  return asLive(service).items.filter((item) => !added.includes(item));
}

/**
 * Fixes the points of services that were prepared, side by side. Those that must be stopped for it are stopped meanwhile. Rejects
 * with `timeout.freeze` when the freeze ends before, with `capture-failed.woken` when a writer ran again, and as
 * {@link eachService} does.
 */
export async function fix(run: Run, step: Names): Promise<void> {
  const request = run.plan.request;
  const limit = request.operation === 'backup' ? request.maxFreezeSeconds : 10;
  const signal = run.freeze ? AbortSignal.any([run.ctx.signal, run.freeze]) : run.ctx.signal;
  const services = servicesOf(run, step.services);
  const stopped = services.filter((service) => mustStop(service, 'capture'));
  const running = services.filter((service) => !stopped.includes(service));
  try {
    await sideBySide({ ...run.ctx, signal }, [running, ...groupedByContainer(run, stopped)], async (group, ctx) =>
      stopped.some((service) => group.includes(service))
        ? whileStopped(run, group, (service, inner) => fixStopped(run, service, inner), ctx)
        : withoutFailed(run, group, (service, inner) => fixOne(run, service, inner), ctx),
    );
    assertAnyLeft(run, step);
    await assertStill(run, 'capture-failed.woken', { ...run.ctx, signal });
  } catch (error) {
    throw freezeError(run, error, limit);
  }
}

async function fixOne(run: Run, service: PlannedService, ctx: Context): Promise<void> {
  const prepared = run.prepared.get(service.name);
  if (!prepared) throw new AppError('internal.bug', {});
  run.captures.set(service.name, await prepared.fix(ctx));
}

/** Fixes the point of a stopped service. All that will be read of it is copied meanwhile, so that this takes its time. */
const fixStopped = (run: Run, service: PlannedService, ctx: Context): Promise<void> =>
  phase(run, service, 'fix', (inner) => fixOne(run, service, inner), { ctx, total: service.bytes });

/** Returns the services in groups: those that share a container are down together, and come back together. */
function groupedByContainer(run: Run, services: PlannedService[]): PlannedService[][] {
  const groups: PlannedService[][] = [];
  for (const service of services) {
    const own = containersOf(run, [service]).map(({ id }) => id);
    const shares = (group: PlannedService[]): boolean => containersOf(run, group).some(({ id }) => own.includes(id));
    const joined = groups.filter(shares);
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push([...joined.flat(), service]);
  }
  return groups;
}

/** Returns the containers of services that were looked up, each once. */
function containersOf(run: Run, services: PlannedService[]): Container[] {
  const all = services.flatMap(({ name }) => run.targets.get(name)?.containers ?? []);
  return [...new Map(all.map((container) => [container.id, container])).values()];
}

/**
 * Stops services while `work` fixes the point of each, and starts them again however that ends. Where they cannot be stopped, each
 * of them has failed: with `--keep-going` the others are saved all the same. Rejects when one fails without it, and as
 * {@link bringBack} does.
 */
async function whileStopped(run: Run, services: PlannedService[], work: Work, ctx: Context): Promise<void> {
  const containers = containersOf(run, services);
  const [first] = services;
  if (!first) return;
  try {
    const failure = await takeDown(run, first, containers, ctx).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    await withoutFailed(run, services, (service, inner) => (failure ? Promise.reject(failure.error) : work(service, inner)), ctx);
  } finally {
    await bringBack(run, containers);
  }
}

/** What was stored of each service, kept until the commit. */
export interface Stored {
  services: ManifestService[];
  inventories: Record<string, CapturedInventory>;
  expected: { service: string; name: string }[];
}

/**
 * Writes the artifacts of services to the snapshot, and resolves with what was stored, `services` in the step's order. Lets go of
 * each capture then. Rejects as {@link eachService} does.
 */
export async function store(run: Run, step: Names, writer: SnapshotWriter): Promise<Stored> {
  const stored: Stored = { services: [], inventories: {}, expected: [] };
  await eachService(run, step, (service, ctx) =>
    phase(run, service, 'store', (inner) => storeService(run, service, writer, stored, inner), { ctx, total: service.bytes }),
  );
  // In the plan's order, not in the one in which they were done: every list of snapshots shows it.
  stored.services.sort((a, b) => step.services.indexOf(a.name) - step.services.indexOf(b.name));
  return stored;
}

async function storeService(
  run: Run,
  service: PlannedService,
  writer: SnapshotWriter,
  stored: Stored,
  ctx: Context,
): Promise<void> {
  const capture = run.captures.get(service.name);
  if (!capture) throw new AppError('internal.bug', {});
  const artifacts = capture.artifacts();
  const failed = new Map<string, Message>();
  const [bytes, captured] = await sideBySide(ctx, ['artifacts', 'inventory'] as const, async (what, inner) =>
    what === 'artifacts' ? writeArtifacts(run, service, artifacts, failed, writer, inner) : capture.inventory(inner),
  );
  if (typeof bytes !== 'number' || typeof captured !== 'object') throw new AppError('internal.bug', {});
  const unread = new Set(failed.keys());
  const content = unread.size > 0 && capture.without ? capture.without(captured, unread) : captured;
  // A service whose capture cannot be let go of is missing: it must not count as stored as well.
  await capture[Symbol.asyncDispose]();
  run.captures.delete(service.name);
  const prepared = run.prepared.get(service.name);
  const images = containersOf(run, [service]).map(({ image: reference, imageId: id }) => ({ reference, id }));
  stored.services.push({
    name: service.name,
    kind: service.kind,
    version: content.inventory.version,
    ...imageFields(images),
    items: (prepared?.items ?? service.items).filter((item) => !unread.has(item)),
    ...(!hasOneMoment(service) && { perItem: true }),
  });
  stored.inventories[service.name] = content;
  const whole = artifacts.filter(({ item }) => item === undefined || !unread.has(item));
  stored.expected.push(...whole.map(({ name }) => ({ service: service.name, name })));
  for (const [item, reason] of failed) run.missingItems.push({ service: service.name, items: [item], reason });
  const result = resultOf(run, service.name);
  result.bytes = bytes;
  const rows = countedIn(content.inventory.entries);
  if (rows !== undefined) result.rows = rows;
}

/**
 * Writes artifacts and resolves with their stored bytes. With `--keep-going` an item that cannot be read is noted in `failed`, and
 * the others are written all the same, as long as one is left.
 */
async function writeArtifacts(
  run: Run,
  { name: service }: PlannedService,
  artifacts: Artifact[],
  failed: Map<string, Message>,
  writer: SnapshotWriter,
  ctx: Context,
): Promise<number> {
  const capture = run.captures.get(service);
  const items = new Set(artifacts.flatMap(({ item }) => item ?? []));
  const add = async (artifact: Artifact): Promise<number> => {
    const { item } = artifact;
    try {
      return (await writer.add(service, artifact, ctx)).bytes;
    } catch (error) {
      // Only what a source says is its item's; a full repository is not.
      const isOfItem = AppError.is(error, 'capture-failed') && item !== undefined && capture?.without !== undefined;
      if (!isOfItem || !keepsGoing(run) || ctx.signal.aborted) throw error;
      failed.set(item, toErrorInfo(error).message);
      if (failed.size === items.size) throw error;
      ctx.log.warn('an item could not be read', { service, item, error: String(error), detail: error.detail });
      await note(run, 'warn', toErrorInfo(error).message);
      return 0;
    }
  };
  const sizes = await pMap(artifacts, add, { concurrency: capture?.lanes ?? 1, signal: ctx.signal });
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * Writes the manifest, last, and resolves with the reference of the snapshot. Rejects with `incomplete.artifacts` unless exactly
 * what `stored` says is there, and with `locked.lost`. `missing`: what it lacks of the stack besides services that failed.
 */
export async function commit(run: Run, writer: SnapshotWriter, stored: Stored, missing = run.plan.missing): Promise<string> {
  await assertLocked(run.host, run.lock, run.ctx);
  const { plan } = run;
  // Only a backup's plan has a mode; for a safety snapshot, writers are stopped if there are any.
  const mode = plan.mode ?? (run.point ? 'stop' : 'online');
  await writer.commit(
    {
      mode,
      ...(run.point && mode !== 'online' && { point: run.point }),
      environment: plan.environment ?? 'production',
      services: stored.services,
      missing: [...missing, ...run.missingItems, ...[...run.missing].map(([service, reason]) => ({ service, reason }))],
      scope: plan.scope ?? stored.services.map(({ name }) => name),
      inventory: { services: stored.inventories },
      expected: stored.expected,
      byHand: ({ kind }, artifacts) => driverOf(kind).byHand(artifacts),
    },
    run.ctx,
  );
  const { reference } = writer;
  await run.ledger.write({ type: 'committed', reference, safety: isSafety(run) });
  return reference;
}

type Work = (service: PlannedService, ctx: Context) => Promise<void>;

/**
 * Works on services side by side. Rejects with the first failure. With `--keep-going` a service that fails is left out and named,
 * and it rejects with `incomplete.nothing-left` when none is left.
 */
async function eachService(run: Run, step: Names, work: Work): Promise<void> {
  await withoutFailed(run, servicesOf(run, step.services), work, run.ctx);
  assertAnyLeft(run, step);
}

const keepsGoing = ({ plan: { request } }: Run): boolean => request.operation === 'backup' && request.keepGoing;

async function withoutFailed(run: Run, services: PlannedService[], work: Work, ctx: Context): Promise<void> {
  await sideBySide(ctx, services, async (service, inner) => {
    try {
      await work(service, inner);
    } catch (error) {
      if (!keepsGoing(run) || run.ctx.signal.aborted) throw error;
      run.missing.set(service.name, toErrorInfo(error).message);
      await note(run, 'warn', toErrorInfo(error).message);
      await release(run, service.name);
    }
  });
}

function assertAnyLeft(run: Run, step: Names): void {
  if (keepsGoing(run) && servicesOf(run, step.services).length === 0) throw new AppError('incomplete.nothing-left', {});
}

/**
 * Lets go of all that is held open for a service, and removes its volume. Does nothing when there is nothing. Each is tried, and
 * what failed is kept for another try. Rejects with the first failure.
 */
export async function release(run: Run, service: string): Promise<void> {
  const failures: unknown[] = [];
  const tried = async (held: Map<string, unknown>, letGo: () => Promise<void>): Promise<void> => {
    try {
      await letGo();
      held.delete(service);
    } catch (error) {
      failures.push(error);
    }
  };
  await tried(run.captures, async () => await run.captures.get(service)?.[Symbol.asyncDispose]());
  await tried(run.prepared, async () => await run.prepared.get(service)?.[Symbol.asyncDispose]());
  await tried(run.spools, async () => {
    const spool = run.spools.get(service);
    await spool?.host.removeVolume(spool.volume, cleanupContext(run.ctx));
  });
  if (failures.length > 0) throw failures[0];
}
