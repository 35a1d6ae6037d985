import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

interface Redirections {
  /** A file of this machine, as a shell's `<` and `>` give it to a command. */
  input?: string;
  output?: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs a command as a shell would and gives its standard output, if that does not go to a file. Rejects when it fails. */
export async function command(argv: string[], { input, output, env }: Redirections = {}): Promise<string> {
  const [program = '', ...args] = argv;
  const files = await Promise.all([
    input === undefined ? undefined : open(input),
    output === undefined ? undefined : open(output, 'w'),
  ]);
  try {
    const [from, to] = files;
    const stdio = [from?.fd ?? 'ignore', to?.fd ?? 'pipe', 'pipe'] as const;
    const child = spawn(program, args, { stdio: [...stdio], env: { ...process.env, ...env } });
    const [said, complained, [code]] = await Promise.all([
      child.stdout ? text(child.stdout) : '',
      child.stderr ? text(child.stderr) : '',
      once(child, 'close') as Promise<[number | null]>,
    ]);
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code ?? 'a signal'}:\n${said}${complained}`);
    return said;
  } finally {
    for (const file of files) await file?.close();
  }
}

/** Seconds that the work took. What others have left to be written is written before, so that the work does not pay for it. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  await command(['sync']);
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
