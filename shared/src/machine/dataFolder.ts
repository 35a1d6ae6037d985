import { randomUUID } from 'node:crypto';
import { link, open, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** Returns the folder in which each job has a folder. */
export const jobsDir = (dataDir: string): string => join(dataDir, 'jobs');
export const jobDir = (dataDir: string, job: string): string => join(jobsDir(dataDir), job);
/** Returns the path of the socket at which a job listens, where file system and machine allow it. */
export const controlSocketOf = (dataDir: string, job: string): string => join(jobDir(dataDir, job), 'control.sock');

const pathOf = (dataDir: string): string => join(dataDir, 'folder-id');

/**
 * Magic numbers of file systems that one kernel alone mounts: ext, XFS, Btrfs, ZFS, F2FS, bcachefs, tmpfs, overlay. Of others,
 * two machines may see the same folder, and its id would say nothing about a machine.
 */
const ofOneKernel = new Set([0xef53, 0x58465342, 0x9123683e, 0x2fc12fc1, 0xf2f52010, 0xca451a4e, 0x01021994, 0x794c7630]);

/**
 * Resolves with the id of a data folder; undefined where there is none, where it cannot be read, and where it proves nothing: other
 * systems than Linux, file systems that two machines may share. Never rejects.
 */
export async function readFolderId(dataDir: string): Promise<string | undefined> {
  try {
    if (process.platform !== 'linux' || !ofOneKernel.has((await statfs(dataDir)).type >>> 0)) return undefined;
    return z.uuid().parse((await readFile(pathOf(dataDir), 'utf8')).trim());
  } catch {
    return undefined;
  }
}

/**
 * Resolves with the id of a data folder, after it got one where it has none; it keeps it for ever. Of two processes at once, both
 * return the id of the first. Undefined where it cannot be written, cannot be read or proves nothing. Never rejects.
 */
export async function ensureFolderId(dataDir: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const known = await readFolderId(dataDir);
  if (known !== undefined) return known;
  const id = randomUUID();
  const draft = `${pathOf(dataDir)}.${id}`;
  try {
    {
      await using file = await open(draft, 'wx', 0o600);
      await file.writeFile(`${id}\n`);
      await file.sync();
    }
    await link(draft, pathOf(dataDir));
  } catch {
    // Another process was quicker; or the disk is full or takes no links, and the folder stays without an id.
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
  return readFolderId(dataDir);
}
