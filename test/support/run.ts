import { execa } from 'execa';

export interface RunOptions {
  cwd?: string;
  /** The whole environment; that of this process when absent. */
  env?: NodeJS.ProcessEnv;
  /** For its standard input, which is empty otherwise. */
  input?: string | Buffer;
  /** Milliseconds after which it is ended. */
  timeout?: number;
  signal?: AbortSignal;
}

/**
 * Runs a program to its end, and returns what it printed. Rejects with an `ExecaError`, which has both outputs and `exitCode`, when it
 * ends with another exit code than 0, or does not start.
 */
export async function run(
  file: string,
  args: readonly string[] = [],
  { env, input, signal, ...options }: RunOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr } = await execa(file, args, {
    stripFinalNewline: false,
    ...options,
    ...(env && { env, extendEnv: false }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    ...(signal && { cancelSignal: signal }),
  });
  return { stdout, stderr };
}

/** The same for a program that prints bytes: returns those of its standard output. */
export async function runForBytes(file: string, args: readonly string[]): Promise<Buffer> {
  const { stdout } = await execa(file, args, { encoding: 'buffer', stripFinalNewline: false, stdin: 'ignore' });
  return Buffer.from(stdout);
}
