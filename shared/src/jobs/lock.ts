import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Host, HostLock } from '../hosts/host.ts';
import type { StackId } from '../model/service.ts';
import { writeLabels } from './lockLabels.ts';
import { openLockRecord } from './lockRecord.ts';
import type { Run } from './run.ts';
import { jobDir, readJobTexts } from './store.ts';

/**
 * Returns the name of a stack's lock, `longshore-lock-` and a hash. It is on the stack's host: one for each project and folder,
 * whichever client asks.
 */
export function lockName(stack: StackId): string {
  const hash = createHash('sha256').update(`${stack.project}\0${stack.workingDir}`).digest('hex');
  return `longshore-lock-${hash.slice(0, 16)}`;
}

/**
 * Takes the lock of the plan's stack, with the ledger knowing first, and writes the job into it. Rejects with `locked.held` when
 * it is held already, and with `locked.lost` when it is taken away meanwhile.
 */
export async function takeLock(run: Run, ctx: Context): Promise<void> {
  const { stack, containers, services } = run.plan;
  if (!stack) throw new AppError('internal.bug', {});
  const name = lockName(stack);
  // A lock that was lost takes no more entries.
  run.ledger.copyTo(undefined);
  await run.ledger.write({ type: 'lock', name });
  const written = writeLabels({
    job: run.job,
    owner: run.owner,
    stack: stack.name,
    since: run.startedAt.toISOString(),
    containers: containers.filter((container) => container.action !== 'none').map(({ id, name }) => ({ id, name })),
    services: services.flatMap((service) => [
      ...service.containers,
      ...(service.source && run.plan.source?.host === run.plan.host ? service.source.containers : []),
    ]),
  });
  run.lock = await run.host.lock(name, await imageOf(run, ctx), written, ctx);
  await run.ledger.write({ type: 'locked', ...run.lock });
  const texts = await readJobTexts(jobDir(run.dataDir, run.job));
  run.ledger.copyTo(await openLockRecord(run.host, run.lock, { ...texts, ledger: run.ledger.lines() }, ctx));
}

/**
 * Resolves with the id of an image for the lock, or an empty text when the host has none. Any will do, for it is never run. That of
 * a service is there for certain, as long as its container is.
 */
async function imageOf(run: Run, ctx: Context): Promise<string> {
  for (const container of run.plan.services.flatMap((service) => service.containers)) {
    const found = await run.host.container(container, ctx).catch(() => undefined);
    if (found) return found.imageId;
  }
  const [image] = await run.host.images(ctx);
  return image?.id ?? '';
}

/**
 * Rejects with `locked.lost` when the lock is not ours any more: after a suspend, another client may have taken over. Resolves when
 * `lock` is undefined: there is none to lose.
 */
export async function assertLocked(host: Host, lock: HostLock | undefined, ctx: Context): Promise<void> {
  if (!lock) return;
  const held = await host.locks(ctx);
  if (!held.some((other) => other.id === lock.id)) throw new AppError('locked.lost', {});
}
