import { cleanupContext, type Context } from '../context.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import type { Target } from '../drivers/driver.ts';
import { type PlannedService, needsEngine } from '../model/plan.ts';
import { mustStop } from '../plan/demands.ts';
import { message } from '../text/message.ts';
import { english } from '../text/english.ts';
import type { Change } from './ledger.ts';
import { readLabels } from './lockLabels.ts';
import { takeLock } from './lock.ts';
import { type Run, driver, targetOf } from './run.ts';
import { restoreInPlace } from './steps/change.ts';
import { bringBack, takeDown } from './steps/down.ts';
import { resume } from './steps/standStill.ts';
import { jobDir } from './store.ts';

/**
 * Resolves with the state of the data once all that a job has begun is at its end: `new` (only with `forward`, when every
 * switch-over was completed), `old`, or `untouched`. Containers are back, and the lock is released. Idempotent, however the job
 * ended. Goes on when the context of the run is aborted, for a day at most. Rejects with `recovery-needed`: as `.not-undone` or
 * `.container-gone` (containers may stay down), `.taken-over` (nothing but the job's own processes and helpers is touched),
 * `.not-back` or, at the end, `.source`; and as host and drivers do: {@link unfinished} makes `recovery-needed` of that.
 */
export async function repair(run: Run, options: { forward: boolean }): Promise<'new' | 'old' | 'untouched'> {
  const ctx = cleanupContext(run.ctx, 24 * 3600_000);
  // On a full disk the repair goes on: what it could not note is found again by the next one.
  run.ledger.forgive((error) => ctx.log.warn('the ledger could not be written', { error: String(error) }));
  const { changes, quiet } = run.ledger.state();
  const open = changes.filter((change) => change.stage !== 'discarded');
  const containers = run.plan.services.flatMap((service) => service.containers);
  if (needsEngine(run.plan.operation)) await run.host.sweep(run.job, containers, ctx);
  if (open.length > 0 || quiet.length > 0) await holdLock(run, ctx);
  const forward = options.forward && open.length > 0 && (await allSwapped(run, open, ctx));
  if (forward) for (const change of open) await run.ledger.write({ type: 'change', ...change, stage: 'swapped' });
  else await rollBack(run, open, ctx);
  // The data is as it has to be: containers come back before anything less urgent.
  await resume(run);
  if (!forward) await discard(run, open, ctx);
  await releaseLock(run, ctx);
  await sweepSource(run, ctx);
  // How the job ended must be on disk.
  run.ledger.forgive(undefined);
  const services = open.map((change) => change.service);
  if (forward) run.repaired.push(message('repaired.forward', { services }));
  else if (open.length > 0) run.repaired.push(message('repaired.back', { services }));
  return forward ? 'new' : open.length > 0 ? 'old' : 'untouched';
}

/**
 * Ends a job whose new data stays live in all services: containers are back, and the lock is released. What was put aside stays for
 * an undo. Rejects as {@link resume} does, or when Docker does not answer.
 */
export async function leave(run: Run): Promise<void> {
  const ctx = cleanupContext(run.ctx, 24 * 3600_000);
  await resume(run);
  await releaseLock(run, ctx);
}

/**
 * Returns why a repair did not come to its end, as an error that leads to the next one: the cause itself when it is
 * `recovery-needed`, else `recovery-needed.unfinished`.
 */
export function unfinished(cause: unknown): AppError {
  if (AppError.is(cause, 'recovery-needed')) return cause;
  const { message: why } = toErrorInfo(cause);
  return new AppError('recovery-needed.unfinished', {}, { cause, hint: message('hint.recover', {}), detail: english(why) });
}

/**
 * Takes the lock again where it is free: a repair must be alone on the stack. Does nothing when the job has it, or never had it.
 * Rejects with `recovery-needed.taken-over` when another job has it: it may have been taken away from a job that slept.
 */
async function holdLock(run: Run, ctx: Context): Promise<void> {
  const { lock } = run.ledger.state();
  // Never held: then nothing was begun that another job could meet.
  if (lock?.id === undefined) return;
  const [held] = (await run.host.locks(ctx)).filter(({ name }) => name === lock.name);
  if (held && readLabels(held)?.job === run.job) return;
  if (!held) {
    await takeLock(run, ctx);
    return;
  }
  const labels = readLabels(held);
  throw new AppError(
    'recovery-needed.taken-over',
    { job: labels?.job ?? '?', owner: labels?.owner.machineName ?? '?' },
    { hint: message('hint.recover', {}) },
  );
}

function planned(run: Run, change: Change): PlannedService {
  const service = run.plan.services.find(({ name }) => name === change.service);
  if (!service) throw new AppError('internal.bug', {});
  return service;
}

/**
 * Resolves with where a changed service is now, as `targetOf` does. Rejects with `recovery-needed.container-gone` where that
 * rejects with `not-found`: its stack was taken down, and may come up again.
 */
async function present(run: Run, service: PlannedService, ctx: Context): Promise<Target> {
  try {
    return await targetOf(run, service, ctx);
  } catch (error) {
    if (!AppError.is(error, 'not-found')) throw error;
    const params = { service: service.name, stack: run.plan.stack?.name ?? '' };
    const hint = message('hint.up-or-forget', { folder: jobDir(run.dataDir, run.job) });
    throw new AppError('recovery-needed.container-gone', params, { cause: error, hint });
  }
}

async function allSwapped(run: Run, changes: Change[], ctx: Context): Promise<boolean> {
  const wanted = run.plan.steps.flatMap((step) => (step.do === 'swap' ? step.services : []));
  if (changes.length < wanted.length || !changes.every(maybeSwapped)) return false;
  // Those first that are asked while they stand still: a container must not start over data that is half of each.
  const stopped = (change: Change): number => Number(mustStop(planned(run, change), 'swap'));
  for (const change of changes.toSorted((a, b) => stopped(b) - stopped(a))) {
    const service = planned(run, change);
    const state = await driver(service).reconcile(await reachable(run, service, ctx), change.ref, ctx);
    if (state !== 'swapped') return false;
  }
  return true;
}

/**
 * Resolves with a service as its driver can ask it: one that has to run for its switch-over is started, if another one's has
 * stopped it. Rejects as {@link present} and {@link bringBack} do.
 */
async function reachable(run: Run, service: PlannedService, ctx: Context): Promise<Target> {
  const target = await present(run, service, ctx);
  if (mustStop(service, 'swap')) return target;
  const { quiet } = run.ledger.state();
  const down = target.containers.filter(({ id }) => quiet.some((still) => still.how === 'stop' && still.id === id));
  if (down.length === 0) return target;
  await bringBack(run, down);
  return present(run, service, ctx);
}

/**
 * Takes changes back in reverse: what was switched over last comes first. Tries all but those that share a container with one
 * that failed, then rejects with `recovery-needed.not-undone` and the services that were not taken back, or with
 * `recovery-needed.container-gone` when the first of them did so.
 */
async function rollBack(run: Run, changes: Change[], ctx: Context): Promise<void> {
  const failed: { service: string; error: unknown }[] = [];
  for (const change of changes.filter(maybeSwapped).toReversed()) {
    // What runs in the container of data that is neither old nor new stays down with it.
    const beside = failed.find(({ service }) => shareContainer(run, service, change.service));
    await (beside ? Promise.reject(beside.error) : rollBackOne(run, change, ctx)).catch((error: unknown) =>
      failed.push({ service: change.service, error }),
    );
  }
  const [first] = failed;
  if (!first) return;
  if (AppError.is(first.error) && first.error.key === 'recovery-needed.container-gone') throw first.error;
  const detail = failed.map(({ service, error }) => `${service}: ${String(error)}`).join('\n');
  throw new AppError(
    'recovery-needed.not-undone',
    { services: failed.map(({ service }) => service) },
    { cause: first.error, hint: message('hint.recover', {}), detail },
  );
}

/**
 * Returns whether live data may have been touched. The ledger knows before the act: until it says `swapping`, no server need be
 * asked.
 */
const maybeSwapped = ({ stage }: Change): boolean => stage === 'swapping' || stage === 'swapped';

function shareContainer(run: Run, ...names: [string, string]): boolean {
  const [one, other] = names.map((name) => run.plan.services.find((service) => service.name === name)?.containers ?? []);
  return one?.some((id) => other?.includes(id)) ?? false;
}

async function rollBackOne(run: Run, change: Change, ctx: Context): Promise<void> {
  const service = planned(run, change);
  const target = await reachable(run, service, ctx);
  const state = await driver(service).reconcile(target, change.ref, ctx);
  if (state === 'absent' || state === 'staged') return;
  const { safety, quiet } = run.ledger.state();
  // Also when it does not run: a server that did not come up with its new data shall come up with the old. And also when the
  // ledger says that it stands still: the job may have died when it was up again, and before it could say so.
  const up = target.containers.filter(({ id, state }) => state === 'running' || !quiet.some((still) => still.id === id));
  if (mustStop(service, 'swap') && up.length > 0) await takeDown(run, service, up, ctx);
  if (service.inPlace && safety !== undefined) await restoreInPlace(run, service, await run.repository.find(safety, ctx), ctx);
  else await driver(service).rollback(target, change.ref, ctx);
}

async function discard(run: Run, changes: Change[], ctx: Context): Promise<void> {
  for (const change of changes.toReversed()) {
    const service = planned(run, change);
    await run.ledger.write({ type: 'change', ...change, stage: 'discarding' });
    await driver(service).discard(await present(run, service, ctx), change.ref, 'staged', ctx);
    await run.ledger.write({ type: 'change', ...change, stage: 'discarded' });
  }
}

/**
 * Kills the processes that a copy left on its source host. Rejects with `recovery-needed.source` when it cannot. Comes last,
 * because nothing waits for it: the target is whole all the same, and what is left there waits for the next `recover`.
 */
async function sweepSource(run: Run, ctx: Context): Promise<void> {
  const { source, services } = run.plan;
  if (!source) return;
  const containers = services.flatMap((service) => service.source?.containers ?? []);
  try {
    await run.source.sweep(run.job, containers, ctx);
  } catch (cause) {
    const hint = message('hint.recover', {});
    throw new AppError('recovery-needed.source', { host: source.host }, { cause, hint });
  }
}

/**
 * Releases the lock of this stack that names this job, also one that was created before the ledger could say so. Does nothing when
 * there is none.
 */
async function releaseLock(run: Run, ctx: Context): Promise<void> {
  const { lock } = run.ledger.state();
  run.ledger.copyTo(undefined);
  if (!lock) return;
  const held = (await run.host.locks(ctx)).find((other) => other.name === lock.name && readLabels(other)?.job === run.job);
  if (held) await run.host.unlock(held, ctx);
  run.lock = undefined;
}
