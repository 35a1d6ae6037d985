import pMap from 'p-map';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Storage } from '../storage/storage.ts';
import { readDocument } from './documents.ts';
import { fileNames, isSnapshotId, isStackFolder } from './layout.ts';
import { readManifest } from './manifestFile.ts';

/** How many manifests are read side by side. */
const lanes = 16;

export interface FoundSnapshot {
  folder: string;
  id: string;
  manifest: Manifest;
  /** SHA-256 of the manifest's bytes. */
  hash: string;
}

/** All that a stack's folder holds. */
export interface StackContent {
  /** Newest first: the highest sequence, and among equals the greatest id. */
  snapshots: FoundSnapshot[];
  /** There, but their manifests cannot be read; the error names the snapshot. */
  unreadable: { id: string; error: AppError }[];
  /** Folders without a manifest. */
  attempts: string[];
}

/** Names of all stack folders. */
export async function stackFolders(storage: Storage, signal: AbortSignal): Promise<string[]> {
  return (await childFolders(storage, '', signal)).filter(isStackFolder);
}

async function childFolders(storage: Storage, prefix: string, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of storage.list(prefix, signal, { shallow: true })) {
    if (key.endsWith('/')) names.push(key.slice(prefix.length, -1));
  }
  return names;
}

/** Reads every manifest of a stack. One that cannot be read hides no other. */
export async function readStack(storage: Storage, folder: string, ctx: Context): Promise<StackContent> {
  const content: StackContent = { snapshots: [], unreadable: [], attempts: [] };
  const ids = (await childFolders(storage, `${folder}/`, ctx.signal)).filter(isSnapshotId);
  const read = async (id: string): Promise<void> => {
    try {
      const found = await readSnapshot(storage, folder, id, ctx);
      if (found) content.snapshots.push(found);
      else content.attempts.push(id);
    } catch (error) {
      if (!AppError.is(error)) throw error;
      content.unreadable.push({ id, error });
    }
  };
  await pMap(ids, read, { concurrency: lanes, signal: ctx.signal });
  content.snapshots.sort(newestFirst);
  return content;
}

/** One snapshot; undefined when it has no manifest. */
export async function readSnapshot(
  storage: Storage,
  folder: string,
  id: string,
  ctx: Context,
): Promise<FoundSnapshot | undefined> {
  const bytes = await readDocument(storage, `${folder}/${id}/${fileNames.manifest}`, ctx.signal);
  return bytes && { folder, id, ...readManifest(bytes, folder, id) };
}

function newestFirst(a: FoundSnapshot, b: FoundSnapshot): number {
  return b.manifest.sequence - a.manifest.sequence || (a.id < b.id ? 1 : -1);
}
