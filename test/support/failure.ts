import { AppError } from '../../shared/src/errors.ts';

/** Returns the error of ours that the work rejects with, or that the stream ends with. Rejects with any other error, and when all is well. */
export async function errorOf(work: Promise<unknown> | AsyncIterable<unknown>): Promise<AppError> {
  try {
    if (Symbol.asyncIterator in work) for await (const _ of work);
    else await work;
  } catch (error) {
    if (AppError.is(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
