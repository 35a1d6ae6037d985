import type { ErrorCode } from '../model/exitCodes.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import { cleanupContext } from '../context.ts';
import type { JobResult } from '../model/job.ts';
import type { Step } from '../model/plan.ts';
import { undoUntil } from '../model/undoPeriod.ts';
import { asLive } from '../plan/demands.ts';
import { message } from '../text/message.ts';
import { english } from '../text/english.ts';
import { Ledger } from './ledger.ts';
import { takeLock } from './lock.ts';
import { recordProof } from './proof.ts';
import { repairJob } from './recover.ts';
import { withWayOn } from './refusal.ts';
import { leave, repair, unfinished } from './repair.ts';
import { type Run, driver, resultOf, servicesOf, targetOf } from './run.ts';
import { isLost } from './reconnecting.ts';
import { type Stored, commit, fix, open, prepare, release, store } from './steps/capture.ts';
import { fit, prove, reopen, stage, swap } from './steps/change.ts';
import { deleteSnapshots } from './steps/delete.ts';
import { importSnapshot } from './steps/import.ts';
import { settle } from './steps/settle.ts';
import { standStill, resume } from './steps/standStill.ts';
import { check, parse, trial } from './steps/trial.ts';
import { markUndone } from './markUndone.ts';
import { jobDir, keptForUndo, readJob, undoable } from './store.ts';

/**
 * Runs a plan step by step, unchanged, and resolves with what it achieved. When a step fails or the job is cancelled, it takes
 * back all that was begun (data to the old state, containers back, lock released, no half snapshot listed), then rejects with
 * that failure, or with `recovery-needed` when something could not be taken back. A snapshot that was committed, imported or
 * deleted before stays so, and so does what was dropped, and new data that went wrong only once writers were at work on it, or that
 * there is no way back from. A repair that fails stops no other.
 */
export async function execute(run: Run): Promise<JobResult> {
  const progress: Progress = { stored: undefined };
  const unrepaired: unknown[] = [];
  let under: Step['do'] | undefined;
  try {
    for (const [index, step] of run.plan.steps.entries()) {
      run.ctx.signal.throwIfAborted();
      under = step.do;
      await run.journal.write({ type: 'step', index, state: 'running' });
      try {
        await performed(run, step, progress);
      } catch (error) {
        // A journal without room must not hide why the step failed.
        await run.journal.write({ type: 'step', index, state: 'failed' }).catch((later: unknown) => {
          run.ctx.log.warn('the journal could not be written', { error: String(later) });
        });
        // Interrupted jobs have nothing to do with each other: what hinders one must not hinder the next.
        if (step.do !== 'repair' || run.ctx.signal.aborted) throw error;
        unrepaired.push(error);
        continue;
      }
      await run.journal.write({ type: 'step', index, state: 'done' });
    }
    if (unrepaired.length > 0) throw unrepaired[0];
  } catch (cause) {
    const error = withWayOn(run, cause);
    await closeAll(run);
    await recordProof(run, { error, step: under });
    await (run.keepsNew ? leaveNew(run, error) : takeBack(run, error));
    throw error;
  }
  await closeAll(run);
  await markUndone(run);
  return resultsOf(run);
}

/** How often what a lost connection broke is begun anew. */
const attempts = 3;

/** Steps of which nothing stays but their outcome: when the connection is lost in one, it begins anew. */
const repeatable = new Set<Step['do']>(['parse', 'trial']);

async function performed(run: Run, step: Step, progress: Progress): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await perform(run, step, progress);
    } catch (error) {
      if (!repeatable.has(step.do) || !isLost(error) || attempt === attempts) throw error;
      // Waits until Docker answers again.
      await run.host.sweep(run.job, [], run.ctx);
    }
  }
}

/**
 * Takes back all that the run has begun. Rejects with `recovery-needed` for what cannot be taken back now: that is left to
 * `recover`, which finds it in the open ledger.
 */
async function takeBack(run: Run, error: unknown): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await repair(run, { forward: false });
      return;
    } catch (later) {
      if (isLost(later) && attempt < attempts) continue;
      run.ctx.log.error('the job had failed before', { error: String(error) });
      throw unfinished(later);
    }
  }
}

/** Ends a run whose new data stays, as {@link leave} does, and notes what an undo has undone. Rejects with `recovery-needed`. */
async function leaveNew(run: Run, error: unknown): Promise<void> {
  try {
    await leave(run);
  } catch (later) {
    run.ctx.log.error('the job had failed before', { error: String(error) });
    throw unfinished(later);
  }
  await markUndone(run);
}

type Names = { services: string[] };

interface Progress {
  stored: Stored | undefined;
}

async function perform(run: Run, step: Step, progress: Progress): Promise<void> {
  switch (step.do) {
    case 'lock':
      return takeLock(run, run.ctx);
    case 'open':
      run.writer = await open(run);
      return undefined;
    case 'fit':
      return fit(run, step);
    case 'prepare':
      return run.plan.steps.some((other) => other.do === 'safety')
        ? saving(run, step, () => prepare(run, step))
        : prepare(run, step);
    case 'quiet':
      return standStill(run, step);
    case 'fix':
      return fix(run, step);
    case 'resume':
      return resume(run);
    case 'store':
      progress.stored = await store(run, step, need(run.writer));
      return undefined;
    case 'commit':
      await commit(run, need(run.writer), need(progress.stored));
      return undefined;
    case 'check':
      return check(run);
    case 'parse':
      return parse(run, servicesOf(run, step.services));
    case 'trial':
      return trial(run, step);
    case 'stage':
      return stage(run, step);
    case 'reopen':
      return reopen(run, step, await keptBy(run));
    case 'prove':
      return prove(run, step);
    case 'safety':
      return safety(run, step);
    case 'swap':
      return swap(run, step);
    case 'settle':
      return settle(run, step);
    case 'drop':
      return drop(run, step.job);
    case 'repair':
      return repairJob(run, step.job);
    case 'delete':
      return deleteSnapshots(run, step);
    case 'import':
      return importSnapshot(run, step);
    case 'unlock':
      return unlock(run);
  }
}

/**
 * Returns the value. Throws `internal.bug` for undefined: a step whose predecessor in the plan did not run is a bug of the planner,
 * not of the user.
 */
function need<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('internal.bug', {});
  return value;
}

async function unlock(run: Run): Promise<void> {
  run.ledger.copyTo(undefined);
  if (run.lock) await run.host.unlock(run.lock, cleanupContext(run.ctx));
  run.lock = undefined;
}

/**
 * Writes a snapshot of what is about to be overwritten and reads it back in full: the undo of that. Rejects as {@link saving} does.
 */
async function safety(run: Run, step: Extract<Step, { do: 'safety' }>): Promise<void> {
  const writer = need(run.writer);
  const restored = run.snapshot;
  const proven = step.services.map((name) => ({ rows: undefined, bytes: undefined, ...resultOf(run, name) }));
  try {
    await saving(run, step, async () => {
      await fix(run, step);
      const reference = await commit(run, writer, await store(run, step, writer), step.missing);
      for (const service of step.services) await release(run, service);
      run.snapshot = await run.repository.find(reference, run.ctx);
      await check(run);
      await parse(run, servicesOf(run, step.services).map(asLive));
    });
  } finally {
    run.snapshot = restored;
    // The job's result speaks of what is restored.
    for (const { service, rows, bytes } of proven) Object.assign(resultOf(run, service), { rows, bytes });
  }
}

/**
 * Resolves when the work is done. Where that fails on the live data itself, rejects with `capture-failed.safety`, which says that
 * nothing was overwritten and what can be done. Rejects with every other failure as it is.
 */
async function saving(run: Run, { services }: Names, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (run.ctx.signal.aborted || !AppError.is(cause) || !unreadable.has(cause.code)) throw cause;
    // The live data is not to blame for that.
    if (cause.key === 'capture-failed.woken') throw cause;
    const hint = message('hint.no-safety', { snapshot: run.plan.snapshot ?? '', services });
    const detail = cause.detail ?? english(toErrorInfo(cause).message);
    throw new AppError('capture-failed.safety', { services }, { cause, hint, detail });
  }
}

/** What the live data itself can be the cause of. */
const unreadable = new Set<string>(['capture-failed', 'tool-failed', 'corrupt'] satisfies ErrorCode[]);

async function keptBy(run: Run): Promise<ReturnType<typeof keptForUndo>> {
  const job = need(run.plan.job);
  const known = await readJob(run.dataDir, job);
  return known ? keptForUndo(known.ledger) : [];
}

/**
 * Removes what an earlier job keeps for undo: the plan has listed it. Does nothing when the job never began. Rejects as
 * `readJob`, `targetOf`, `Driver.discard` and `Ledger.open` do.
 */
async function drop(run: Run, job: string): Promise<void> {
  const known = await readJob(run.dataDir, job);
  if (!known) return;
  for (const change of keptForUndo(known.ledger)) {
    const service = known.plan.services.find(({ name }) => name === change.service);
    if (!service) continue;
    await driver(service).discard(await targetOf(run, service), change.ref, 'undo', run.ctx);
    await using ledger = await Ledger.open(jobDir(run.dataDir, job));
    await ledger.write({ type: 'dropped', by: run.job, services: [change.service] });
  }
}

/**
 * Lets go of everything that is held open. Only then can `repair` see the servers as they are. Never rejects: a failure is logged.
 */
async function closeAll(run: Run): Promise<void> {
  for (const service of new Set([...run.captures.keys(), ...run.prepared.keys(), ...run.spools.keys()]))
    await quietly(() => release(run, service));
  for (const staged of run.staged.values()) await quietly(async () => await staged[Symbol.asyncDispose]());
  await quietly(async () => await run.writer?.[Symbol.asyncDispose]());

  async function quietly(close: () => Promise<void>): Promise<void> {
    try {
      await close();
    } catch (error) {
      // What could not be closed is found again by `repair`, from the ledger.
      run.ctx.log.warn('closing failed', { error: String(error) });
    }
  }
}

async function resultsOf(run: Run): Promise<JobResult> {
  const { plan } = run;
  const state = run.ledger.state();
  const services = servicesOf(
    run,
    plan.services.map(({ name }) => name),
  ).map(({ name }) => resultOf(run, name));
  const kept = undoable(plan, state).length > 0;
  const seconds = (performance.now() - run.begun) / 1000;
  await recordProof(run);
  return {
    ...((state.snapshot ?? plan.snapshot) !== undefined && { snapshot: state.snapshot ?? plan.snapshot }),
    ...(plan.operation === 'backup' && {
      complete: run.missing.size === 0 && run.missingItems.length === 0 && plan.missing.length === 0,
      bytes: services.reduce((sum, service) => sum + (service.bytes ?? 0), 0),
    }),
    ...(plan.operation === 'import' && { bytes: services.reduce((sum, service) => sum + (service.bytes ?? 0), 0) }),
    seconds,
    ...(run.frozenSeconds !== undefined && { frozenSeconds: run.frozenSeconds }),
    ...(run.secondsDown.size > 0 && { secondsDown: Object.fromEntries(run.secondsDown) }),
    services,
    ...(kept && { undoUntil: undoUntil(new Date()) }),
    ...(run.deleted.length > 0 && {
      deleted: run.deleted.map(({ reference }) => reference),
      bytes: run.deleted.reduce((sum, { bytes }) => sum + bytes, 0),
    }),
    ...(run.repaired.length > 0 && { repaired: run.repaired }),
  };
}
