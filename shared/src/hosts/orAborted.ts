import { abortion } from '../errors.ts';

/**
 * Resolves or rejects as the work does, unless the signal comes first: then it rejects with {@link abortion}. The work itself goes
 * on: others may wait for it too.
 */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const leave = (): void => aborted.reject(abortion(signal));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
