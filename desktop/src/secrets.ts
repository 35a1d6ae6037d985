import { safeStorage } from 'electron';
import type { Api } from '@longshore/shared/api/contract';
import { AppError } from '@longshore/shared/errors';
import { readOwn, writeOwn } from './ownFile.ts';

/** Encrypted by the system's keychain, as base64, by name. */
const keptFile = 'secrets.json';

/**
 * Keeps what was typed, and resolves with its reference for the configuration, `store:NAME`. Rejects with `unsupported.no-keychain`
 * where the system would keep the key beside what it encrypts, with `storage-failed.app-file` when the file cannot be read or
 * written.
 */
export async function keepSecret(name: string, secret: string): Promise<string> {
  if (!isProtected()) throw new AppError('unsupported.no-keychain', { name });
  const encrypted = safeStorage.encryptString(secret).toString('base64');
  // One after the other: a form keeps several at once, and each rewrites the file.
  const written = writing.then(async () => writeOwn(keptFile, { ...(await readOwn(keptFile)), [name]: encrypted }));
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
  const encrypted = (await readOwn(keptFile))[name];
  return encrypted === undefined ? null : safeStorage.decryptString(Buffer.from(encrypted, 'base64'));
}

function isProtected(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
