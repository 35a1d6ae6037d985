import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Container } from '../../hosts/container.ts';
import type { PlannedService, Step } from '../../model/plan.ts';
import { message } from '../../text/message.ts';
import { isLost } from '../reconnecting.ts';
import { type Run, note, servicesOf, targetOf } from '../run.ts';
import { undoable } from '../store.ts';

/** The longest that a kind of service may ask for. */
const longestOfKind = 60;

/**
 * Asks the services of their new data, after everything is up again, and writes what they warn of into the journal; then watches
 * for as long as the step says. Rejects as their drivers do; once writers are at work, what is live stays as it is: with the
 * driver's `unproven`, with `unproven.stopped-since`, `.restarted-since` or `.unhealthy-since`, or with `cancelled.watching`, each
 * with the way to undo it. A connection that is lost meanwhile is noted.
 */
export async function settle(run: Run, step: Extract<Step, { do: 'settle' }>): Promise<void> {
  const services = servicesOf(run, step.services);
  for (const { name } of services) {
    const warnings = (await run.staged.get(name)?.settle(run.ctx)) ?? [];
    for (const warning of warnings) await note(run, 'warn', warning);
  }
  try {
    await assertServing(run, services);
    await watch(run, services, secondsOf(run, services, step.watchSeconds ?? 0));
  } catch (error) {
    if (run.ctx.signal.aborted) {
      throw stays(run, new AppError('cancelled.watching', { services: services.map(({ name }) => name) }, { cause: error }));
    }
    if (isLost(error)) return note(run, 'warn', message('note.watch-lost', {}));
    // Writers are at work on what is live: whatever was not found out, it stays.
    run.keepsNew = true;
    throw AppError.is(error) ? stays(run, error) : error;
  }
}

/** Returns the error with the way to undo what stays live, and notes that it does. */
function stays(run: Run, { key, params, detail, cause }: AppError): AppError {
  run.keepsNew = true;
  const kept = undoable(run.plan, run.ledger.state()).length > 0;
  const hint = kept ? message('hint.undo', { job: run.job }) : message('hint.no-undo', {});
  return new AppError(key, params, { hint, cause, ...(detail !== undefined && { detail }) });
}

/** Returns the seconds to watch: as many as are wanted, or as a kind needs more. 0 where none are wanted. */
function secondsOf(run: Run, services: PlannedService[], wanted: number): number {
  const needed = services.map(({ name }) => Math.min(longestOfKind, run.staged.get(name)?.watchSeconds ?? 0));
  return wanted === 0 ? 0 : Math.max(wanted, ...needed);
}

async function assertServing(run: Run, services: PlannedService[]): Promise<void> {
  for (const { name } of services) await run.staged.get(name)?.assertServing?.(run.ctx);
}

async function watch(run: Run, services: PlannedService[], seconds: number): Promise<void> {
  if (seconds === 0) return;
  await note(run, 'info', message('note.watching', { seconds }));
  const watched = await containersOf(run, services);
  for (let second = 0; second < seconds; second += 1) {
    await delay(1000, undefined, { signal: run.ctx.signal });
    for (const one of watched) await assertStaysUp(run, one);
  }
  await assertServing(run, services);
}

interface Watched {
  before: Container;
  /** Its data was changed: it is no application. */
  isData: boolean;
}

/** Resolves with the containers whose data was changed, and those that the job had stopped. */
async function containersOf(run: Run, services: PlannedService[]): Promise<Watched[]> {
  const found = new Map<string, Watched>();
  for (const service of services) {
    for (const before of (await targetOf(run, service)).containers) found.set(before.id, { before, isData: true });
  }
  for (const { id, action } of run.plan.containers) {
    const before = action === 'none' || found.has(id) ? undefined : await stillThere(run, id);
    if (before) found.set(id, { before, isData: false });
  }
  return [...found.values()];
}

/**
 * Rejects when a container has ended, was started again, or fails its own health check, which it did not before. Resolves for an
 * application that ended well, and for a container that is gone: it was removed, or made anew.
 */
async function assertStaysUp(run: Run, { before, isData }: Watched): Promise<void> {
  const now = await stillThere(run, before.id);
  if (!now) return;
  const { name: container, state, exitCode } = now;
  const isUp = state === 'running' || state === 'paused';
  if (!isUp && (isData || exitCode !== 0 || state === 'restarting')) {
    throw new AppError('unproven.stopped-since', { container, exitCode });
  }
  if (now.startedAt !== before.startedAt) throw new AppError('unproven.restarted-since', { container });
  if (now.health === 'unhealthy' && before.health !== 'unhealthy') throw new AppError('unproven.unhealthy-since', { container });
}

/** Resolves with a container as it is now, or undefined when it is gone. */
const stillThere = (run: Run, id: string): Promise<Container | undefined> =>
  run.host.container(id, run.ctx).catch((error: unknown) => {
    if (AppError.is(error, 'not-found')) return undefined;
    throw error;
  });
