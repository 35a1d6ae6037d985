import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobEvent } from '../../shared/src/model/job.ts';
import { shellLine } from '../../shared/src/render/shell.ts';
import { faultsOfLines } from './schemas.ts';

export const launcher = join(import.meta.dirname, '../../shared/bin/longshore.mjs');

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** The command line as people and scripts run it: a process of its own, with a data folder and configuration of its own. */
export interface TestCli extends AsyncDisposable {
  readonly dataDir: string;
  run(argv: string[], env?: Record<string, string>, cwd?: string): Promise<Ran>;
  /** With `--json`; fails when a line is not as its published schema says. The last line is the answer. */
  json(argv: string[], env?: Record<string, string>): Promise<Ran & { lines: JobEvent[]; last: Record<string, unknown> }>;
  /** On a pseudo-terminal of 80 columns: when a text has appeared, the keys beside it are pressed; one pair after the other. */
  terminal(argv: string[], keys: [string, string | (() => Promise<string>)][]): Promise<{ code: number | null; screen: string }>;
}

export async function openCli(): Promise<TestCli> {
  const dataDir = await mkdtemp(join(tmpdir(), 'longshore-cli-'));
  const environment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
    ...process.env,
    LONGSHORE_DATA: dataDir,
    LONGSHORE_CONFIG: '',
    XDG_CONFIG_HOME: dataDir,
    LANG: 'C.UTF-8',
    LC_ALL: '',
    NO_COLOR: '1',
    ...more,
  });
  const run = (argv: string[], env?: Record<string, string>, cwd?: string): Promise<Ran> =>
    collect(spawn(process.execPath, [launcher, ...argv], { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'], cwd }));
  return {
    dataDir,
    run,
    async json(argv, env) {
      const ran = await run([...argv, '--json'], env);
      const faults = faultsOfLines(ran.out);
      if (faults.length > 0 || ran.err !== '') throw new Error(`${JSON.stringify(faults)}\n${ran.err}\n${ran.out}`);
      const lines = ran.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as JobEvent);
      return { ...ran, lines, last: lines.at(-1) as unknown as Record<string, unknown> };
    },
    async terminal(argv, keys) {
      const line = `stty cols 80; exec ${shellLine([process.execPath, launcher, ...argv])}`;
      const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
        env: { ...environment(), NO_COLOR: '', TERM: 'xterm' },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const left = [...keys];
      let screen = '';
      let seen = 0;
      child.stdout.setEncoding('utf8');
      child.stdout.on('data', (text: string) => {
        screen += text;
        const [next] = left;
        const at = next ? screen.indexOf(next[0], seen) : -1;
        if (!next || at < 0) return;
        seen = at + next[0].length;
        left.shift();
        const press = next[1];
        if (typeof press === 'string') child.stdin.write(press);
        else void press().then((pressed) => child.stdin.write(pressed));
      });
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      if (left.length > 0) throw new Error(`“${left[0]?.[0]}” did not appear:\n${screen}`);
      return { code, screen };
    },
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }),
  };
}

async function collect(child: ChildProcess): Promise<Ran> {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}
