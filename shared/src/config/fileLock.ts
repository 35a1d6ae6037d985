import { mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/** A change takes milliseconds: a lock of this age is abandoned. */
const abandoned = 10_000;

/**
 * Resolves with the lock of a file once it is free, and holds it until it is disposed. A lock that is older than ten seconds is
 * taken over. Rejects with `storage-failed.config` where the lock cannot be written.
 */
export async function lockFile(file: string): Promise<AsyncDisposable> {
  const lock = join(dirname(file), `.${basename(file)}.lock`);
  for (;;) {
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await (await open(lock, 'wx', 0o600)).close();
      return { [Symbol.asyncDispose]: () => rm(lock, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(file, error);
    }
    if (await isAbandoned(lock)) await clear(file, lock);
    else await sleep(20);
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  const since = await stat(lock).catch(() => undefined);
  return since !== undefined && Math.abs(Date.now() - since.mtimeMs) > abandoned;
}

/**
 * Removes an abandoned lock, unless another process is just doing so. Several may find it abandoned: each checks again under a
 * second lock before it removes the first, which may have been taken anew. Rejects with `storage-failed.config`.
 */
async function clear(file: string, lock: string): Promise<void> {
  const clearing = `${lock}.clearing`;
  try {
    await (await open(clearing, 'wx', 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(file, error);
    // A process that died between two lines of this does not keep the others from it for ever.
    if (await isAbandoned(clearing)) await remove(file, clearing);
    return sleep(20);
  }
  try {
    if (await isAbandoned(lock)) await remove(file, lock);
  } finally {
    await remove(file, clearing);
  }
}

const remove = (file: string, lock: string): Promise<void> =>
  rm(lock, { force: true }).catch((error: unknown) => {
    throw cannotWrite(file, error);
  });

/** Returns `storage-failed.config` for a configuration file, or its lock, that cannot be written. */
export const cannotWrite = (file: string, cause: unknown): AppError =>
  new AppError('storage-failed.config', { file, problem: String(cause) }, { cause });
