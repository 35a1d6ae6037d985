import type { RepositoryConfig } from './config.ts';
import type { Context } from './context.ts';
import { ownerState } from './jobs/owner.ts';
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

/** Opens the repository that an entry of the configuration means. */
export const openAt = (name: string, config: RepositoryConfig, ctx: Context): Promise<Repository> =>
  openRepository(storageAt(config), name, { writer: `longshore/${version}`, ownerState }, ctx);
