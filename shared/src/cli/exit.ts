import { type ErrorCode, exitCodes } from '../model/exitCodes.ts';

/**
 * Returns the exit code of an error, that of `internal` for undefined and for an unknown code. A newer core may know codes that we
 * do not.
 */
export const exitCodeOf = (code: string | undefined): number =>
  code !== undefined && Object.hasOwn(exitCodes, code) ? exitCodes[code as ErrorCode] : exitCodes.internal;
