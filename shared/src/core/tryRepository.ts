import { randomBytes } from 'node:crypto';
import { lstat, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { type Context, cleanupContext } from '../context.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import { type Place, placeAt } from '../repository/configured.ts';
import type { Finding, RepositoryConfig, RepositoryReport } from '../model/repository.ts';
import { readRepositoryFile } from '../repository/repositoryFile.ts';
import { codeOf } from '../storage/failure.ts';
import { emptyAll, runChecks } from '../storage/checks/run.ts';
import type { Storage } from '../storage/storage.ts';
import { message } from '../text/message.ts';

/** Long enough to delete what a trial has put into a slow storage. */
const cleanupTime = 2 * 60_000;

/** What a trial left behind is abandoned after that: its process has died. */
const longAgo = 60 * 60_000;

/** Returns a new name for the folder of a trial. Programs and this one take what begins with a dot for no part of a repository. */
const folderName = (): string => `.longshore-test-${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
const isOld = (folder: string): boolean => {
  const begun = Number.parseInt(/^\.longshore-test-([0-9a-z]+)-[0-9a-f]{8}\/$/.exec(folder)?.[1] ?? '', 36);
  return begun < Date.now() - longAgo;
};

/**
 * Resolves with a report of whether a place can do all that a repository needs, tried out in a folder of its own, which is gone
 * afterwards with those around it that were new, also after an abort. What makes the trial pointless, such as a wrong key, ends it
 * and is `error` of the report. Rejects when aborted.
 */
export async function tryRepository(config: RepositoryConfig, ctx: Context): Promise<RepositoryReport> {
  const made = config.type === 'folder' ? await foldersNotThere(config.path) : [];
  await using place = await placeAt(config);
  const findings: Finding[] = [];
  const report = { location: place.storage.name, passed: 0, failed: [], findings };
  try {
    // First what is there already: a folder that is not ours is not written into.
    await readRepositoryFile(place.storage, ctx.signal);
    findings.push(await spaceOf(place.storage, ctx));
    const { passed, failed } = await inFolder(place, ctx, async (below) => {
      await touch(below.storage, ctx.signal);
      const checked = await runChecks(below.storage, ctx.signal);
      findings.push(...(await below.abilities(ctx.signal)));
      return checked;
    });
    return {
      ...report,
      ok: failed.length === 0,
      passed,
      failed: failed.map(({ check, error }) => ({ title: check.title, problem: problemOf(error) })),
    };
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!AppError.is(error)) throw error;
    return { ...report, ok: false, error: toErrorInfo(error) };
  } finally {
    // Only empty ones can be removed, so nothing is lost that was put there meanwhile.
    for (const folder of made) await rmdir(folder).catch(() => undefined);
  }
}

/** Resolves with a folder and those around it, as far as they do not exist: the innermost first. Empty when it is there. */
async function foldersNotThere(path: string): Promise<string[]> {
  const isThere = await lstat(path).then(
    () => true,
    (error: unknown) => codeOf(error) !== 'ENOENT',
  );
  return isThere || dirname(path) === path ? [] : [path, ...(await foldersNotThere(dirname(path)))];
}

async function inFolder<T>(place: Place, ctx: Context, work: (below: Place) => Promise<T>): Promise<T> {
  await removeOld(place, ctx.signal);
  const folder = folderName();
  await using below = await place.below(folder);
  try {
    return await work(below);
  } finally {
    await remove(place, folder, cleanupContext(ctx, cleanupTime).signal);
  }
}

async function removeOld(place: Place, signal: AbortSignal): Promise<void> {
  const old: string[] = [];
  for await (const { key } of place.storage.list('', signal, { shallow: true })) if (isOld(key)) old.push(key.slice(0, -1));
  for (const folder of old) await remove(place, folder, signal);
}

async function remove(place: Place, folder: string, signal: AbortSignal): Promise<void> {
  await using below = await place.below(folder);
  await emptyAll(below.storage, signal);
  await place.storage.sweep(`${folder}/`, signal);
}

/** Uses each permission once, and rejects when one is missing, so that the report names that one, and not fifty checks. */
async function touch(storage: Storage, signal: AbortSignal): Promise<void> {
  await storage.put('touch', Readable.from([Buffer.from('touch')]), signal);
  (await storage.get('touch', signal)).destroy();
  for await (const _ of storage.list('', signal)) break;
  await storage.delete('touch', signal);
}

async function spaceOf(storage: Storage, { signal }: Context): Promise<Finding> {
  const free = await storage.free(signal);
  return free === undefined
    ? { level: 'note', message: message('ability.free-unknown', {}) }
    : { level: 'good', message: message('ability.free', { bytes: free }) };
}

/**
 * Returns the first 12 lines of what an error says: there an assertion tells what was expected. Of an error of ours, its key and
 * parameters.
 */
const problemOf = (error: unknown): string => {
  if (AppError.is(error)) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').slice(0, 12).join('\n');
};
