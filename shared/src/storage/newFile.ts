import { type FileHandle, link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../errors.ts';
import { codeOf, fileError } from './failure.ts';
import { syncFolder } from './syncFolder.ts';

/**
 * Resolves with a new file, in folders that are made if need be. Another delete may be removing those while they are empty: then
 * once more, 10 times in all. Rejects with {@link fileError}, also when the file is there.
 */
export async function makeFile(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await makeFolder(dirname(path));
      return await open(path, 'wx', 0o600);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === 10) throw fileError(error, path);
    }
  }
}

/**
 * Makes the folder and those around it, unless something of that name is there. Rejects with what the system says. The recursive
 * mkdir of Node.js takes a read-only disk for a missing folder.
 */
async function makeFolder(path: string): Promise<void> {
  const around = dirname(path);
  const made = await makeOne(path).catch(async (error: unknown) => {
    if (codeOf(error) !== 'ENOENT' || around === path) throw error;
    await makeFolder(around);
    return makeOne(path);
  });
  if (made) await syncFolder(around);
}

/** Resolves with true when it made the folder, with false when the name is taken. Rejects with what else the system says. */
async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Gives the finished file its name. Rejects with `conflict.exists` when it must be `exclusive` and the name is taken, else with
 * {@link fileError}.
 */
export async function place(temporary: string, target: string, key: string, exclusive: boolean): Promise<void> {
  try {
    if (exclusive) await claim(temporary, target);
    else await rename(temporary, target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && exclusive) throw new AppError('conflict.exists', { key }, { cause: error });
    throw fileError(error, target);
  }
}

/** What systems without hard links answer: exFAT, some network disks. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Gives the file a name that is free. Rejects with EEXIST where rename would replace, and with what else the system says. */
async function claim(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (!noLinks.has(codeOf(error))) throw error;
    // An empty file takes the name first, and is seen for an instant.
    await (await open(target, 'wx', 0o600)).close();
    try {
      return await rename(temporary, target);
    } catch (problem) {
      await unlink(target).catch(() => {});
      throw problem;
    }
  }
  await unlink(temporary);
}
