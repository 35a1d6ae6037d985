import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import { message } from '../../text/message.ts';
import { secretsOf } from '../containerSecrets.ts';
import type { ServerTarget } from '../oneContainer.ts';
import { parseConfig, parseLaunch, unescape, type Launch } from './launch.ts';
import { askServer, type Server } from './server.ts';
import { isPassing, Session } from './session.ts';

/** Images that take the password from the environment call it by one of these; a suffix `_FILE` names a file with it. */
const variables = ['VALKEY_PASSWORD', 'REDIS_PASSWORD', 'VALKEYCLI_AUTH', 'REDISCLI_AUTH', 'REDIS_PASS', 'REQUIREPASS'];

/** What a server is taken to be whose start the container does not show. */
const usual: Launch = { program: 'valkey', configFile: undefined, options: new Map() };

/**
 * Resolves with a session with the service, by the first client and the first password that work. Rejects with
 * `denied.valkey-password` when no password does, with `tool-missing` when the container has no client, and else as
 * {@link Session.open} does, as with `tool-failed.valkey-connection` or `timeout.valkey` when the server does not answer.
 */
export const connect = (target: ServerTarget, ctx: Context): Promise<Session> =>
  connectTo(target, parseLaunch(target.container) ?? usual, ctx);

/**
 * Resolves with a session, or rejects, as {@link connect} does, for a first look. But rejects with `stale-plan.not-valkey`
 * where the container does not show that it runs such a server, for what {@link isPassing} allows, as when it does not run or
 * has no client: the configuration may name the wrong one.
 */
export async function recognise(target: ServerTarget, ctx: Context): Promise<Session> {
  try {
    return await connect(target, ctx);
  } catch (cause) {
    if (!AppError.is(cause) || parseLaunch(target.container) || !isPassing(cause)) throw cause;
    throw new AppError('stale-plan.not-valkey', { service: target.service.name }, { cause });
  }
}

async function connectTo(target: ServerTarget, launch: Launch, ctx: Context): Promise<Session> {
  const { host, container, service } = target;
  const settings = await readSettings(target, launch, ctx);
  const passwords = await findPasswords(target, settings, ctx);
  const clients = launch.program === 'valkey' ? ['valkey-cli', 'redis-cli'] : ['redis-cli', 'valkey-cli'];
  let missing: unknown;
  for (const client of clients) {
    const endpoint = { container: container.id, name: service.name, argv: [client, '--no-raw', ...address(settings)] };
    try {
      return await login(passwords, (password) => Session.open(host, endpoint, password, ctx), service.name);
    } catch (error) {
      if (!AppError.is(error, 'tool-missing')) throw error;
      missing ??= error;
    }
  }
  throw missing;
}

/** Resolves with what one look at the server shows. Rejects as {@link connect} and {@link askServer} do. */
export async function lookAt(target: ServerTarget, ctx: Context): Promise<Server> {
  await using session = await connect(target, ctx);
  return await askServer(session);
}

async function login(passwords: string[], open: (password?: string) => Promise<Session>, service: string): Promise<Session> {
  for (const password of [...passwords, undefined]) {
    try {
      return await open(password);
    } catch (error) {
      if (!AppError.is(error) || error.key !== 'denied.valkey-password') throw error;
    }
  }
  throw new AppError('denied.valkey-password', { service }, { hint: message('hint.valkey-password', {}) });
}

/** Returns an option's words, every time that it is given. The command line wins over the file. Empty when neither has it. */
type Settings = (option: string) => string[][];

async function readSettings({ host, container }: ServerTarget, { configFile, options }: Launch, ctx: Context): Promise<Settings> {
  const absolute = configFile?.startsWith('/') ? configFile : `${container.workingDir}/${configFile}`;
  const file = configFile === undefined ? new Map<string, string[][]>() : parseConfig(await read(absolute));
  const settings: Settings = (option) => {
    const given = options.get(option);
    return given ? [given] : (file.get(option) ?? []);
  };
  const [[users] = []] = settings('aclfile');
  if (users !== undefined) file.set('user', parseConfig(await read(users)).get('user') ?? []);
  return settings;

  /** Resolves with the file. Empty when it cannot be read (a socket as `-`, a file that is gone): it tells nothing. */
  async function read(path: string): Promise<string> {
    try {
      return await text(host.readFile(container.id, path, ctx));
    } catch (error) {
      if (AppError.is(error, 'not-found') || AppError.is(error, 'unsupported')) return '';
      throw error;
    }
  }
}

async function findPasswords({ host, container, password }: ServerTarget, settings: Settings, ctx: Context): Promise<string[]> {
  // On a command line, some versions take a backslash for an escape and others for itself.
  const found = settings('requirepass').flatMap((words) => [words.join(' '), unescape(words.join(' '))]);
  for (const [name, ...rules] of settings('user')) {
    if (name === 'default') found.push(...rules.filter((rule) => rule.startsWith('>')).map((rule) => rule.slice(1)));
  }
  found.push(...(await secretsOf(host, container, variables, ctx)));
  if (password !== undefined) found.push(password);
  return [...new Set(found.filter((candidate) => candidate !== ''))];
}

/**
 * Returns the client's options for where the server listens: the plain port, else the encrypted one with the server's own
 * certificates, else its socket. Empty when it listens nowhere.
 */
function address(settings: Settings): string[] {
  const value = (option: string): string | undefined => settings(option).at(-1)?.[0];
  const port = value('port') ?? '6379';
  if (port !== '0') return ['-p', port];
  const encrypted = value('tls-port');
  const socket = value('unixsocket');
  if (encrypted === undefined || encrypted === '0') return socket === undefined ? [] : ['-s', socket];
  const file = (flag: string, option: string): string[] => {
    const path = value(option);
    return path === undefined ? [] : [flag, path];
  };
  return [
    '-p',
    encrypted,
    '--tls',
    ...file('--cert', 'tls-cert-file'),
    ...file('--key', 'tls-key-file'),
    ...file('--cacert', 'tls-ca-cert-file'),
    ...file('--cacertdir', 'tls-ca-cert-dir'),
  ];
}
