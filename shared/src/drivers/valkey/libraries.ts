import { createHash } from 'node:crypto';
import { AppError } from '../../errors.ts';
import type { Session } from './session.ts';

/** A library of functions: a program that is part of the data. */
export interface Library {
  name: string;
  /** SHA-256 of its code in lower-case hex. */
  code: string;
}

/** Returns what a library is, from its code, whose first line tells its name. The name is empty when it does not. */
export function libraryOf(code: string): Library {
  const [first = ''] = code.split('\n', 1);
  const name = /\sname=(\S+)/.exec(first)?.[1]?.replace(/^(["'])(.*)\1$/, '$2') ?? '';
  return { name, code: createHash('sha256').update(code).digest('hex') };
}

/**
 * Resolves with the libraries that a server has. Empty for a version before functions; undefined where we may not ask. Rejects as
 * {@link Session.command} does for all else.
 */
export async function askLibraries(session: Session): Promise<Library[] | undefined> {
  try {
    const words = await session.command('FUNCTION', 'LIST', 'WITHCODE');
    const codes = words.flatMap((word, at) => (words[at - 1] === 'library_code' ? [word] : []));
    return codes.map(libraryOf);
  } catch (error) {
    if (AppError.is(error, 'denied')) return undefined;
    if (AppError.is(error) && error.key === 'unsupported.valkey-command') return [];
    throw error;
  }
}
