import { Agent, type RequestOptions, request } from 'node:http';
import { AppError } from '../../errors.ts';
import { message } from '../../text/message.ts';
import { addressText } from '../address.ts';
import type { SshAddress } from '../host.ts';
import { DialAgent } from './dialStdio.ts';
import { byHand } from './failure.ts';
import type { Login } from './login.ts';
import { type FoundSockets, findSockets } from './sockets.ts';

/** How requests get from a login to a Docker Engine. */
export interface SshRoute {
  readonly login: Login;
  readonly options: RequestOptions;
  /** Straight to its socket, or through the docker command there. */
  readonly through: 'socket' | 'command';
  /** Docker's socket on that machine; undefined where the docker command there knows it. */
  readonly socket: string | undefined;
}

const usual = '/var/run/docker.sock';

/** Longest silence of a Docker Engine, in milliseconds. */
const patience = 15_000;

/**
 * Resolves with the way straight to Docker's socket where the SSH server lets us, without a command on that machine where it is
 * the given or usual one; else through its docker command. Rejects with `host-unreachable.ssh-no-engine` when no Docker Engine
 * answers, also where we may not even look for one; with `denied.ssh-socket` or `denied.ssh-forward` when there is none that we
 * may use; with `timeout.engine` when one is silent for 15 seconds; and as {@link Login.forward} and {@link findSockets} do.
 */
export async function findSshRoute(login: Login, address: SshAddress, signal: AbortSignal): Promise<SshRoute> {
  const wanted = address.path ?? usual;
  const straight = await forwarded(login, address, 'docker.sock', wanted, signal);
  if (straight) return straight;
  // An SSH server says the same of a socket that is not there, not for us, and not to be forwarded.
  const found = await findSockets(login, address, signal);
  for (const [at, socket] of found.usable.filter((path) => path !== wanted).entries()) {
    const way = await forwarded(login, address, `${at}.sock`, socket, signal);
    if (way) return way;
  }
  const agent = new DialAgent(login, address.path);
  const options = { agent, host: 'docker' };
  if (await answers(options, address, signal)) return { login, options, through: 'command', socket: address.path };
  throw noWay(address, wanted, found, agent.said());
}

async function forwarded(
  login: Login,
  address: SshAddress,
  name: string,
  socket: string,
  signal: AbortSignal,
): Promise<SshRoute | undefined> {
  const options = { agent: new Agent(), socketPath: await login.forward(name, socket, signal) };
  return (await answers(options, address, signal)) ? { login, options, through: 'socket', socket } : undefined;
}

/**
 * Resolves with whether anything speaks HTTP there. Rejects with `timeout.engine` after 15 seconds of silence, and when aborted.
 */
function answers(options: RequestOptions, address: SshAddress, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, method: 'GET', path: '/_ping', signal, timeout: patience });
    asked.once('response', (response) => {
      response.resume();
      resolve(true);
    });
    asked.once('timeout', () => asked.destroy(new AppError('timeout.engine', { address: addressText(address) })));
    asked.once('error', (error) => (AppError.is(error) || signal.aborted ? reject(error) : resolve(false)));
    asked.end();
  });
}

function noWay(address: SshAddress, wanted: string, { usable, denied, user }: FoundSockets, said: string): AppError {
  const [closed] = denied;
  const where = addressText(address);
  const detail = said === '' ? {} : { detail: said };
  if (closed && usable.length === 0) {
    const hint = message('hint.ssh-docker-group', { group: closed.group, user });
    return new AppError('denied.ssh-socket', { address: where, path: closed.path, user }, { hint });
  }
  const isDead = /docker daemon running/i.test(said);
  if (usable.length > 0 && !isDead) {
    return new AppError('denied.ssh-forward', { address: where }, { ...detail, hint: message('hint.ssh-forward', {}) });
  }
  const hint = message('hint.ssh-start-docker', { command: `${byHand(address)} docker version` });
  return new AppError('host-unreachable.ssh-no-engine', { address: where, path: wanted }, { ...detail, hint });
}
