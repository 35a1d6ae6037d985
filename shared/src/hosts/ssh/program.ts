import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError, abortion } from '../../errors.ts';
import { message } from '../../text/message.ts';
import { addressText } from '../address.ts';
import type { SshAddress } from '../host.ts';
import { byHand } from './failure.ts';

const run = promisify(execFile);

/** Longest wait in seconds for what the ssh program does on this machine: its configuration may run commands and ask for names. */
const usualLimit = 30;

/**
 * Resolves with what the ssh program says to a question that needs no login. Rejects with `timeout.ssh-program` when it does not
 * end in that many seconds, and with what the system says when it fails. It has ended or was killed in each case.
 */
export async function askSsh(args: string[], address: SshAddress, signal: AbortSignal, seconds = usualLimit): Promise<string> {
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    const { stdout } = await run('ssh', args, { signal: AbortSignal.any([signal, limit]), killSignal: 'SIGKILL' });
    return stdout;
  } catch (error) {
    if (signal.aborted) throw abortion(signal);
    if (!limit.aborted) throw error;
    const hint = message('hint.ssh-by-hand', { command: byHand(address) });
    throw new AppError('timeout.ssh-program', { address: addressText(address), seconds }, { cause: error, hint });
  }
}
