import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import * as z from 'zod';
import { AppError } from '@longshore/shared/errors';
import { replaceFile } from '@longshore/shared/machine/replaceFile';

const Texts = z.record(z.string(), z.string());
const path = (name: string): string => join(app.getPath('userData'), name);

/**
 * Resolves with the texts that a file of the app's own folder holds, by name. Empty while there is no such file. Rejects with
 * `storage-failed.app-file` when it cannot be read.
 */
export async function readOwn(file: string): Promise<Record<string, string>> {
  try {
    return Texts.parse(JSON.parse(await readFile(path(file), 'utf8')));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {};
    throw failed(file, error);
  }
}

/** Replaces what that file holds. Rejects with `storage-failed.app-file` when it cannot be written. */
export async function writeOwn(file: string, texts: Record<string, string>): Promise<void> {
  await replaceFile(path(file), JSON.stringify(texts)).catch((error: unknown) => {
    throw failed(file, error);
  });
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** What is wrong with its content is not quoted. */
const failed = (file: string, cause: unknown): AppError =>
  new AppError('storage-failed.app-file', { file: path(file), problem: codeOf(cause) ?? 'JSON' }, { cause });
