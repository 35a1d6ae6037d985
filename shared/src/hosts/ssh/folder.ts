import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';

/** Bytes of a socket's path on every system, and of what is added below the folder: its random end and the names in it. */
const longest = 103;
const below = 'longshore-ssh-XXXXXX/master.XXXXXXXXXXXXXXXX'.length;

/**
 * Resolves with a new folder that only this user may enter, with a path short enough for the sockets in it. Rejects with
 * `storage-failed.io` where none can be made.
 */
export function privateFolder(): Promise<string> {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const places = [...(runtime ? [runtime] : []), tmpdir()];
  const base = places.find((place) => place.length + 1 + below <= longest) ?? '/tmp';
  return mkdtemp(join(base, 'longshore-ssh-')).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('storage-failed.io', { path: base, reason }, { cause: error });
  });
}
