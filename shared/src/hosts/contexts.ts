import { createHash } from 'node:crypto';
import { access, readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import { parseAddress } from './address.ts';
import type { HostAddress } from './host.ts';

export interface ContextOptions {
  env: NodeJS.ProcessEnv;
  /** Where Docker's command line keeps its settings; by `DOCKER_CONFIG` or below the home folder when absent. */
  dockerConfigDir?: string;
}

export interface AddressOptions extends ContextOptions {
  /** Goes before everything else; `default` is what `DOCKER_HOST` says, else this machine's socket. */
  context?: string;
  /** Goes before the environment. */
  host?: string;
}

/** A context of Docker's command line. */
export interface DockerContext {
  name: string;
  description: string;
  /** The one that the command line would use now. */
  current: boolean;
}

const defaultName = 'default';
const Settings = z.object({ currentContext: z.string().optional() });
const Meta = z.object({
  Name: z.string(),
  Metadata: z.object({ Description: z.string().optional() }).nullish(),
  Endpoints: z.object({ docker: z.object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() }) }),
});

/**
 * Resolves with where Docker is, as Docker's command line would decide it: context, host, `DOCKER_HOST`, `DOCKER_CONTEXT`, the
 * current context, this machine's socket. Rejects with `not-found.docker-context`, with `usage.docker-config` for files that cannot
 * be read, and with `usage.docker-address`.
 */
export async function resolveAddress(options: AddressOptions): Promise<HostAddress> {
  if (options.context === undefined && options.host !== undefined) return fromText(options.host, options);
  const context = options.context ?? (await currentContext(options));
  if (context !== defaultName) return fromContext(context, options);
  const fromEnv = options.env['DOCKER_HOST'];
  return fromEnv ? fromText(fromEnv, options) : { type: 'socket', path: await defaultSocket(options.env) };
}

/**
 * Resolves with all contexts of Docker's command line: `default`, then the others by name. One whose files are damaged is left out.
 * Rejects with `usage.docker-config` when the command line's settings, or the folder of its contexts, cannot be read.
 */
export async function listContexts(options: ContextOptions): Promise<DockerContext[]> {
  const current = await currentContext(options);
  const folder = join(configDir(options), 'contexts', 'meta');
  const entries = await orAbsent(folder, readdir(folder));
  const found = await Promise.all(
    (entries ?? []).map(async (entry): Promise<DockerContext[]> => {
      const meta = Meta.safeParse(await readJson(join(folder, entry, 'meta.json')).catch(() => undefined)).data;
      if (!meta) return [];
      return [{ name: meta.Name, description: meta.Metadata?.Description ?? '', current: meta.Name === current }];
    }),
  );
  const stored = found.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
  return [{ name: defaultName, description: '', current: current === defaultName }, ...stored];
}

/**
 * Resolves with the name of the current context, `default` where none is set: `DOCKER_HOST` beats every context but one that is
 * named outright. Rejects with `usage.docker-config` when the settings cannot be read.
 */
async function currentContext(options: ContextOptions): Promise<string> {
  const { DOCKER_HOST: host, DOCKER_CONTEXT: context } = options.env;
  if (host) return defaultName;
  if (context) return context;
  const path = join(configDir(options), 'config.json');
  const settings = await orAbsent(path, readJson(path));
  return Settings.safeParse(settings).data?.currentContext || defaultName;
}

async function fromContext(name: string, options: ContextOptions): Promise<HostAddress> {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(configDir(options), 'contexts');
  const path = join(contexts, 'meta', id, 'meta.json');
  const meta = await orAbsent(path, readJson(path));
  if (meta === undefined) throw new AppError('not-found.docker-context', { context: name });
  const endpoint = Meta.safeParse(meta).data?.Endpoints.docker;
  if (!endpoint) throw new AppError('usage.docker-config', { path });
  if (!endpoint.Host) return { type: 'socket', path: await defaultSocket(options.env) };
  const address = parseAddress(endpoint.Host);
  if (address.type !== 'tcp') return address;
  const files = await certificates(join(contexts, 'tls', id, 'docker'));
  const secure = address.tls !== undefined || endpoint.SkipTLSVerify === true || Object.keys(files).length > 0;
  return secure ? { ...address, tls: { ...files, verify: endpoint.SkipTLSVerify !== true } } : address;
}

async function fromText(text: string, options: ContextOptions): Promise<HostAddress> {
  const address = parseAddress(text);
  const secure = address.type === 'tcp' && (address.tls !== undefined || Boolean(options.env['DOCKER_TLS_VERIFY']));
  if (!secure) return address;
  const folder = options.env['DOCKER_CERT_PATH'] || configDir(options);
  return { ...address, tls: { ...(await certificates(folder)), verify: true } };
}

/** Resolves with the paths of those of Docker's three files that exist; empty when none does. Never rejects. */
async function certificates(folder: string): Promise<{ ca?: string; cert?: string; key?: string }> {
  const names = ['ca', 'cert', 'key'] as const;
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, `${name}.pem`);
      return (await exists(path)) ? [[name, path]] : [];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function defaultSocket(env: NodeJS.ProcessEnv): Promise<string> {
  if (process.platform === 'win32') return '//./pipe/docker_engine';
  const system = '/var/run/docker.sock';
  const runtime = env['XDG_RUNTIME_DIR'];
  // Docker Desktop's, and that of a Docker Engine without root.
  const others = [join(home(env), '.docker', 'run', 'docker.sock'), ...(runtime ? [join(runtime, 'docker.sock')] : [])];
  for (const path of [system, ...others]) if (await exists(path)) return path;
  return system;
}

const home = (env: NodeJS.ProcessEnv): string => env['HOME'] || homedir();

const configDir = ({ env, dockerConfigDir }: ContextOptions): string =>
  dockerConfigDir ?? (env['DOCKER_CONFIG'] || join(home(env), '.docker'));

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** Resolves with what is read at a path; undefined when there is nothing. Rejects with `usage.docker-config` when it cannot be read. */
async function orAbsent<T>(path: string, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new AppError('usage.docker-config', { path }, { cause });
  }
}
