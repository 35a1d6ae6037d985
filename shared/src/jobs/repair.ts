import { cleanupContext, type Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { PlannedService } from '../model/plan.ts';
import { message } from '../text/catalogue.ts';
import type { Change } from './ledger.ts';
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
  await run.host.sweep(run.job, ctx);
  const open = run.ledger.state().changes.filter((change) => change.stage !== 'discarded');
  const forward = options.forward && open.length > 0 && (await allSwapped(run, open, ctx));
  if (forward) await confirmSwaps(run, open);
  else await takeBack(run, open, ctx);
  await resume(run);
  await releaseLock(run, ctx);
  if (forward) run.repaired.push(message('repaired.forward', { services: open.map((change) => change.service) }));
  else if (open.length > 0) run.repaired.push(message('repaired.back', { services: open.map((change) => change.service) }));
  return forward ? 'new' : open.length > 0 ? 'old' : 'untouched';
}

function planned(run: Run, change: Change): PlannedService {
  const service = run.plan.services.find(({ name }) => name === change.service);
  if (!service) throw new AppError('internal.bug', {});
  return service;
}

async function allSwapped(run: Run, changes: Change[], ctx: Context): Promise<boolean> {
  const inPlan = run.plan.services.filter((service) =>
    run.plan.steps.some((step) => step.do === 'swap' && step.services.includes(service.name)),
  );
  if (changes.length < inPlan.length) return false;
  for (const change of changes) {
    const service = planned(run, change);
    if ((await driver(service).reconcile(await targetOf(run, service, ctx), change.ref, ctx)) !== 'swapped') return false;
  }
  return true;
}

async function confirmSwaps(run: Run, changes: Change[]): Promise<void> {
  for (const change of changes) {
    if (change.stage !== 'swapped')
      await run.ledger.write({ type: 'change', stage: 'swapped', service: change.service, ref: change.ref });
  }
}

/** In reverse: what was switched over last is taken back first. */
async function takeBack(run: Run, changes: Change[], ctx: Context): Promise<void> {
  const failed: { service: string; error: unknown }[] = [];
  for (const change of changes.toReversed()) {
    try {
      await takeBackOne(run, change, ctx);
    } catch (error) {
      failed.push({ service: change.service, error });
    }
  }
  if (failed.length === 0) return;
  throw new AppError(
    'recovery-needed.not-undone',
    { services: failed.map(({ service }) => service) },
    { cause: failed[0]?.error, hint: message('hint.recover', {}) },
  );
}

async function takeBackOne(run: Run, change: Change, ctx: Context): Promise<void> {
  const service = planned(run, change);
  const target = await targetOf(run, service, ctx);
  const state = await driver(service).reconcile(target, change.ref, ctx);
  if (state === 'half' || state === 'swapped') {
    const { safety } = run.ledger.state();
    if (service.traits.down.swap === 'service' && target.container.state === 'running')
      await takeDown(run, service, target.container, ctx);
    if (service.inPlace && safety !== undefined) await restoreInPlace(run, service, await run.repository.find(safety, ctx), ctx);
    else await driver(service).rollback(target, change.ref, ctx);
  }
  const { ref } = change;
  await run.ledger.write({ type: 'change', stage: 'discarding', service: change.service, ref });
  await driver(service).discard(target, ref, 'staged', ctx);
  await run.ledger.write({ type: 'change', stage: 'discarded', service: change.service, ref });
}

/** By id when we know it; otherwise the one of this stack that names this job: it was created and we died before writing so. */
async function releaseLock(run: Run, ctx: Context): Promise<void> {
  const { lock } = run.ledger.state();
  if (!lock) return;
  const held = (await run.host.locks(ctx)).find((other) => other.name === lock.name && readLabels(other)?.job === run.job);
  if (held) await run.host.unlock(held, ctx);
  run.lock = undefined;
}
