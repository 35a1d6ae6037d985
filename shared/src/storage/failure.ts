import { AppError } from '../errors.ts';
import { message } from '../text/message.ts';

/** Returns the code of an error: the system's, as `ENOENT`, or that of an {@link AppError}; empty when it has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * Returns a failed file operation, in words: `no-space.storage`, `denied.storage`, `storage-failed.file-too-big`, else
 * `storage-failed.io`. What is an {@link AppError} already stays as it is.
 */
export function fileError(error: unknown, path: string): Error {
  if (error instanceof AppError) return error;
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('no-space.storage', { path }, { cause: error, hint: message('hint.free-space', {}) });
    case 'EFBIG':
      return new AppError('storage-failed.file-too-big', { path }, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('denied.storage', { path }, { cause: error, hint: message('hint.check-access', {}) });
    default:
      return new AppError(
        'storage-failed.io',
        { path, reason: error instanceof Error ? error.message : String(error) },
        { cause: error },
      );
  }
}

/**
 * Returns a function for `catch`: it returns undefined for what is not there, and throws {@link fileError} of every other failure.
 */
export const absent =
  (path: string) =>
  (error: unknown): undefined => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw fileError(error, path);
  };
