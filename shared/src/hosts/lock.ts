import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { pathOf, type KnownDocker } from './knownDocker.ts';
import type { HeldLock, HostLock } from './host.ts';
import { labels as ours } from './labels.ts';

const Created = z.object({ Id: z.string() });
const Labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
const Holder = z.object({ Created: z.string(), Config: z.object({ Labels }) });
const Listed = z.array(z.object({ Id: z.string(), Labels }));

/**
 * Creates a lock and resolves with it. Rejects with `locked.held` when one of that name exists, and with
 * `not-found.image-on-engine`. See {@link Host.lock}.
 */
export async function lock(
  on: KnownDocker,
  name: string,
  image: string,
  labels: Record<string, string>,
  ctx: Context,
): Promise<HostLock> {
  const { signal } = ctx;
  const body = {
    Image: image,
    Entrypoint: ['longshore-lock'],
    Labels: { ...labels, [ours.lock]: name },
    HostConfig: { NetworkMode: 'none', RestartPolicy: { Name: 'no' } },
  };
  for (;;) {
    try {
      return { name, id: (await on.api.json('POST', '/containers/create', Created, { signal, query: { name }, body })).Id };
    } catch (error) {
      if (AppError.is(error, 'not-found')) throw new AppError('not-found.image-on-engine', { image }, { cause: error });
      if (!AppError.is(error, 'conflict')) throw error;
    }
    const holder = await on.api.json('GET', pathOf(name, '/json'), Holder, { signal }).catch((error: unknown) => {
      if (AppError.is(error, 'not-found')) return undefined;
      throw error;
    });
    if (!holder) continue;
    const { Labels: has } = holder.Config;
    throw new AppError('locked.held', {
      job: has[ours.job] ?? '?',
      owner: machineOf(has[ours.owner]),
      since: has[ours.since] ?? holder.Created,
    });
  }
}

const Owner = z.object({ machineName: z.string() });

/** Returns where the holder runs, for people, or the owner's label as it is; `?` where there is none. */
function machineOf(owner = '?'): string {
  try {
    return Owner.parse(JSON.parse(owner)).machineName;
  } catch {
    return owner;
  }
}

/** Resolves with all locks on this host; empty when there are none. See {@link Host.locks}. */
export async function locks(on: KnownDocker, ctx: Context): Promise<HeldLock[]> {
  const query = { all: true, filters: JSON.stringify({ label: [ours.lock] }) };
  const listed = await on.api.json('GET', '/containers/json', Listed, { signal: ctx.signal, query });
  return listed.map(({ Id: id, Labels: labels }) => ({ id, name: labels[ours.lock] ?? '', labels }));
}

/** Removes the lock of this id. See {@link Host.unlock}. */
export async function unlock(on: KnownDocker, { id }: HostLock, ctx: Context): Promise<void> {
  try {
    await on.api.send('DELETE', pathOf(id, ''), { signal: ctx.signal, query: { v: true } });
  } catch (error) {
    if (!AppError.is(error, 'not-found') && !AppError.is(error, 'conflict')) throw error;
  }
}
