import { AppError } from '../errors.ts';
import { cleanupContext } from '../context.ts';
import { connectLater } from '../hosts/connect.ts';
import type { HeldLock } from '../hosts/host.ts';
import { openLater } from '../repository/configured.ts';
import { message } from '../text/message.ts';
import type { Message } from '../model/message.ts';
import type { Owner } from '../model/owner.ts';
import type { Plan } from '../model/plan.ts';
import { undoUntil } from '../model/undoPeriod.ts';
import { stackFolder } from '../repository/layout.ts';
import { claimRepair } from './repairClaim.ts';
import { Journal } from './journal.ts';
import { Ledger, readLedger } from './ledger.ts';
import { type LockLabels, readLabels } from './lockLabels.ts';
import { readLockRecord } from './lockRecord.ts';
import { ownerState } from '../machine/owner.ts';
import { repair, unfinished } from './repair.ts';
import { newRun, type Run } from './run.ts';
import { adoptJob, jobDir, readJobFile } from './store.ts';
import { markUndone } from './markUndone.ts';

/**
 * Repairs an interrupted job from its ledger, or one that another client began from what its lock on the host holds. What it
 * did is in `run.repaired`, which gets nothing when the ledger here has ended already. Rejects with `locked.alive`, or with
 * `locked.elsewhere` for an owner of which nothing can be known from here, unless the user has named its machine, with
 * `corrupt.job`, as {@link readLedger}, {@link adoptJob}, {@link claimRepair} and `Ledger.write` do, or with what
 * {@link unfinished} makes of a failed {@link repair}.
 */
export async function repairJob(run: Run, job: string): Promise<void> {
  const dir = jobDir(run.dataDir, job);
  const known = await readJobFile(dir).catch(() => undefined);
  if (!known) return takeOver(run, job);
  const { owner, ended } = await readLedger(dir);
  if (ended) return;
  await checkOwner(run, job, owner.owner);
  await bringToAnEnd(run, dir, known);
}

async function bringToAnEnd(run: Run, dir: string, { file, plan }: Awaited<ReturnType<typeof readJobFile>>): Promise<void> {
  const { job } = file;
  await claimRepair(dir, { job, owner: run.owner, dataDir: run.dataDir, named: namedIn(run) });
  await using ledger = await Ledger.open(dir);
  await using journal = await Journal.open(dir);
  // Another recovery may have brought it to its end before this one could.
  if (ledger.state().ended) return;
  await using repository = openLater(file.repository, run.dataDir);
  const { source } = file;
  await using elsewhere = source && connectLater(source.name, source.address);
  const dead = newRun({
    ...run,
    job,
    source: elsewhere ?? run.host,
    plan,
    repository,
    ledger,
    journal,
  });
  const attempt = ledger.state().attempt;
  const data = await repair(dead, { forward: true }).catch((error: unknown) => {
    throw unfinished(error);
  });
  if (attempt) dead.repaired.push(await removeAttempt(dead));
  if (data === 'new') await markUndone(dead);
  await ledger.write({ type: 'ended', outcome: 'recovered', ...(data === 'new' && { undoUntil: undoUntil(new Date()) }) });
  await journal.write({
    type: 'ended',
    outcome: data === 'new' ? 'succeeded' : 'failed',
    ...(data !== 'new' && { error: { code: 'recovery-needed', message: message('recovery-needed.interrupted', { job }) } }),
  });
  run.repaired.push(...(dead.repaired.length > 0 ? dead.repaired : [message('repaired.nothing', { job })]));
}

const namedIn = ({ plan: { request } }: Run): string | undefined =>
  request.operation === 'recover' ? request.takeOver : undefined;

async function checkOwner(run: Run, job: string, owner: Owner): Promise<void> {
  const state = await ownerState(owner, run.dataDir);
  if (state === 'alive') throw new AppError('locked.alive', { job });
  if (state === 'elsewhere' && namedIn(run) !== owner.machineName) {
    throw new AppError('locked.elsewhere', { job, machine: owner.machineName });
  }
}

/**
 * Removes what a job has left of its snapshot, and resolves with what became of that. Never rejects: what cannot be removed now is
 * removed before the next backup of this stack.
 */
async function removeAttempt(dead: Run): Promise<Message> {
  try {
    const { repository, plan, ctx } = dead;
    await repository.clean(ctx, dead.job);
    for await (const { reference } of repository.list(ctx, plan.stack && { stack: stackFolder(plan.stack) })) {
      const { manifest } = await repository.find(reference, ctx);
      if (manifest.job === dead.job) return message('repaired.snapshot', { snapshot: reference });
      break;
    }
    return message('repaired.attempt', {});
  } catch (error) {
    dead.ctx.log.warn('the unfinished snapshot could not be removed', { error: String(error) });
    return message('repaired.attempt-left', { repository: dead.plan.repo });
  }
}

/**
 * Repairs a job whose description is not here, or cannot be read. Only says so when no lock names it any more. Rejects as
 * {@link repairJob} does.
 */
async function takeOver(run: Run, job: string): Promise<void> {
  const ctx = cleanupContext(run.ctx, 600_000);
  const lock = (await run.host.locks(ctx)).find((held) => readLabels(held)?.job === job);
  const labels = lock && readLabels(lock);
  // Another client has cleaned up since the plan was made.
  if (!lock || !labels) {
    run.repaired.push(message('repaired.nothing', { job }));
    return;
  }
  await checkOwner(run, job, labels.owner);
  const record = await readLockRecord(run.host, lock, ctx);
  if (!record) {
    await assertNothingChanged(run, labels);
    return wakeAndUnlock(run, lock, labels);
  }
  const dir = await adoptJob(run.dataDir, record, { name: run.host.name, address: run.host.address });
  const adopted = await readJobFile(dir);
  await tell(dir, adopted.plan, job);
  await bringToAnEnd(run, dir, adopted);
}

/**
 * Rejects with `corrupt.job` when a ledger that lies here names changes of data: the description of the job is damaged, and
 * nothing can take them back. Resolves when the user has looked at them and names the machine, and when there is no such
 * ledger, or none that can be read: then the job is known by its lock alone.
 */
async function assertNothingChanged(run: Run, { job, owner }: LockLabels): Promise<void> {
  const ledger = await readLedger(jobDir(run.dataDir, job)).catch(() => undefined);
  // They were staged side by side: the order of the ledger says nothing.
  const services = [...new Set(ledger?.changes.map(({ service }) => service))].sort();
  if (services.length === 0 || namedIn(run) === owner.machineName) return;
  const path = jobDir(run.dataDir, job);
  const hint = message('hint.recover-damaged', { machine: owner.machineName });
  throw new AppError('corrupt.job', { job, path, services }, { hint });
}

/** Writes the plan as the first event of a job that this client never saw, for a user who looks at it here. */
async function tell(dir: string, plan: Plan, job: string): Promise<void> {
  await using journal = await Journal.open(dir);
  await journal.write({ type: 'started', job, plan });
}

/**
 * Wakes what the lock names, and releases it: the job died before it had changed any data. Passes over containers that are gone.
 * Rejects when one cannot be looked at or woken, and leaves the lock.
 */
async function wakeAndUnlock(run: Run, lock: HeldLock, labels: LockLabels): Promise<void> {
  const ctx = cleanupContext(run.ctx, 600_000);
  const { job } = labels;
  await run.host.sweep(job, labels.services, ctx);
  const back: string[] = [];
  for (const { id, name } of labels.containers) {
    const container = await run.host.container(id, ctx).catch((error: unknown) => {
      if (AppError.is(error, 'not-found')) return undefined;
      throw error;
    });
    if (container?.state === 'paused') await run.host.unpause(id, ctx);
    else if (container?.state === 'exited') await run.host.start(id, ctx);
    else continue;
    back.push(name);
  }
  await run.host.unlock(lock, ctx);
  run.repaired.push(
    back.length > 0 ? message('repaired.containers', { containers: back }) : message('repaired.nothing', { job }),
  );
}
