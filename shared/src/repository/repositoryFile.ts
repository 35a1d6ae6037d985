import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';
import { message } from '../text/message.ts';
import { parseJson, readDocument, toText, writeDocument } from './documents.ts';
import { fileNames } from './layout.ts';
import { format } from './manifestFile.ts';

/** `longshore.json`: marks a place as ours. */
const RepositoryFile = z.looseObject({ format: z.literal(format), id: z.string(), recipients: z.array(z.string()) });
export type RepositoryFile = z.infer<typeof RepositoryFile>;

/** What systems put by themselves onto a disk that people call empty. */
const ofTheSystem = /^(?:\.|\$|lost\+found\/|System Volume Information\/)/;

/**
 * Resolves with what marks the place as ours; undefined when the place is empty, or there is no such folder: hidden files, and
 * those that systems put there by themselves, do not count. Rejects with `conflict.not-a-repository` when it belongs to something
 * else, with `incompatible.repository` for a newer version, and with `corrupt.repository`.
 */
export async function readRepositoryFile(storage: Storage, signal: AbortSignal): Promise<RepositoryFile | undefined> {
  const location = storage.name;
  let bytes = await readDocument(storage, fileNames.repository, signal);
  if (!bytes) {
    const found = await firstEntry(storage, signal);
    if (found === undefined) return undefined;
    // Another process may have made the repository in the meantime.
    bytes = await readDocument(storage, fileNames.repository, signal);
    if (!bytes) throw new AppError('conflict.not-a-repository', { location, found }, { hint: message('hint.empty-folder', {}) });
  }
  const json = parseJson(bytes);
  const version = z.object({ format: z.number() }).safeParse(json).data?.format;
  if (version !== undefined && version > format) {
    const params = { location, format: version, supported: format };
    throw new AppError('incompatible.repository', params, { hint: message('hint.newer-version', {}) });
  }
  const parsed = RepositoryFile.safeParse(json);
  if (!parsed.success) throw new AppError('corrupt.repository', { location }, { detail: z.prettifyError(parsed.error) });
  return parsed.data;
}

async function firstEntry(storage: Storage, signal: AbortSignal): Promise<string | undefined> {
  for await (const { key } of storage.list('', signal, { shallow: true })) {
    if (!ofTheSystem.test(key)) return key;
  }
  return undefined;
}

/** Marks an empty place as ours. Resolves as well when another process was quicker: its repository is ours, too. */
export async function writeRepositoryFile(storage: Storage, writer: string, signal: AbortSignal): Promise<void> {
  const file: RepositoryFile = { format, id: randomUUID(), createdAt: new Date().toISOString(), writer, recipients: [] };
  try {
    await writeDocument(storage, fileNames.repository, toText(file), signal, { exclusive: true });
  } catch (error) {
    // Another first backup was quicker: its repository is ours too.
    if (!AppError.is(error, 'conflict')) throw error;
  }
}
