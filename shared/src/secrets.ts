import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AppError } from './errors.ts';
import type { SecretRef } from './model/repository.ts';
import { fromStore } from './secretStore.ts';

const run = promisify(execFile);

/**
 * The secret behind a reference, without a line break at its end. It never stands in an error: what a failing command
 * printed stays with it.
 */
export async function readSecret(
  reference: SecretRef,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const colon = reference.indexOf(':');
  const place = reference.slice(colon + 1);
  const scheme = reference.slice(0, colon);
  const secret = scheme === 'store' ? await fromStore(place, signal) : await read(scheme, place, signal, env);
  if (scheme === 'store' && secret === undefined) throw new AppError('usage.secret-in-store', { reference });
  if (secret === undefined || secret === '') throw missing(reference, 'nothing is there');
  return secret.replace(/\r?\n$/, '');
}

async function read(scheme: string, place: string, signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (scheme === 'env') return env[place];
  if (scheme === 'file') {
    return readFile(place, { encoding: 'utf8', signal }).catch((error: NodeJS.ErrnoException) => {
      throw missing(`file:${place}`, error.code ?? 'unreadable');
    });
  }
  const [shell, flag] = process.platform === 'win32' ? ['cmd.exe', '/c'] : ['/bin/sh', '-c'];
  const { stdout } = await run(shell, [flag, place], { signal, env, maxBuffer: 1 << 16 }).catch((error: { code?: unknown }) => {
    throw missing(`command:${place}`, `exit ${String(error.code)}`);
  });
  return stdout;
}

const missing = (reference: string, problem: string): AppError => new AppError('usage.secret-missing', { reference, problem });
