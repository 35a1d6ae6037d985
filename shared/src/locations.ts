import { join } from 'node:path';
import type { RepositoryConfig } from './config.ts';
import type { Context } from './context.ts';
import { ownerState } from './jobs/owner.ts';
import { AppError } from './errors.ts';
import { laterRepository } from './repository/later.ts';
import { openRepository } from './repository/open.ts';
import type { Repository } from './repository/repository.ts';
import { readRepositoryFile } from './repository/repositoryFile.ts';
import { forget } from './repository/seen.ts';
import { folderStorage } from './storage/folder.ts';
import type { Storage } from './storage/storage.ts';
import { version } from './version.ts';

/** The storage that an entry of the configuration means. */
function storageAt(config: RepositoryConfig): Storage {
  switch (config.type) {
    case 'folder':
      return folderStorage(config.path);
  }
}

/** The same when it is first needed: a job that brings containers back must not wait for a disk that is not there. */
export const openLater = (
  { name, config }: { name: string; config: RepositoryConfig },
  dataDir: string,
  ctx: Context,
): Repository => laterRepository(name, () => openAt(name, config, dataDir, ctx));

const seenFolder = (dataDir: string): string => join(dataDir, 'repositories');

/** Lets the next backup begin a new repository where one was and is no more. Rejects with `conflict` when it is there. */
export async function forgetAt(name: string, config: RepositoryConfig, dataDir: string, ctx: Context): Promise<string> {
  await using storage = storageAt(config);
  if (await readRepositoryFile(storage, ctx.signal)) throw new AppError('conflict.repository-there', { repository: name });
  await forget(seenFolder(dataDir), storage.name);
  return storage.name;
}

/** Opens the repository that an entry of the configuration means. */
export const openAt = (name: string, config: RepositoryConfig, dataDir: string, ctx: Context): Promise<Repository> =>
  openRepository(
    storageAt(config),
    name,
    { writer: `longshore/${version}`, ownerState, index: join(dataDir, 'index'), seen: seenFolder(dataDir) },
    ctx,
  );
