import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import { AttemptOwner, type OwnerState } from '../model/owner.ts';
import { StackId } from '../model/service.ts';
import type { Storage } from '../storage/storage.ts';
import { parseJson, readDocument, toText, writeDocument } from './documents.ts';
import { fileNames, pinKey, proofsPrefix, snapshotId } from './layout.ts';
import { format } from './manifestFile.ts';
import type { SnapshotStart } from './repository.ts';

/** Returns or resolves with what can be known of an owner: it may have to try the owner's socket. */
export type JudgeOwner = (owner: AttemptOwner) => OwnerState | Promise<OwnerState>;

const Started = z.object({
  format: z.number(),
  id: z.string(),
  job: z.string(),
  stack: StackId,
  startedAt: z.string(),
  writer: z.string(),
  owner: AttemptOwner,
});

function startedFile(start: SnapshotStart, writer: string, id: string): string {
  const started: z.infer<typeof Started> = {
    format,
    id,
    job: start.job,
    stack: start.stack,
    startedAt: start.startedAt.toISOString(),
    writer,
    owner: AttemptOwner.parse(start.owner),
  };
  return toText(started);
}

/** Takes a free folder for a new snapshot, and resolves with its name: the snapshot's id. Passes over folders that are taken. */
export async function beginAttempt(
  storage: Storage,
  folder: string,
  start: SnapshotStart,
  writer: string,
  signal: AbortSignal,
): Promise<string> {
  for (let nth = 1; ; nth += 1) {
    const id = snapshotId(start.startedAt, nth);
    // Whatever lies there without our mark is not ours to mix with.
    if (!(await isEmpty(storage, `${folder}/${id}/`, signal))) continue;
    if (await claimFolder(storage, folder, id, start, writer, signal)) return id;
  }
}

/** Takes an empty folder and resolves with true; with false when another process has taken it at the same time. */
export async function claimFolder(
  storage: Storage,
  folder: string,
  id: string,
  start: SnapshotStart,
  writer: string,
  signal: AbortSignal,
): Promise<boolean> {
  const key = `${folder}/${id}/${fileNames.started}`;
  const token = randomUUID();
  try {
    await writeDocument(storage, key, startedFile(start, writer, token), signal, { exclusive: true });
  } catch (error) {
    if (AppError.is(error, 'conflict')) return false;
    throw error;
  }
  return storage.capabilities.exclusivePut || (await readStarted(storage, key, signal))?.id === token;
}

const readStarted = async (storage: Storage, key: string, signal: AbortSignal): Promise<z.infer<typeof Started> | undefined> => {
  const bytes = await readDocument(storage, key, signal);
  return bytes && Started.safeParse(parseJson(bytes)).data;
};

/** Resolves with whether no key begins with the prefix. */
export async function isEmpty(storage: Storage, prefix: string, signal: AbortSignal): Promise<boolean> {
  for await (const _ of storage.list(prefix, signal)) return false;
  return true;
}

/** Long enough to delete many files from a slow storage. */
export const cleanupTime = 5 * 60_000;

/** Writing the first file takes an instant; what it left unfinished this long ago is abandoned. */
const begunLongAgo = 60 * 60 * 1000;

/**
 * Removes an attempt if its owner is proven dead, or `ended` is its job, and resolves with true; else with false, and leaves it
 * alone: also when it is a snapshot by now. Of one whose `started.json` is absent or damaged, only what was left unfinished an
 * hour ago goes.
 */
export async function cleanAttempt(
  storage: Storage,
  folder: string,
  id: string,
  ownerState: JudgeOwner,
  signal: AbortSignal,
  ended?: string,
): Promise<boolean> {
  const prefix = `${folder}/${id}/`;
  const started = await readStarted(storage, `${prefix}${fileNames.started}`, signal);
  if (!started) {
    await storage.sweep(prefix, signal, new Date(Date.now() - begunLongAgo));
    return false;
  }
  if (started.job !== ended && (await ownerState(started.owner)) !== 'dead') return false;
  // It may have become a snapshot since it was seen.
  if (await storage.head(`${prefix}${fileNames.manifest}`, signal)) return false;
  await removeSnapshot(storage, folder, id, signal);
  return true;
}

/**
 * Makes the attempt that a deletion would leave behind one of the process that deletes, whichever process wrote the snapshot.
 * Rejects as {@link Storage.put} does.
 */
export async function takeOverAttempt(
  storage: Storage,
  folder: string,
  id: string,
  start: SnapshotStart,
  writer: string,
  signal: AbortSignal,
): Promise<void> {
  const key = `${folder}/${id}/${fileNames.started}`;
  await writeDocument(storage, key, startedFile(start, writer, randomUUID()), signal);
}

/**
 * Removes a snapshot or an attempt, with its proofs and its pin. Absent is fine. Deletes the manifest first, so that the snapshot
 * is gone before its data is, and `started.json` last, so that a crash or a failure in between leaves what a later clean-up
 * recognises.
 */
export async function removeSnapshot(storage: Storage, folder: string, id: string, signal: AbortSignal): Promise<void> {
  const prefix = `${folder}/${id}/`;
  await storage.delete(`${prefix}${fileNames.manifest}`, signal);
  const last = `${prefix}${fileNames.started}`;
  for (const below of [prefix, `${proofsPrefix(folder)}${id}/`]) {
    for await (const { key } of storage.list(below, signal)) {
      if (key !== last) await storage.delete(key, signal);
    }
  }
  await storage.delete(pinKey(folder, id), signal);
  await storage.sweep(prefix, signal);
  await storage.delete(last, signal);
}
