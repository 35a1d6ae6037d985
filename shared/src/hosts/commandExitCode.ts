import { AppError } from '../errors.ts';

/**
 * Returns the exit code of a command that ran and failed: what it said is its own verdict. Undefined for every other error, such as
 * one of Docker or of the connection, which says nothing of the command, and for a command that was killed (137: no memory was
 * left, or its container was stopped).
 */
export function commandExitCode(error: unknown): number | undefined {
  if (!AppError.is(error) || error.key !== 'tool-failed.command') return undefined;
  const { exitCode } = (error as AppError<'tool-failed.command'>).params;
  return exitCode === killed ? undefined : exitCode;
}

/** 128 and SIGKILL. */
const killed = 137;
