import { exitCodes } from '../model/exitCodes.ts';

/**
 * Returns the exit code of an error, that of `internal` for undefined and for an unknown code. A newer core may know codes that we
 * do not.
 */
export const exitCodeOf = (code: string | undefined): number =>
  (code === undefined ? undefined : (exitCodes as Record<string, number>)[code]) ?? exitCodes.internal;
