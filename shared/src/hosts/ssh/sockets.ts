import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { AppError, abortion } from '../../errors.ts';
import { message } from '../../text/message.ts';
import { addressText } from '../address.ts';
import type { SshAddress } from '../host.ts';
import { byHand } from './failure.ts';
import type { Login } from './login.ts';

/** Sockets of Docker Engines on the other machine. */
export interface FoundSockets {
  usable: string[];
  denied: { path: string; group: string }[];
  /** As whom we are logged in there; empty when it could not be asked. */
  user: string;
}

/** Longest wait for a session in seconds: a login shell reads its files first, and may ask a directory service. */
const sessionLimit = 30;

/** Where Docker Engines listen: Docker, without root, Docker Desktop, Podman. */
const places = [
  '/var/run/docker.sock',
  '"$XDG_RUNTIME_DIR/docker.sock"',
  '"/run/user/$(id -u)/docker.sock"',
  '"$HOME/.docker/run/docker.sock"',
  '/run/podman/podman.sock',
  '"/run/user/$(id -u)/podman/podman.sock"',
];

const script = (sockets: string[]): string => `
for socket in ${sockets.join(' ')}; do
  [ -S "$socket" ] || continue
  if [ -r "$socket" ] && [ -w "$socket" ]; then echo "usable $socket"
  else echo "denied $socket $(stat -L -c %G "$socket" 2>/dev/null || stat -L -f %Sg "$socket")"
  fi
done
echo "user $(id -un)"
`;

/**
 * Resolves with the sockets that a session of the login finds, up to where it ended: with none where the SSH server allows no
 * session, where there is no `sh`, and where the connection is cut. The script comes by standard input, so that it does not
 * matter which shell the user has there. Rejects with `timeout.ssh-session` when that shell does not come to its end in that
 * many seconds, and with what the system says when the ssh program cannot be run.
 */
export async function findSockets(
  login: Login,
  address: SshAddress,
  signal: AbortSignal,
  seconds = sessionLimit,
): Promise<FoundSockets> {
  // Should the session be refused, the program must not log in a second time.
  const options = ['-F', '/dev/null', '-S', login.control, '-o', 'ProxyCommand=false', '-T', '--', address.host];
  const said = await session([...options, 'sh', '-s'], script(address.path === undefined ? places : [address.path]));
  const found: FoundSockets = { usable: [], denied: [], user: '' };
  for (const line of said.split('\n')) {
    const [word, value = '', group = ''] = line.split(' ');
    if (word === 'usable' && !found.usable.includes(value)) found.usable.push(value);
    if (word === 'denied') found.denied.push({ path: value, group });
    if (word === 'user') found.user = value;
  }
  return found;

  async function session(args: string[], input: string): Promise<string> {
    const limit = AbortSignal.timeout(seconds * 1000);
    const child = spawn('ssh', args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
      signal: AbortSignal.any([signal, limit]),
      killSignal: 'SIGKILL',
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    try {
      const [all] = await Promise.all([text(child.stdout), once(child, 'close')]);
      return all;
    } catch (error) {
      if (signal.aborted) throw abortion(signal);
      if (!limit.aborted) throw error;
      const hint = message('hint.ssh-by-hand', { command: byHand(address) });
      throw new AppError('timeout.ssh-session', { address: addressText(address), seconds }, { cause: error, hint });
    }
  }
}
