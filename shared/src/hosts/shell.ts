import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { commandExitCode } from './commandExitCode.ts';
import type { KnownDocker } from './knownDocker.ts';
import { plainExec } from './execProcess.ts';

/**
 * Resolves with whether the container has a shell that commands can be wrapped in. Found out once: that call rejects with
 * `not-found.container`, or with `conflict.container-state` where it does not run or is paused; later ones ask nothing.
 */
export async function hasShell(on: KnownDocker, container: string, ctx: Context): Promise<boolean> {
  const known = on.shells.get(container);
  if (known !== undefined) return known;
  const found = await succeeds(plainExec(on, container, ['sh', '-c', ':'], ctx));
  on.shells.set(container, found);
  return found;
}

/**
 * Resolves with true when the command's output has ended well, with false when the tool is missing or the command failed by itself
 * ({@link commandExitCode}). Rejects with every other error of the stream.
 */
export async function succeeds(stream: Readable): Promise<boolean> {
  try {
    for await (const _ of stream);
    return true;
  } catch (error) {
    if (AppError.is(error, 'tool-missing') || commandExitCode(error) !== undefined) return false;
    throw error;
  }
}
