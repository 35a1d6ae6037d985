import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AppError, abortion } from '../errors.ts';
import type { SecretRef } from '../model/repository.ts';
import { fromStore } from './secretStore.ts';

const run = promisify(execFile);

/** Longest wait for a command that gives a secret, in seconds: it may have to ask a person for another one. */
const commandLimit = 120;

/**
 * Resolves with the secret behind a reference, without a line break at its end. Rejects with `usage.secret-in-store` or
 * `usage.secret-missing` when there is none, it is empty, or its command fails or takes longer than `seconds`, and as
 * {@link abortion} says when the signal is aborted before it is there. No error holds it: what a failing command printed stays with
 * it.
 */
export async function readSecret(
  reference: SecretRef,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
  seconds = commandLimit,
): Promise<string> {
  const colon = reference.indexOf(':');
  const place = reference.slice(colon + 1);
  const scheme = reference.slice(0, colon);
  try {
    const found = scheme === 'store' ? await fromStore(place, signal) : await read(scheme, place, signal, env, seconds);
    if (scheme === 'store' && found === undefined) throw new AppError('usage.secret-in-store', { reference });
    const secret = found?.replace(/\r?\n$/, '');
    if (secret === undefined || secret === '') throw missing(reference, 'nothing is there');
    return secret;
  } catch (error) {
    throw signal.aborted ? abortion(signal) : error;
  }
}

async function read(
  scheme: string,
  place: string,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
  seconds: number,
): Promise<string | undefined> {
  if (scheme === 'env') return env[place];
  if (scheme === 'file') {
    return readFile(place, { encoding: 'utf8', signal }).catch((error: NodeJS.ErrnoException) => {
      throw missing(`file:${place}`, error.code ?? 'unreadable');
    });
  }
  const [shell, flag] = process.platform === 'win32' ? ['cmd.exe', '/c'] : ['/bin/sh', '-c'];
  const limit = AbortSignal.timeout(seconds * 1000);
  const options = { signal: AbortSignal.any([signal, limit]), env, maxBuffer: 1 << 16 };
  const { stdout } = await run(shell, [flag, place], options).catch((error: { code?: unknown }) => {
    throw missing(`command:${place}`, limit.aborted ? `no end within ${seconds} s` : `exit ${String(error.code)}`);
  });
  return stdout;
}

const missing = (reference: string, problem: string): AppError => new AppError('usage.secret-missing', { reference, problem });
