import { fileURLToPath } from 'node:url';
import { readSecret } from '../../config/secrets.ts';
import { AppError } from '../../errors.ts';
import type { SshAddress } from '../host.ts';
import { loginFailure } from './failure.ts';
import { askSsh } from './program.ts';

/** The program that answers ssh's questions from its environment. */
const askpass = fileURLToPath(new URL('./longshore-askpass', import.meta.url));

/** Seconds: how often a silent server is asked for a sign of life, and how long it may take to accept a connection. */
const alive = { interval: 10, count: 3 };
const connectTimeout = 30;

/** How the ssh program is called for one address, by every process that uses the connection. */
export interface SshCommand {
  /** Options of a login. The user's own configuration counts for everything that is not said here. */
  login: string[];
  /** The last arguments: the destination, after which options end. */
  destination: string[];
  /** Secrets of this login are in it, and nowhere else. */
  env: NodeJS.ProcessEnv;
}

/**
 * Resolves with how to call the ssh program, and reads the secrets for it. Rejects as {@link readSecret} does, and for a password
 * as {@link sshSettings} does.
 */
export async function sshCommand(address: SshAddress, signal: AbortSignal): Promise<SshCommand> {
  const asks = address.passphrase !== undefined || address.password !== undefined;
  const options = {
    // Whom to trust is decided by people, with the ssh program itself.
    StrictHostKeyChecking: 'yes',
    BatchMode: asks ? 'no' : 'yes',
    NumberOfPasswordPrompts: '1',
    ConnectTimeout: String(connectTimeout),
    ServerAliveInterval: String(alive.interval),
    ServerAliveCountMax: String(alive.count),
    // What the user's configuration may want of a login at a terminal.
    ClearAllForwardings: 'yes',
    ControlPersist: 'no',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    // Only so does it tell which keys it tried, and what the other side refused.
    LogLevel: 'DEBUG1',
  };
  return {
    login: [
      ...configOf(address),
      ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
      ...(address.identity === undefined ? [] : ['-o', 'IdentitiesOnly=yes', '-i', address.identity]),
    ],
    destination: destinationOf(address),
    env: asks ? await answering(address, signal) : silent(),
  };
}

const configOf = ({ config }: SshAddress): string[] => (config === undefined ? [] : ['-F', config]);

const destinationOf = ({ host, port, user }: SshAddress): string[] => [
  ...(port === undefined ? [] : ['-p', String(port)]),
  ...(user === undefined ? [] : ['-l', user]),
  '--',
  host,
];

/** Returns this process' environment without a program for graphical questions: no person sees where one would appear. */
function silent(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  delete env['SSH_ASKPASS'];
  return env;
}

async function answering(address: SshAddress, signal: AbortSignal): Promise<NodeJS.ProcessEnv> {
  const { passphrase, password } = address;
  return {
    ...process.env,
    SSH_ASKPASS: askpass,
    SSH_ASKPASS_REQUIRE: 'force',
    // OpenSSH before 8.4 asks the program only where there is a display.
    DISPLAY: process.env['DISPLAY'] ?? ':0',
    ...(passphrase !== undefined && { LONGSHORE_SSH_PASSPHRASE: await readSecret(passphrase, signal) }),
    ...(password !== undefined && {
      LONGSHORE_SSH_PASSWORD: await readSecret(password, signal),
      // A jump host that asks for a password must not get the one of the host behind it.
      LONGSHORE_SSH_LOGIN: await loginName(address, signal),
    }),
  };
}

/** Resolves with `user@name`, as in the program's question for a password. Rejects as {@link sshSettings} does. */
async function loginName(address: SshAddress, signal: AbortSignal): Promise<string> {
  const settings = await sshSettings(address, signal);
  const name = settings.get('hostkeyalias') ?? settings.get('hostname') ?? address.host;
  return `${settings.get('user') ?? ''}@${name.toLowerCase()}`;
}

/**
 * Resolves with what the user's configuration makes of an address, by the lower-case names of its options; of several the first.
 * Rejects as {@link askSsh} does, and when the program is missing or refuses with what {@link loginFailure} returns: a login would
 * fail for the same reason.
 */
export async function sshSettings(address: SshAddress, signal: AbortSignal): Promise<Map<string, string>> {
  const said = await askSsh(['-G', ...configOf(address), ...destinationOf(address)], address, signal).catch((error: unknown) => {
    if (AppError.is(error)) throw error;
    const { code, stderr = '' } = error as { code?: string | number; stderr?: string };
    throw loginFailure(address, stderr, code === 'ENOENT' ? 127 : null);
  });
  const settings = new Map<string, string>();
  for (const line of said.split('\n')) {
    const [, name = '', value = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (!settings.has(name)) settings.set(name, value);
  }
  return settings;
}
