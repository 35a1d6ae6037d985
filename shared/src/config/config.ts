import { mkdir, open, readFile, realpath, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Document, LineCounter, isNode, parseDocument } from 'yaml';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import { Environment } from '../model/environment.ts';
import type { Message } from '../model/message.ts';
import { RepositoryConfig, SecretRef } from '../model/repository.ts';
import { ServiceKind, type StackId } from '../model/service.ts';
import { fullName } from '../model/stackId.ts';
import type { Places } from './userFolders.ts';
import { replaceFile } from '../machine/replaceFile.ts';
import { stackHash } from '../stackHash.ts';
import { message } from '../text/catalogue.ts';

export const Name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u);
const Path = z.string().min(1);

export const HostConfig = z
  .strictObject({
    socket: Path.optional().describe('Path of the socket of a Docker Engine on this machine'),
    tcp: z
      .string()
      .regex(/^tcp:\/\/./)
      .optional()
      .describe('tcp://ADDRESS:PORT'),
    tls: z.strictObject({ ca: Path, cert: Path, key: Path }).optional().describe('Files for a tcp address'),
    ssh: z
      .string()
      .regex(/^ssh:\/\/./)
      .optional()
      .describe('ssh://[USER@]ADDRESS[:PORT][/PATH/OF/docker.sock]; ADDRESS may be an alias of ~/.ssh/config'),
    identity: Path.optional().describe('Path of the private key for an ssh address'),
    passphrase: SecretRef.optional().describe('Where the passphrase of the private key is to be found'),
    password: SecretRef.optional().describe('Where the password for an ssh address is to be found'),
    context: z.string().min(1).optional().describe('Name of a Docker context'),
    environment: Environment.optional().describe('For stacks on this host that have no mark of their own'),
  })
  .describe('Exactly one of socket, tcp, ssh and context');
export type HostConfig = z.infer<typeof HostConfig>;

export const StackConfig = z.strictObject({
  environment: Environment.optional(),
  readers: z.array(z.string()).optional().describe('Compose services that only read: they go on while others pause'),
  excluded: z.array(z.string()).optional().describe('Compose services that are never saved'),
  services: z
    .record(z.string(), z.strictObject({ kind: ServiceKind }))
    .optional()
    .describe('Compose services of which nothing shows that they hold data, and what each of them is'),
  passwords: z.record(z.string(), SecretRef).optional().describe('Per Compose service, where its container does not tell'),
});
export type StackConfig = z.infer<typeof StackConfig>;

const version = 1;

/** The configuration file as it is written. Relative paths are relative to its folder, `~/` is the home folder. */
export const ConfigFile = z.strictObject({
  version: z.literal(version),
  writer: z.string().optional().describe('The version of Longshore that wrote it last'),
  default: z.strictObject({ host: z.string().optional(), repository: z.string().optional() }).optional(),
  hosts: z.record(Name, HostConfig).optional(),
  repositories: z.record(Name, RepositoryConfig).optional(),
  stacks: z
    .record(z.string(), StackConfig)
    .optional()
    .describe('By STACK, by HOST/STACK, which counts more, or by HOST/STACK-HASH'),
});
type ConfigFile = z.infer<typeof ConfigFile>;

/** The configuration, with defaults filled in and paths made absolute. */
export interface Config {
  hosts: Record<string, HostConfig>;
  repositories: Record<string, RepositoryConfig>;
  /** `local`, the engine that the Docker command line would use, unless configured otherwise. */
  defaultHost: string;
  defaultRepository: string;
  stacks: Record<string, StackConfig>;
  /** Fields that this version does not know: a typing error, or written by a newer version. */
  warnings: Message[];
}

/**
 * The configuration of this machine; the defaults when there is no file. Rejects with `usage` or `incompatible`, naming
 * file, line and field.
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
 * Sets one field, or removes it when the value is undefined. Comments and fields that this version does not know stay;
 * the file is replaced at once or not at all, and a change that would make it invalid is refused. Of several who change it at
 * once none loses what another has written.
 */
export async function changeConfig(places: Places, path: string[], value: unknown, writer: string): Promise<Config> {
  // A configuration that is a symbolic link, as people with a folder of dot files have it, stays one.
  const file = await realpath(places.configFile).catch(() => resolve(places.configFile));
  await using _ = await lockFile(file);
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return `version: ${version}\n`;
    throw new AppError('usage.config-unreadable', { file, problem: error.message }, { cause: error });
  });
  const document = parse(before, file).document;
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  document.setIn(['writer'], writer);
  const after = document.toString();
  const { content, warnings } = parse(after, file);
  await replaceFile(file, after).catch((error: unknown) => {
    throw cannotWrite(file, error);
  });
  return { ...withDefaults(content, places), warnings };
}

/** What the configuration says of a stack. Unmarked stacks count as production. */
export interface Marks extends StackConfig {
  environment: Environment;
  marked: boolean;
  /** The entry that the environment comes from: `stacks.local/shop`, `hosts.lab`. */
  markedBy?: string;
}

export function marksOf(config: Config, host: string, id: StackId): Marks {
  const keys = [id.name, `${host}/${id.name}`, `${host}/${fullName({ id, hash: stackHash(id) })}`];
  const merged: StackConfig = Object.assign({}, ...keys.map((key) => config.stacks[key]));
  const key = keys.findLast((each) => config.stacks[each]?.environment !== undefined);
  const environment = merged.environment ?? config.hosts[host]?.environment;
  if (environment === undefined) return { ...merged, environment: 'production', marked: false };
  return { ...merged, environment, marked: true, markedBy: key === undefined ? `hosts.${host}` : `stacks.${key}` };
}

/** A change takes milliseconds: a lock of this age is one that nobody holds any more. */
const abandoned = 10_000;

async function lockFile(file: string): Promise<AsyncDisposable> {
  const lock = join(dirname(file), `.${basename(file)}.lock`);
  for (;;) {
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await (await open(lock, 'wx', 0o600)).close();
      return { [Symbol.asyncDispose]: () => rm(lock, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(file, error);
    }
    if (await isAbandoned(lock)) await clear(lock);
    else await sleep(20);
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  const since = await stat(lock).catch(() => undefined);
  return since !== undefined && Math.abs(Date.now() - since.mtimeMs) > abandoned;
}

/** Of several who find a lock abandoned, one at a time looks again before it removes it: it may be somebody's by now. */
async function clear(lock: string): Promise<void> {
  const clearing = `${lock}.clearing`;
  try {
    await (await open(clearing, 'wx', 0o600)).close();
  } catch {
    // Whoever died between two lines of this does not keep the others from it for ever.
    if (await isAbandoned(clearing)) await rm(clearing, { force: true });
    return sleep(20);
  }
  try {
    if (await isAbandoned(lock)) await rm(lock, { force: true });
  } finally {
    await rm(clearing, { force: true });
  }
}

const cannotWrite = (file: string, cause: unknown): AppError =>
  new AppError('storage-failed.config', { file, problem: String(cause) }, { cause });

function withDefaults(content: ConfigFile, { configFile, dataDir }: Places): Omit<Config, 'warnings'> {
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
    stacks: byName(stacks),
  };
}

/** Whoever asks gives the names: `constructor` is no entry unless somebody has made one. */
const byName = <V>(entries: Record<string, V>): Record<string, V> =>
  Object.assign(Object.create(null) as Record<string, V>, entries);

const mapValues = <K extends string, V, W>(record: Record<K, V>, change: (value: V) => W): Record<K, W> =>
  Object.fromEntries(Object.entries<V>(record).map(([key, value]) => [key, change(value)])) as Record<K, W>;

/** What is undefined stays so. */
const mapDefined = <T extends Record<string, string | undefined>>(record: T, change: (value: string) => string): T =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, value === undefined ? value : change(value)])) as T;

interface Parsed {
  content: ConfigFile;
  document: Document;
  warnings: Message[];
}

function parse(text: string, file: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const at = broken.linePos?.[0] ?? { line: 1, col: 1 };
    const problem = broken.message.split('\n', 1)[0] ?? '';
    throw new AppError('usage.config-syntax', { file, line: at.line, problem }, { cause: broken });
  }
  const where = (path: PropertyKey[]): { file: string; line: number; field: string } => ({
    file,
    line: lineOf(document, lines, path),
    field: path.map(String).join('.'),
  });

  const value: unknown = document.toJS() ?? {};
  const found = z.looseObject({ version: z.number() }).safeParse(value);
  if (found.success && found.data.version > version) {
    throw new AppError('incompatible.config-version', { file, found: found.data.version, known: version });
  }

  const warnings: Message[] = [];
  const strict = ConfigFile.safeParse(value);
  for (const issue of strict.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') continue;
    for (const key of issue.keys) {
      warnings.push(message('config.unknown-field', where([...issue.path, key])));
      removeIn(value, [...issue.path, key]);
    }
  }
  warnings.sort((a, b) => Number(a.params['line']) - Number(b.params['line']));
  const known = ConfigFile.safeParse(value);
  if (!known.success) throw fieldError(known.error.issues, where);
  checkReferences(known.data, where);
  return { content: known.data, document, warnings };
}

type Where = (path: PropertyKey[]) => { file: string; line: number; field: string };

const secretFields = new Set(['passwords', 'passphrase', 'password', 'credentials']);

function fieldError(issues: z.core.$ZodIssue[], where: Where): AppError {
  const all = issues.map((issue) => `${where(issue.path).line}: ${where(issue.path).field}: ${issue.message}`);
  const options = all.length > 1 ? { detail: all.join('\n') } : {};
  const [issue] = issues;
  const at = where(issue?.path ?? []);
  if (issue?.path.some((field) => secretFields.has(String(field)))) return new AppError('usage.config-secret', at, options);
  if (issue?.code === 'invalid_type') return new AppError('usage.config-type', { ...at, expected: issue.expected }, options);
  if (issue?.code === 'invalid_value')
    return new AppError('usage.config-value', { ...at, allowed: issue.values.map(String) }, options);
  return new AppError('usage.config-field', { ...at, problem: issue?.message ?? '' }, options);
}

/** What a schema cannot say: one address a host, names that exist. */
function checkReferences(content: ConfigFile, where: Where): void {
  for (const [name, host] of Object.entries(content.hosts ?? {})) {
    const addresses = [host.socket, host.tcp, host.ssh, host.context].filter((address) => address !== undefined);
    if (addresses.length !== 1) throw new AppError('usage.config-address', where(['hosts', name]));
    if (host.tls && !host.tcp) throw new AppError('usage.config-tls', where(['hosts', name, 'tls']));
    for (const field of ['identity', 'passphrase', 'password'] as const) {
      if (host[field] !== undefined && !host.ssh && !host.context) {
        throw new AppError('usage.config-ssh', where(['hosts', name, field]));
      }
    }
  }
  const names = {
    host: ['local', ...Object.keys(content.hosts ?? {})],
    repository: ['local', ...Object.keys(content.repositories ?? {})],
  };
  for (const what of ['host', 'repository'] as const) {
    const chosen = content.default?.[what];
    if (chosen === undefined || names[what].includes(chosen)) continue;
    throw new AppError('usage.config-unknown-name', { ...where(['default', what]), name: chosen, known: names[what] });
  }
}

/** Line of a field; of the nearest thing around it when the field is missing. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function removeIn(value: unknown, path: PropertyKey[]): void {
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
  const last = path.at(-1);
  if (isRecord(parent) && last !== undefined) Reflect.deleteProperty(parent, last);
}

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;
