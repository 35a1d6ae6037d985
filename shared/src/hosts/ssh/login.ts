import { spawn } from 'node:child_process';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, abortion } from '../../errors.ts';
import { addressText } from '../address.ts';
import type { SshAddress } from '../host.ts';
import { type SshCommand, sshCommand } from './command.ts';
import { loginFailure } from './failure.ts';
import { privateFolder } from './folder.ts';
import { askSsh } from './program.ts';

/** Longest wait for a login in seconds: directory services and jump hosts take their time. */
export const loginLimit = 120;

/** Longest wait for the end of the ssh program once it is asked to, in milliseconds: one that was stopped never hears of it. */
const endLimit = 5000;

/** How much is kept of what the ssh program says; a login with many keys says some 10 KiB. */
const keptBytes = 64 * 1024;

/**
 * Runs the ssh program for as long as its standard input is open, whatever becomes of the process that holds the other end, and then
 * removes the folder of its sockets.
 */
const keeper = `
folder=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- &
ssh=$!
exec 2>/dev/null
{ read -r _ <&3; kill "$ssh"; } &
waiting=$!
exec 3<&-
wait "$ssh"; code=$?
kill "$waiting"
rm -rf "$folder"
exit "$code"`;

/** One login by the ssh program, which others share through its control socket. */
export interface Login {
  readonly command: SshCommand;
  /** Only this user may enter it; gone when the login is. */
  readonly folder: string;
  readonly control: string;
  /** Resolves when it is over. */
  readonly ended: Promise<unknown>;
  /** Returns the last 64 KiB that the ssh program has said. */
  said(): string;
  /**
   * Makes a socket of that machine reachable by one in the folder, and resolves with its path; whether `remote` is there is not
   * known by then. Rejects as {@link askSsh} does.
   */
  forward(name: string, remote: string, signal: AbortSignal): Promise<string>;
  /**
   * Resolves when the ssh program has ended and the folder is gone. Kills the program when it has not ended after 5 seconds. Never
   * rejects: a folder that cannot be removed stays.
   */
  end(): Promise<void>;
}

/**
 * Resolves with a login. Rejects with an {@link AppError} that says why there is none: {@link loginFailure}, `timeout.ssh-login`
 * after 120 seconds, `unsupported.ssh-windows`; and as {@link sshCommand} and {@link privateFolder} do.
 */
export async function logIn(address: SshAddress, signal: AbortSignal): Promise<Login> {
  if (process.platform === 'win32') throw new AppError('unsupported.ssh-windows', { address: addressText(address) });
  const command = await sshCommand(address, signal);
  const folder = await privateFolder();
  const control = join(folder, 'master');
  const ssh = ['ssh', '-M', '-S', control, '-N', '-T', '-o', 'PermitLocalCommand=no', ...command.login, ...command.destination];
  // In a session of its own: Ctrl-C is ours to answer, and there is no terminal to ask at.
  const child = spawn('/bin/sh', ['-c', keeper, 'longshore-ssh', folder, ...ssh], {
    detached: true,
    cwd: '/',
    env: command.env,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const { stdin, stderr } = child;
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-keptBytes)));
  stdin.on('error', () => {});
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  // An unused connection must not keep the process.
  child.unref();
  for (const stream of [stdin, stderr]) if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
  const end = async (): Promise<void> => {
    child.ref();
    stderr.destroy();
    stdin.destroy();
    if ((await Promise.race([ended, sleep(endLimit, 'late', { ref: false })])) === 'late') killGroup(child.pid);
    await ended;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  };
  const over = new AbortController();
  try {
    const limit = AbortSignal.any([signal, over.signal, AbortSignal.timeout(loginLimit * 1000)]);
    const code = await Promise.race([ended, appearance(control, limit)]);
    if (code !== true) throw loginFailure(address, said, code);
  } catch (error) {
    await end();
    if (signal.aborted) throw abortion(signal);
    if (AppError.is(error)) throw error;
    throw new AppError('timeout.ssh-login', { address: addressText(address), seconds: loginLimit }, { cause: error });
  } finally {
    over.abort();
  }
  return {
    command,
    folder,
    control,
    ended,
    said: () => said,
    async forward(name, remote, forwarding) {
      const local = join(folder, name);
      const wish = ['-O', 'forward', '-L', `${local}:${remote}`];
      await askSsh(['-F', '/dev/null', '-S', control, ...wish, '--', address.host], address, forwarding);
      return local;
    },
    end,
  };
}

/** Kills the shell and the ssh program: both are in a group of their own. Never throws: they may have ended in this moment. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // All of it has ended in this moment.
  }
}

/** Resolves with true once the control socket is there, as soon as the other side has let us in. Rejects only when aborted. */
async function appearance(path: string, signal: AbortSignal): Promise<true> {
  for (;;) {
    if (await exists(path)) return true;
    await sleep(10, undefined, { signal });
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
