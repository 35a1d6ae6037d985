import { AppError } from '../errors.ts';
import { cleanupContext } from '../context.ts';
import { connectLater } from '../hosts/connect.ts';
import { openLater } from '../locations.ts';
import { message } from '../text/catalogue.ts';
import type { Message } from '../model/message.ts';
import { stackFolder } from '../repository/layout.ts';
import { claim } from './claim.ts';
import { Journal } from './journal.ts';
import { Ledger, readLedger } from './ledger.ts';
import { readLabels } from './lock.ts';
import { ownerState } from './owner.ts';
import { repair, unfinished } from './repair.ts';
import type { Run } from './run.ts';
import { jobDir, readJobFile } from './store.ts';
import { markUndone } from './undone.ts';

/** Repairs an interrupted job from its ledger; a job of another machine, whose ledger is not here, from its lock's labels. */
export async function repairJob(run: Run, job: string): Promise<void> {
  const dir = jobDir(run.dataDir, job);
  const known = await readJobFile(dir).catch(() => undefined);
  if (!known) return takeOver(run, job);
  const { owner, ended } = await readLedger(dir);
  if (ended) return;
  if (ownerState(owner.owner) !== 'dead') throw new AppError('locked.alive', { job });
  await claim(dir, job, run.owner);
  await using ledger = await Ledger.open(dir);
  await using journal = await Journal.open(dir);
  // Another recovery may have brought it to its end before this one could.
  if (ledger.state().ended) return;
  await using repository = openLater(known.file.repository, run.dataDir, run.ctx);
  const { source } = known.file;
  await using elsewhere = source && connectLater(source.name, source.address);
  const dead: Run = {
    ...run,
    job,
    source: elsewhere ?? run.host,
    plan: known.plan,
    repository,
    ledger,
    journal,
    lock: undefined,
    watchdog: undefined,
    freeze: undefined,
    frozenFrom: undefined,
    stillSince: new Map(),
    secondsDown: new Map(),
    staged: new Map(),
    expected: new Map(),
    targets: new Map(),
    prepared: new Map(),
    captures: new Map(),
    results: new Map(),
    missing: new Map(),
    deleted: [],
    repaired: [],
    writer: undefined,
    snapshot: undefined,
  };
  const attempt = ledger.state().attempt;
  const data = await repair(dead, { forward: true }).catch((error: unknown) => {
    throw unfinished(error);
  });
  if (attempt) dead.repaired.push(await removeAttempt(dead));
  if (data === 'new') await markUndone(dead);
  const undoUntil = new Date(Date.now() + 24 * 3600_000).toISOString();
  await ledger.write({ type: 'ended', outcome: 'recovered', ...(data === 'new' && { undoUntil }) });
  await journal.write({
    type: 'ended',
    outcome: data === 'new' ? 'succeeded' : 'failed',
    ...(data !== 'new' && { error: { code: 'recovery-needed', message: message('recovery-needed.interrupted', { job }) } }),
  });
  run.repaired.push(...(dead.repaired.length > 0 ? dead.repaired : [message('repaired.nothing', { job })]));
}

/** What cannot be removed now is removed before the next backup of this stack. */
async function removeAttempt(dead: Run): Promise<Message> {
  try {
    const { repository, plan, ctx } = dead;
    await repository.clean(ctx);
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

/** Wakes what the lock of another machine's job names, and releases it: only after the user has named that machine. */
async function takeOver(run: Run, job: string): Promise<void> {
  const { request } = run.plan;
  const named = request.operation === 'recover' ? request.takeOver : undefined;
  const ctx = cleanupContext(run.ctx, 600_000);
  const lock = (await run.host.locks(ctx)).find((held) => readLabels(held)?.job === job);
  const labels = lock && readLabels(lock);
  // Somebody else has cleaned up since the plan was made.
  if (!lock || !labels) {
    run.repaired.push(message('repaired.nothing', { job }));
    return;
  }
  const state = ownerState(labels.owner);
  if (state === 'alive') throw new AppError('locked.alive', { job });
  if (state === 'elsewhere' && named !== labels.owner.machineName) {
    throw new AppError('locked.elsewhere', { job, machine: labels.owner.machineName });
  }
  await run.host.sweep(job, labels.services, ctx);
  const back: string[] = [];
  for (const { id, name } of labels.containers) {
    const container = await run.host.container(id, ctx).catch(() => undefined);
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
