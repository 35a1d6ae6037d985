import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { KnownDocker } from './knownDocker.ts';
import { plainExec } from './execProcess.ts';

/** Returns whether the container has a shell that commands can be wrapped in. Found out once. */
export async function hasShell(on: KnownDocker, container: string, ctx: Context): Promise<boolean> {
  const known = on.shells.get(container);
  if (known !== undefined) return known;
  const found = await succeeds(plainExec(on, container, ['sh', '-c', ':'], ctx));
  on.shells.set(container, found);
  return found;
}

/** Reads the output to its end; false when the tool is missing or fails. */
export async function succeeds(stream: Readable): Promise<boolean> {
  try {
    for await (const _ of stream);
    return true;
  } catch (error) {
    if (AppError.is(error, 'tool-missing') || AppError.is(error, 'tool-failed')) return false;
    throw error;
  }
}
