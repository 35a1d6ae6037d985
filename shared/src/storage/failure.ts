import { AppError } from '../errors.ts';
import { message } from '../text/message.ts';

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Returns a failed file operation, in words. What is an {@link AppError} already stays as it is. */
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

/** For `catch`: what is not there is undefined, every other failure is thrown on. */
export const absent =
  (path: string) =>
  (error: unknown): undefined => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw fileError(error, path);
  };
