import { join } from 'node:path';
import type { RepositoryConfig } from './config.ts';
import type { Context } from './context.ts';
import { ownerState } from './jobs/owner.ts';
import { laterRepository } from './repository/later.ts';
import { openRepository } from './repository/open.ts';
import type { Repository } from './repository/repository.ts';
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

/** Opens the repository that an entry of the configuration means. */
export const openAt = (name: string, config: RepositoryConfig, dataDir: string, ctx: Context): Promise<Repository> =>
  openRepository(storageAt(config), name, { writer: `longshore/${version}`, ownerState, index: join(dataDir, 'index') }, ctx);
