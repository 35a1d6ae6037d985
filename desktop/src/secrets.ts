import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import * as z from 'zod';
import type { Api } from '@longshore/shared/api';
import { AppError } from '@longshore/shared/errors';
import { replaceFile } from '@longshore/shared/replaceFile';

/** Encrypted by the system's keychain, as base64, by name. */
const Kept = z.record(z.string(), z.string());
const path = (): string => join(app.getPath('userData'), 'secrets.json');

/**
 * Keeps what was typed, and resolves with its reference for the configuration. Rejects with `unsupported.no-keychain` where
 * the system would keep the key beside what it encrypts.
 */
export async function keepSecret(name: string, secret: string): Promise<string> {
  if (!isProtected()) throw new AppError('unsupported.no-keychain', { name });
  const kept = await read();
  kept[name] = safeStorage.encryptString(secret).toString('base64');
  await replaceFile(path(), JSON.stringify(kept));
  return `store:${name}`;
}

/** Answers an engine for as long as it lives. */
export async function answerNeeds(api: Api): Promise<void> {
  for await (const { id, name } of api.needs({})) {
    const encrypted = (await read())[name];
    const secret = encrypted === undefined ? null : safeStorage.decryptString(Buffer.from(encrypted, 'base64'));
    await api.answer({ id, secret });
  }
}

function isProtected(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

async function read(): Promise<Record<string, string>> {
  try {
    return Kept.parse(JSON.parse(await readFile(path(), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
