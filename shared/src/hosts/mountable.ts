import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat as statOwn, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { readFile, stat } from './archive.ts';
import { text } from './collect.ts';
import type { KnownDocker } from './knownDocker.ts';
import { create } from './run.ts';

const secretAt = '/longshore/secret';
const fileAt = '/longshore/file';

/**
 * Resolves with whether a file of this machine can be mounted; see {@link Host.mountable}. A socket may lead to another machine,
 * where a file of the same name may lie: so Docker must also show what we have just written into a file of our own. False as
 * well when we cannot see the file, or cannot write one.
 */
export async function mountable(on: KnownDocker, image: string, path: string, ctx: Context): Promise<boolean> {
  const here = await statOwn(path).catch(() => undefined);
  if (on.api.address.type !== 'socket' || !here) return false;
  const folder = await mkdtemp(join(tmpdir(), 'longshore-mount-')).catch(() => undefined);
  if (folder === undefined) return false;
  try {
    const secret = randomUUID();
    const written = await writeFile(join(folder, 'secret'), secret, { mode: 0o600 }).then(
      () => true,
      () => false,
    );
    if (!written) return false;
    const binds = [
      { source: join(folder, 'secret'), destination: secretAt },
      { source: path, destination: fileAt },
    ];
    await using helper = await create(on, { image, binds }, ['true'], ctx);
    const [shown, there] = await Promise.all([text(readFile(on, helper.id, secretAt, ctx)), stat(on, helper.id, fileAt, ctx)]);
    return shown === secret && there?.bytes === here.size;
  } catch (error) {
    // Docker has no such file, or may not show it.
    if (AppError.is(error, 'tool-failed') || AppError.is(error, 'not-found') || AppError.is(error, 'denied')) return false;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
