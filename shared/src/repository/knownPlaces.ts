import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { message } from '../text/message.ts';
import { parseJson } from './documents.ts';
import type { RepositoryFile } from './repositoryFile.ts';

/** That there was a repository at a place, as this machine remembers it. */
const Seen = z.object({ version: z.literal(1), location: z.string(), id: z.string() });

const fileOf = (dir: string, location: string): string =>
  join(dir, `${createHash('sha256').update(location).digest('hex').slice(0, 32)}.json`);

async function idSeen(dir: string, location: string): Promise<string | undefined> {
  const bytes = await readFile(fileOf(dir, location)).catch(() => undefined);
  return bytes && Seen.safeParse(parseJson(bytes)).data?.id;
}

/**
 * Notes on this machine that a repository was seen at a place. Never rejects: a failure is logged. Without the note a disk that is
 * not mounted is taken for a new place one day.
 */
export async function remember(dir: string, location: string, id: string, ctx: Context): Promise<void> {
  if ((await idSeen(dir, location)) === id) return;
  const draft = `${fileOf(dir, location)}.${randomUUID()}`;
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify({ version: 1, location, id } satisfies z.infer<typeof Seen>), { mode: 0o600 });
    await rename(draft, fileOf(dir, location));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    ctx.log.warn('It could not be noted that there is a repository.', { location, error: String(error) });
  }
}

/**
 * Removes the note of a place, so that the next backup begins a new repository there. `dir` and `location` are as {@link remember}
 * got them. Absent is fine. Rejects with what the system says.
 */
export const forget = (dir: string, location: string): Promise<void> => rm(fileOf(dir, location), { force: true });

/**
 * Rejects with `storage-failed.repository-missing` for a place that is empty now and was not before: its disk is not mounted, or a
 * user has removed everything. No job may take it for a repository without snapshots, nor begin a new one that is hidden when the
 * disk comes back. Remembers a place that has one.
 */
export async function assertNotGone(
  dir: string,
  location: string,
  repository: string,
  file: RepositoryFile | undefined,
  ctx: Context,
): Promise<void> {
  if (file) return remember(dir, location, file.id, ctx);
  if ((await idSeen(dir, location)) === undefined) return undefined;
  throw new AppError(
    'storage-failed.repository-missing',
    { repository, location },
    { hint: message('hint.forget-repository', { repository }) },
  );
}
