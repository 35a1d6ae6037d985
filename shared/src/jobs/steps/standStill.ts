import { AppError } from '../../errors.ts';
import { cleanupContext, type Context } from '../../context.ts';
import { message } from '../../text/message.ts';
import type { Step } from '../../model/plan.ts';
import type { Run } from '../run.ts';
import { start, startInOrder } from './startUp.ts';

/**
 * Makes writers stand still: stopped, or paused. `run.freeze` aborts after `maxSeconds` (10 when undefined), and 5 seconds later
 * a watchdog wakes what is paused. The ledger knows before the first one stands still. Rejects when one cannot be stopped or
 * paused, or with `recovery-needed.no-watchdog`. `resume` brings back those that stand still by then.
 */
export async function standStill(run: Run, step: Extract<Step, { do: 'quiet' }>): Promise<void> {
  const containers = run.plan.containers.filter((container) => step.containers.includes(container.id));
  if (containers.length === 0) return;
  await run.ledger.write({
    type: 'quiet',
    how: step.how,
    containers: containers.map(({ id, name, service }) => ({ id, name, service })),
  });
  if (step.how === 'stop') {
    // Those that depend on others come last in the plan: they go first.
    for (const container of containers.toReversed()) {
      run.stillSince.set(container.name, performance.now());
      await run.host.stop(container.id, run.ctx);
    }
    run.point = new Date();
    return;
  }
  const limit = (step.maxSeconds ?? 10) * 1000;
  const charge = {
    job: run.job,
    name: run.host.name,
    address: run.host.address,
    containers: containers.map((container) => container.id),
    limit: limit + 5000,
  };
  run.watchdog = await run.startWatchdog(charge, run.ctx.signal);
  run.frozenFrom = performance.now();
  run.freeze = AbortSignal.timeout(limit);
  const paused = await Promise.allSettled(
    containers.map(async (container) => {
      run.stillSince.set(container.name, performance.now());
      await run.host.pause(container.id, run.ctx);
    }),
  );
  // Only when all of them were answered: a container must not be woken before it is paused.
  for (const outcome of paused) if (outcome.status === 'rejected') throw outcome.reason;
  run.point = new Date();
}

/**
 * Rejects with `key` when a container that the job made stand still runs again or is gone, before all points were fixed, or before
 * what was saved is overwritten: its watchdog, its user or Compose may have woken it, or another client may have cleaned up after a
 * job that slept.
 */
export async function assertStill(run: Run, key: 'capture-failed.woken' | 'capture-failed.moving', ctx: Context): Promise<void> {
  const { quiet } = run.ledger.state();
  const countStanding = await Promise.all(
    quiet.map(async ({ id, name }) => {
      const now = await run.host.container(id, ctx).catch((error: unknown) => {
        if (AppError.is(error, 'not-found')) return undefined;
        throw error;
      });
      return !now || now.state === 'running' || now.state === 'restarting' ? [name] : [];
    }),
  );
  const containers = countStanding.flat();
  if (containers.length > 0) throw new AppError(key, { containers });
}

/**
 * Brings back every container that stands still on account of this job, also when it was cancelled, for ten minutes at most.
 * Those that are gone count as back. Tries all, then rejects with `recovery-needed.not-back` and those that failed, or as the
 * ledger does when it cannot be written. Safe to call at any time.
 */
export async function resume(run: Run): Promise<void> {
  const still = run.ledger.state().quiet;
  if (still.length === 0) return;
  // Also when the job was cancelled: an application that stands still is worse than a late cancel.
  const ctx = cleanupContext(run.ctx, 10 * 60_000);
  const paused = still.filter((container) => container.how === 'pause');
  const stopped = still.filter((container) => container.how === 'stop');
  const back: string[] = [];
  const failures: { name: string; error: unknown }[] = [];
  const bring = async ({ id, name }: { id: string; name: string }, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
      back.push(id);
      moving(run, name);
    } catch (error) {
      failures.push({ name, error });
    }
  };
  await Promise.all(paused.map((container) => bring(container, () => wake(run, container, ctx))));
  // The watchdog goes on trying where we failed.
  if (failures.length === 0) run.watchdog?.dismiss();
  run.watchdog = undefined;
  const known = await Promise.all(
    stopped.map(async (container) => {
      try {
        return [await run.host.container(container.id, ctx)];
      } catch (error) {
        // One that is gone cannot be brought back: Compose has made it anew, or removed it.
        if (AppError.is(error, 'not-found')) back.push(container.id);
        else failures.push({ name: container.name, error });
        return [];
      }
    }),
  );
  await startInOrder(
    run,
    known.flat(),
    async (container) => {
      const before = failures.length;
      await bring(container, async () => void (await start(run, container.id, ctx)));
      return failures.length === before;
    },
    ctx,
  );
  if (run.frozenFrom !== undefined) run.frozenSeconds = (performance.now() - run.frozenFrom) / 1000;
  await run.ledger.write({ type: 'resumed', containers: back });
  const [first] = failures;
  if (!first) return;
  throw new AppError(
    'recovery-needed.not-back',
    { containers: failures.map(({ name }) => name) },
    {
      cause: first.error,
      hint: message('hint.recover', {}),
      detail: failures.map(({ name, error }) => `${name}: ${String(error)}`).join('\n'),
    },
  );
}

async function wake(run: Run, container: { id: string; name: string }, ctx: Context): Promise<void> {
  try {
    await run.host.unpause(container.id, ctx);
  } catch (error) {
    if (!AppError.is(error, 'not-found')) throw error;
  }
}

/**
 * Counts the seconds for which a container stood still, by its name. It may stand still more than once. Does nothing when it did
 * not.
 */
export function moving(run: Run, name: string): void {
  const since = run.stillSince.get(name);
  if (since === undefined) return;
  run.stillSince.delete(name);
  run.secondsDown.set(name, (run.secondsDown.get(name) ?? 0) + (performance.now() - since) / 1000);
}

/**
 * Returns `timeout.freeze`, with the seconds, for any error once the freeze window has ended, with that error as its cause: no
 * bare abort. Returns an error before that end, and any after a cancel, as it is.
 */
export function freezeError(run: Run, error: unknown, seconds: number): unknown {
  if (!run.freeze?.aborted || run.ctx.signal.aborted) return error;
  return new AppError('timeout.freeze', { seconds }, { cause: error, hint: message('hint.freeze-online', {}) });
}
