import { type Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { StackId } from '../model/service.ts';
import { absent, fileError } from '../storage/failure.ts';
import { folderStorage } from '../storage/folder.ts';
import type { Storage } from '../storage/storage.ts';
import { message } from '../text/message.ts';
import { parseJson, readDocument } from './documents.ts';
import { fileNames, isSnapshotId, stackFolder } from './layout.ts';
import { readManifest } from './manifestFile.ts';
import type { CopiedSnapshot } from './repository.ts';
import type { Snapshot } from './repository.ts';
import { StoredSnapshot } from './snapshot.ts';

/** What a snapshot and its own files can have; more is a whole disk by mistake. */
const mostFiles = 100_000;

/**
 * Resolves with the snapshot in a folder, whose seal, keys and sizes of files fit and which holds nothing else, but for
 * `started.json` and reserved files. Of its artifacts only the inventory is read. Rejects with `not-found.import-folder`, with
 * `usage` when it is no folder of a snapshot or has too many files, with `corrupt` when manifest or inventory is damaged, or with
 * the names of the files that are not those of the snapshot, and with `incompatible` when a newer version made it.
 */
export async function openCopiedSnapshot(path: string, ctx: Context): Promise<CopiedSnapshot> {
  const storage = folderStorage(path);
  const manifest = await readDocument(storage, fileNames.manifest, ctx.signal);
  if (!manifest) throw await noSnapshot(path);
  const found = z.object({ id: z.string(), stack: StackId }).safeParse(parseJson(manifest)).data;
  const folder = found ? stackFolder(found.stack) : basename(path);
  const id = found?.id ?? '';
  // It becomes a part of keys.
  if (found && !isSnapshotId(id))
    throw new AppError('corrupt.manifest', { snapshot: `${folder}/${id}` }, { hint: message('hint.copy-again', {}) });
  const read = { folder, id, ...readManifest(manifest, folder, id) };
  const snapshot = new StoredSnapshot(storage, read, `${folder}/${id}`, '');
  await assertPlainFiles(path, ctx);
  const reserved = await checkFiles(storage, snapshot, ctx);
  await snapshot.inventory(ctx);
  return { snapshot, storage, manifest, reserved };
}

async function noSnapshot(path: string): Promise<AppError> {
  const there = await lstat(path).catch(absent(path));
  if (!there) return new AppError('not-found.import-folder', { path });
  const hint = message('hint.import-folder', { candidates: await candidatesIn(path) });
  return new AppError('usage.import-folder', { path }, { hint });
}

const mostCandidates = 3;

/**
 * Resolves with the paths of up to three folders with a manifest, at most two levels down: below a stack's folder, or below a
 * repository. Empty when there are none. Never rejects: what cannot be read is passed over.
 */
async function candidatesIn(path: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
    if (entries.some((entry) => entry.isFile() && entry.name === fileNames.manifest)) found.push(folder);
    else if (depth > 0) {
      for (const entry of entries) {
        if (found.length === mostCandidates) return;
        if (entry.isDirectory()) await look(join(folder, entry.name), depth - 1);
      }
    }
  };
  await look(path, 2);
  return found;
}

/**
 * Rejects with `corrupt.import-link` for what is neither file nor folder: links could lead anywhere, and the rest cannot be copied.
 * Rejects with `usage.import-too-many` beyond 100,000 entries, and with {@link fileError} where a folder cannot be read.
 */
async function assertPlainFiles(root: string, ctx: Context): Promise<void> {
  let seen = 0;
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      throw fileError(error, folder);
    });
    for (const entry of entries) {
      ctx.signal.throwIfAborted();
      seen += 1;
      const path = join(folder, entry.name);
      if (seen > mostFiles) throw new AppError('usage.import-too-many', { path: root, most: mostFiles });
      if (entry.isDirectory()) await walk(path);
      else if (!entry.isFile()) throw new AppError('corrupt.import-link', { path: root, file: relative(root, path) });
    }
  };
  await walk(root);
}

/**
 * Resolves with the reserved ones among the files. Rejects with `corrupt.snapshot` and their names when some are missing, too
 * short, too long, or none of the snapshot's.
 */
async function checkFiles(storage: Storage, { manifest, reference }: Snapshot, ctx: Context): Promise<string[]> {
  const sizes = new Map<string, number>();
  for await (const { key, bytes } of storage.list('', ctx.signal)) sizes.set(key, bytes);
  const [missing, truncated, changed]: [string[], string[], string[]] = [[], [], []];
  for (const { key, bytes } of manifest.artifacts) {
    const there = sizes.get(key);
    if (there === undefined) missing.push(key);
    else if (there < bytes) truncated.push(key);
    else if (there > bytes) changed.push(key);
    sizes.delete(key);
  }
  const rest = [...sizes.keys()].filter((key) => key !== fileNames.started && key !== fileNames.manifest);
  const reserved = rest.filter((key) => key.startsWith('manifest.'));
  const extra = rest.filter((key) => !reserved.includes(key));
  if (missing.length + truncated.length + changed.length + extra.length === 0) return reserved;
  throw new AppError(
    'corrupt.snapshot',
    { snapshot: reference, missing, truncated, changed, unreadable: [], extra, disagreeing: [] },
    { hint: message('hint.copy-again', {}) },
  );
}
