import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { labels } from './labels.ts';

/** See {@link Host.createVolume}. */
export async function createVolume(on: Connection, name: string, { job, signal }: Context): Promise<void> {
  await on.engine.send('POST', '/volumes/create', { signal, body: { Name: name, Labels: { [labels.job]: job } } });
}

/** See {@link Host.removeVolume}. */
export async function removeVolume(on: Connection, name: string, { signal }: Context): Promise<void> {
  try {
    await on.engine.send('DELETE', `/volumes/${encodeURIComponent(name)}`, { signal });
  } catch (error) {
    if (!AppError.is(error, 'not-found')) throw error;
  }
}
