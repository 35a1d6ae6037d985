import { join } from 'node:path';
import type { Context } from '../context.ts';
import { ownerState } from '../machine/owner.ts';
import { AppError } from '../errors.ts';
import type { Finding, RepositoryConfig } from '../model/repository.ts';
import { laterRepository } from './openLater.ts';
import { openRepository } from './storedRepository.ts';
import type { Repository } from './repository.ts';
import { readRepositoryFile } from './repositoryFile.ts';
import { forget } from './knownPlaces.ts';
import { readSecret } from '../config/secrets.ts';
import { folderStorage } from '../storage/folder.ts';
import type { S3Location } from '../storage/s3/location.ts';
import type { Storage } from '../storage/storage.ts';
import { version } from '../version.ts';

/** A storage as something to be tried out. */
export interface Place extends AsyncDisposable {
  readonly storage: Storage;
  /**
   * Resolves with what it can do beyond what every storage must, once it was used; empty for a folder. Leaves keys in a bucket:
   * the place must be one that is thrown away.
   */
  abilities(signal: AbortSignal): Promise<Finding[]>;
  /** Resolves with a folder of it as a place of its own. */
  below(folder: string): Promise<Place>;
}

/**
 * Resolves with the place that an entry of the configuration means, without a look at it: nothing has to be there, and no secret is
 * read before the storage's first request, which rejects as {@link readSecret} does. The caller disposes the storage.
 */
export async function placeAt(config: RepositoryConfig): Promise<Place> {
  if (config.type === 'folder') {
    const storage = folderStorage(config.path);
    return {
      storage,
      abilities: () => Promise.resolve([]),
      below: (folder) => placeAt({ ...config, path: join(config.path, folder) }),
      [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
    };
  }
  // A user without a bucket does not pay for the client of one.
  const { s3Storage } = await import('../storage/s3/storage.ts');
  const storage = s3Storage(bucketAt(config));
  return {
    storage,
    abilities: async (signal) => (await import('../storage/s3/capabilities.ts')).capabilitiesOf(storage, signal),
    below: (folder) => placeAt({ ...config, prefix: config.prefix === undefined ? folder : `${config.prefix}/${folder}` }),
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  };
}

function bucketAt({ credentials, ...location }: Extract<RepositoryConfig, { type: 's3' }>): S3Location {
  if (!credentials) return location;
  const { signal } = new AbortController();
  return {
    ...location,
    credentials: async () => ({
      accessKeyId: await readSecret(credentials.accessKeyId, signal),
      secretAccessKey: await readSecret(credentials.secretAccessKey, signal),
      ...(credentials.sessionToken !== undefined && { sessionToken: await readSecret(credentials.sessionToken, signal) }),
    }),
  };
}

/** Returns where an entry of the configuration is, for people: a path, or `s3://bucket/prefix`. */
export const locationOf = (config: RepositoryConfig): string =>
  config.type === 'folder' ? config.path : `s3://${config.bucket}${config.prefix === undefined ? '' : `/${config.prefix}`}`;

/**
 * Returns a repository that is opened by the first call to it, which rejects as {@link openAt} does: a job that brings containers
 * back must not wait for a disk that is not there.
 */
export const openLater = ({ name, config }: { name: string; config: RepositoryConfig }, dataDir: string): Repository =>
  laterRepository(name, (ctx) => openAt(name, config, dataDir, ctx));

const seenFolder = (dataDir: string): string => join(dataDir, 'repositories');

/**
 * Lets the next backup begin a new repository where one was and is no more, and resolves with the place's name. Rejects with
 * `conflict.repository-there` when it is there, and as {@link readRepositoryFile} and {@link forget} do.
 */
export async function forgetAt(name: string, config: RepositoryConfig, dataDir: string, ctx: Context): Promise<string> {
  await using place = await placeAt(config);
  const { storage } = place;
  if (await readRepositoryFile(storage, ctx.signal)) throw new AppError('conflict.repository-there', { repository: name });
  await forget(seenFolder(dataDir), storage.name);
  return storage.name;
}

/**
 * Resolves with the repository that an entry of the configuration means. Rejects as {@link openRepository} does, and closes the
 * storage then.
 */
export async function openAt(name: string, config: RepositoryConfig, dataDir: string, ctx: Context): Promise<Repository> {
  const { storage } = await placeAt(config);
  try {
    return await openRepository(
      storage,
      name,
      {
        writer: `longshore/${version}`,
        ownerState: (owner) => ownerState(owner, dataDir),
        index: join(dataDir, 'index'),
        seen: seenFolder(dataDir),
      },
      ctx,
    );
  } catch (error) {
    await storage[Symbol.asyncDispose]();
    throw error;
  }
}
