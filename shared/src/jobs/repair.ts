import { cleanupContext, type Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { type PlannedService, needsEngine } from '../model/plan.ts';
import { message } from '../text/catalogue.ts';
import type { Change, LedgerEntry } from './ledger.ts';
import { readLabels } from './lock.ts';
import { type Run, driver, targetOf } from './run.ts';
import { restoreInPlace, takeDown } from './steps/change.ts';
import { resume } from './steps/quiet.ts';

/**
 * Brings everything that a job has begun to an end, from its ledger and from what the engines themselves say: data to the
 * old or (with `forward`, when every switch-over was completed) the new state, containers back, lock released. The same
 * for a job that failed, was cancelled, or died at any point; idempotent. When data is neither old nor new and cannot be
 * taken back, its containers stay down and it rejects with `recovery-needed.not-undone`.
 */
export async function repair(run: Run, options: { forward: boolean }): Promise<'new' | 'old' | 'untouched'> {
  const ctx = cleanupContext(run.ctx, 24 * 3600_000);
  const { changes } = run.ledger.state();
  const open = changes.filter((change) => change.stage !== 'discarded');
  const containers = run.plan.services.map(({ container }) => container);
  if (needsEngine(run.plan.operation)) await run.host.sweep(run.job, containers, ctx);
  const forward = options.forward && open.length > 0 && (await allSwapped(run, open, ctx));
  if (forward) for (const change of open) await record(run, { type: 'change', ...change, stage: 'swapped' });
  else await rollBack(run, open, ctx);
  // The data is as it has to be: containers come back before anything less urgent.
  await resume(run);
  if (!forward) await discard(run, open, ctx);
  await releaseLock(run, ctx);
  await sweepSource(run, ctx);
  const services = open.map((change) => change.service);
  if (forward) run.repaired.push(message('repaired.forward', { services }));
  else if (open.length > 0) run.repaired.push(message('repaired.back', { services }));
  return forward ? 'new' : open.length > 0 ? 'old' : 'untouched';
}

/** On a full disk the repair goes on: what it could not note is found again by the next one. */
async function record(run: Run, entry: LedgerEntry): Promise<void> {
  await run.ledger
    .write(entry)
    .catch((error: unknown) => run.ctx.log.warn('the ledger could not be written', { error: String(error) }));
}

function planned(run: Run, change: Change): PlannedService {
  const service = run.plan.services.find(({ name }) => name === change.service);
  if (!service) throw new AppError('internal.bug', {});
  return service;
}

async function allSwapped(run: Run, changes: Change[], ctx: Context): Promise<boolean> {
  const wanted = run.plan.steps.flatMap((step) => (step.do === 'swap' ? step.services : []));
  if (changes.length < wanted.length) return false;
  for (const change of changes) {
    const service = planned(run, change);
    const state = await driver(service).reconcile(await targetOf(run, service, ctx), change.ref, ctx);
    if (state !== 'swapped') return false;
  }
  return true;
}

/** In reverse: what was switched over last is taken back first. What fails is tried for all before it is told. */
async function rollBack(run: Run, changes: Change[], ctx: Context): Promise<void> {
  const failed: { service: string; error: unknown }[] = [];
  for (const change of changes.toReversed()) {
    await rollBackOne(run, change, ctx).catch((error: unknown) => failed.push({ service: change.service, error }));
  }
  if (failed.length === 0) return;
  const detail = failed.map(({ service, error }) => `${service}: ${String(error)}`).join('\n');
  throw new AppError(
    'recovery-needed.not-undone',
    { services: failed.map(({ service }) => service) },
    { cause: failed[0]?.error, hint: message('hint.recover', {}), detail },
  );
}

async function rollBackOne(run: Run, change: Change, ctx: Context): Promise<void> {
  const service = planned(run, change);
  const target = await targetOf(run, service, ctx);
  const state = await driver(service).reconcile(target, change.ref, ctx);
  if (state === 'absent' || state === 'staged') return;
  const { safety } = run.ledger.state();
  if (service.traits.down.swap === 'service' && target.container.state === 'running')
    await takeDown(run, service, target.container, ctx);
  if (service.inPlace && safety !== undefined) await restoreInPlace(run, service, await run.repository.find(safety, ctx), ctx);
  else await driver(service).rollback(target, change.ref, ctx);
}

async function discard(run: Run, changes: Change[], ctx: Context): Promise<void> {
  for (const change of changes.toReversed()) {
    const service = planned(run, change);
    await record(run, { type: 'change', ...change, stage: 'discarding' });
    await driver(service).discard(await targetOf(run, service, ctx), change.ref, 'staged', ctx);
    await record(run, { type: 'change', ...change, stage: 'discarded' });
  }
}

/**
 * Ends what a copy has started where it reads. Last, because nobody waits for it: when that host does not answer, the target
 * is whole all the same, and what is left there waits for the next `recover`.
 */
async function sweepSource(run: Run, ctx: Context): Promise<void> {
  const { source, services } = run.plan;
  if (!source) return;
  const containers = services.flatMap((service) => service.source?.container ?? []);
  try {
    await run.source.sweep(run.job, containers, ctx);
  } catch (cause) {
    const hint = message('hint.recover', {});
    throw new AppError('recovery-needed.source', { host: source.host }, { cause, hint });
  }
}

/** By id when we know it; otherwise the one of this stack that names this job: it was created and we died before writing so. */
async function releaseLock(run: Run, ctx: Context): Promise<void> {
  const { lock } = run.ledger.state();
  if (!lock) return;
  const held = (await run.host.locks(ctx)).find((other) => other.name === lock.name && readLabels(other)?.job === run.job);
  if (held) await run.host.unlock(held, ctx);
  run.lock = undefined;
}
