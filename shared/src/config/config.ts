import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import type { Message } from '../model/message.ts';
import type { RepositoryConfig, SecretRef } from '../model/repository.ts';
import type { Places } from './userFolders.ts';
import type { HostConfig, StackConfig, ConfigFile } from './schema.ts';
import { version } from './schema.ts';
import { parse } from './parse.ts';

/** The configuration, with defaults filled in and paths made absolute. */
export interface Config {
  hosts: Record<string, HostConfig>;
  repositories: Record<string, RepositoryConfig>;
  /** `local`, the one that the docker command line would use, unless configured otherwise. */
  defaultHost: string;
  defaultRepository: string;
  /** For how many seconds what is live is watched after a restore, a copy or an undo; 15 unless configured otherwise. */
  watchSeconds: number;
  stacks: Record<string, StackConfig>;
  /** Fields that this version does not know: a typing error, or written by a newer version. */
  warnings: Message[];
}

/**
 * Returns for how many seconds what is live is watched: what `LONGSHORE_WATCH` says, if that is a whole number of at most 600, else
 * the configuration.
 */
export function watchSecondsOf({ watchSeconds }: Pick<Config, 'watchSeconds'>, env: NodeJS.ProcessEnv): number {
  const given = env['LONGSHORE_WATCH'] ?? '';
  return /^\d{1,3}$/.test(given) && Number(given) <= 600 ? Number(given) : watchSeconds;
}

/**
 * Resolves with the configuration of this machine, or the defaults when there is no file and the user has named none. Rejects
 * with `usage.config-unreadable`, and as {@link parse} throws.
 */
export async function loadConfig(places: Places): Promise<Config> {
  const text = await readFile(places.configFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !places.named) return `version: ${version}\n`;
    throw new AppError('usage.config-unreadable', { file: places.configFile, problem: error.message }, { cause: error });
  });
  const { content, warnings } = parse(text, places.configFile);
  return { ...withDefaults(content, places), warnings };
}

/**
 * Returns the configuration with what the file leaves out filled in, and with the paths in it made absolute: relative ones count
 * from the file, `~/` from the home folder.
 */
export function withDefaults(content: ConfigFile, { configFile, dataDir }: Places): Omit<Config, 'warnings'> {
  const absolute = (path: string): string =>
    path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(dirname(configFile), path);
  const secret = (reference: SecretRef): SecretRef =>
    reference.startsWith('file:') ? `file:${absolute(reference.slice('file:'.length))}` : reference;
  const hosts = mapValues(content.hosts ?? {}, (host) => ({
    ...host,
    ...(host.socket && { socket: absolute(host.socket) }),
    ...(host.tls && { tls: mapValues(host.tls, absolute) }),
    ...(host.identity && { identity: absolute(host.identity) }),
    ...(host.passphrase && { passphrase: secret(host.passphrase) }),
    ...(host.password && { password: secret(host.password) }),
  }));
  const repositories = mapValues(content.repositories ?? {}, (repository): RepositoryConfig => {
    if (repository.type === 'folder') return { ...repository, path: absolute(repository.path) };
    const { ca, credentials } = repository;
    return {
      ...repository,
      ...(ca !== undefined && { ca: absolute(ca) }),
      ...(credentials && { credentials: mapDefined(credentials, secret) }),
    };
  });
  const stacks = mapValues(content.stacks ?? {}, ({ passwords, ...stack }) => ({
    ...stack,
    ...(passwords && { passwords: mapValues(passwords, secret) }),
  }));
  return {
    hosts: byName(hosts),
    repositories: byName({ local: { type: 'folder', path: join(dataDir, 'repository') }, ...repositories }),
    defaultHost: content.default?.host ?? 'local',
    defaultRepository: content.default?.repository ?? 'local',
    watchSeconds: content.default?.watch ?? 15,
    stacks: byName(stacks),
  };
}

/** Returns the same entries without a prototype. Callers give the names: `constructor` is no entry unless the user has made one. */
const byName = <V>(entries: Record<string, V>): Record<string, V> =>
  Object.assign(Object.create(null) as Record<string, V>, entries);

const mapValues = <K extends string, V, W>(record: Record<K, V>, change: (value: V) => W): Record<K, W> =>
  Object.fromEntries(Object.entries<V>(record).map(([key, value]) => [key, change(value)])) as Record<K, W>;

/** Returns the record with each text changed. What is undefined stays so. */
const mapDefined = <T extends Record<string, string | undefined>>(record: T, change: (value: string) => string): T =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, value === undefined ? value : change(value)])) as T;
