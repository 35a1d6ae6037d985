import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import * as z from 'zod';
import type { Api } from '@longshore/shared/api/contract';
import { AppError } from '@longshore/shared/errors';
import { replaceFile } from '@longshore/shared/machine/replaceFile';

/** Encrypted by the system's keychain, as base64, by name. */
const Kept = z.record(z.string(), z.string());
const path = (): string => join(app.getPath('userData'), 'secrets.json');

/**
 * Keeps what was typed, and resolves with its reference for the configuration, `store:NAME`. Rejects with `unsupported.no-keychain`
 * where the system would keep the key beside what it encrypts, and when the file cannot be read or written.
 */
export async function keepSecret(name: string, secret: string): Promise<string> {
  if (!isProtected()) throw new AppError('unsupported.no-keychain', { name });
  const encrypted = safeStorage.encryptString(secret).toString('base64');
  // One after the other: a form keeps several at once, and each rewrites the file.
  const written = writing.then(async () => replaceFile(path(), JSON.stringify({ ...(await read()), [name]: encrypted })));
  writing = written.catch(() => undefined);
  await written;
  return `store:${name}`;
}

let writing: Promise<void> = Promise.resolve();

/**
 * Answers what a core asks for as long as it lives, with null for what the keychain does not give. Rejects with
 * `host-unreachable.engine-gone` when the core is gone.
 */
export async function answerNeeds(api: Api): Promise<void> {
  for await (const { id, name } of api.needs({})) {
    // What the keychain does not give is not there, and the core says so; others are still answered.
    const secret = await find(name).catch(() => null);
    await api.answer({ id, secret });
  }
}

async function find(name: string): Promise<string | null> {
  const encrypted = (await read())[name];
  return encrypted === undefined ? null : safeStorage.decryptString(Buffer.from(encrypted, 'base64'));
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
