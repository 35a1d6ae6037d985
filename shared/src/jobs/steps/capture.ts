import pMap from 'p-map';
import type { Context } from '../../context.ts';
import { AppError, toErrorInfo } from '../../errors.ts';
import type { Artifact, Capture, CapturedInventory } from '../../drivers/driver.ts';
import type { ManifestService } from '../../model/manifest.ts';
import type { PlannedService } from '../../model/plan.ts';
import type { SnapshotWriter } from '../../repository/repository.ts';
import { assertLocked } from '../lock.ts';
import { type Run, captured, driver, phase, resultOf, servicesOf, sideBySide } from '../run.ts';
import { assertStill, freezeError } from './quiet.ts';
import { checkRepositorySpace } from './space.ts';

type Names = { services: string[] };

export async function open(run: Run, options: { safety: boolean }): Promise<SnapshotWriter> {
  const { stack } = run.plan;
  if (!stack) throw new AppError('internal.bug', {});
  await checkRepositorySpace(run);
  await run.ledger.write({ type: 'snapshot', repo: run.plan.repo, safety: options.safety });
  return run.repository.create({ stack, job: run.job, owner: run.owner, startedAt: run.startedAt }, run.ctx);
}

export async function prepare(run: Run, step: Names): Promise<void> {
  const request = run.plan.request;
  const counts = request.operation === 'backup' ? request.counts : true;
  await eachService(run, step, (service, ctx) =>
    phase(
      run,
      service,
      'prepare',
      async (inner) => {
        const target = await captured(run, service, inner);
        run.targets.set(service.name, target);
        const prepared = await driver(service).prepare(target, { items: service.items }, { counts, lockTimeout: 30_000 }, inner);
        run.prepared.set(service.name, prepared);
      },
      { ctx },
    ),
  );
}

export async function fix(run: Run, step: Names): Promise<void> {
  const request = run.plan.request;
  const limit = request.operation === 'backup' ? request.maxFreezeSeconds : 10;
  const signal = run.freeze ? AbortSignal.any([run.ctx.signal, run.freeze]) : run.ctx.signal;
  try {
    await eachService(
      run,
      step,
      async (service, ctx) => {
        const prepared = run.prepared.get(service.name);
        if (!prepared) throw new AppError('internal.bug', {});
        run.captures.set(service.name, await prepared.fix(ctx));
      },
      { ...run.ctx, signal },
    );
    await assertStill(run, { ...run.ctx, signal });
  } catch (error) {
    throw freezeError(run, error, limit);
  }
}

/** What was stored of each service, kept until the commit. */
export interface Stored {
  services: ManifestService[];
  inventories: Record<string, CapturedInventory>;
  expected: { service: string; name: string }[];
}

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
  const [bytes, content] = await sideBySide(ctx, ['artifacts', 'inventory'] as const, async (what, inner) =>
    what === 'artifacts' ? writeArtifacts(service.name, artifacts, capture, writer, inner) : capture.inventory(inner),
  );
  if (typeof bytes !== 'number' || typeof content !== 'object') throw new AppError('internal.bug', {});
  const prepared = run.prepared.get(service.name);
  const container = run.targets.get(service.name)?.container;
  if (!container) throw new AppError('internal.bug', {});
  stored.services.push({
    name: service.name,
    kind: service.kind,
    version: content.inventory.version,
    image: { reference: container.image, id: container.imageId },
    items: prepared?.items ?? service.items,
  });
  stored.inventories[service.name] = content;
  stored.expected.push(...artifacts.map(({ name }) => ({ service: service.name, name })));
  const result = resultOf(run, service.name);
  result.bytes = bytes;
  result.rows = content.inventory.entries.reduce((sum, { exact }) => sum + Number(exact['rows'] ?? exact['keys'] ?? 0), 0);
  await capture[Symbol.asyncDispose]();
  run.captures.delete(service.name);
}

async function writeArtifacts(
  service: string,
  artifacts: Artifact[],
  capture: Capture,
  writer: SnapshotWriter,
  ctx: Context,
): Promise<number> {
  const sizes = await pMap(artifacts, async (artifact) => (await writer.add(service, artifact, ctx)).bytes, {
    concurrency: capture.lanes,
    signal: ctx.signal,
  });
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** The manifest, last. Exactly what the plan lists, or nothing. */
export async function commit(run: Run, writer: SnapshotWriter, stored: Stored, options: { safety: boolean }): Promise<string> {
  await assertLocked(run.host, run.lock, run.ctx);
  const { plan } = run;
  await writer.commit(
    {
      mode: plan.mode ?? 'online',
      ...(run.point && plan.mode !== 'online' && { point: run.point }),
      environment: plan.environment ?? 'production',
      services: stored.services,
      missing: [...plan.missing, ...[...run.missing].map(([service, reason]) => ({ service, reason }))],
      scope: plan.scope ?? stored.services.map(({ name }) => name),
      inventory: { services: stored.inventories },
      expected: stored.expected,
    },
    run.ctx,
  );
  const { reference } = writer;
  await run.ledger.write({ type: 'committed', reference, safety: options.safety });
  return reference;
}

/** Side by side; with `--keep-going` a service that fails is left out and named instead of failing all. */
async function eachService(
  run: Run,
  step: Names,
  work: (service: PlannedService, ctx: Context) => Promise<void>,
  ctx: Context = run.ctx,
): Promise<void> {
  const { request } = run.plan;
  const keepGoing = request.operation === 'backup' && request.keepGoing;
  await sideBySide(ctx, servicesOf(run, step.services), async (service, inner) => {
    try {
      await work(service, inner);
    } catch (error) {
      if (!keepGoing || run.ctx.signal.aborted) throw error;
      run.missing.set(service.name, toErrorInfo(error).message);
      await release(run, service.name);
    }
  });
  if (keepGoing && servicesOf(run, step.services).length === 0) throw new AppError('incomplete.nothing-left', {});
}

export async function release(run: Run, service: string): Promise<void> {
  await run.captures.get(service)?.[Symbol.asyncDispose]();
  run.captures.delete(service);
  await run.prepared.get(service)?.[Symbol.asyncDispose]();
  run.prepared.delete(service);
}
