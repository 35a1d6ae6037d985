import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { KnownDocker } from './knownDocker.ts';
import { labels } from './labels.ts';

/** Makes a volume that is labelled with the job, unless one of that name exists. See {@link Host.createVolume}. */
export async function createVolume(on: KnownDocker, name: string, { job, signal }: Context): Promise<void> {
  await on.api.send('POST', '/volumes/create', { signal, body: { Name: name, Labels: { [labels.job]: job } } });
}

/** Removes a volume. Absent is fine. Rejects with `conflict.engine` when a container has it. See {@link Host.removeVolume}. */
export async function removeVolume(on: KnownDocker, name: string, { signal }: Context): Promise<void> {
  try {
    await on.api.send('DELETE', `/volumes/${encodeURIComponent(name)}`, { signal });
  } catch (error) {
    if (!AppError.is(error, 'not-found')) throw error;
  }
}
