import { open } from 'node:fs/promises';
import { codeOf, fileError } from './failure.ts';

/** Systems that cannot sync a folder, rights that do not suffice to open it, and one that has just been removed. */
const notSynced = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EBADF', 'EPERM', 'EACCES', 'ENOENT']);

/**
 * Makes the names in a folder durable, and does nothing where the system or our rights do not allow that, or the folder is gone.
 * Rejects with `storage-failed`, with `no-space`, or with `denied` for a read-only disk.
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!notSynced.has(codeOf(error))) throw fileError(error, path);
  }
}
