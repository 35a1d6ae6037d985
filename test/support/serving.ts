import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { launcher } from './cli.ts';

/** `longshore serve` as people run it: a process of its own. */
export interface Serving extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly fingerprint: string | undefined;
  /** All that it has printed so far. */
  said(): string;
}

/** Starts it on a free port of a data folder; rejects with what it said when it ends instead. */
export async function startServe(dataDir: string, argv: string[] = [], env: Record<string, string> = {}): Promise<Serving> {
  const listen = argv.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const child = spawn(process.execPath, [launcher, 'serve', ...listen, ...argv], {
    env: { ...process.env, LONGSHORE_DATA: dataDir, LONGSHORE_CONFIG: '', XDG_CONFIG_HOME: dataDir, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = once(child, 'close');
  const listens = new Promise<RegExpExecArray | null>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('serve link')) resolve(/(https?:\/\/\S+?),/.exec(said));
      });
    }
    void ended.then(() => resolve(null));
  });
  const origin = (await listens)?.[1];
  if (origin === undefined) throw new Error(said);
  return {
    child,
    origin,
    fingerprint: /SHA-256\): (\S+)/.exec(said)?.[1],
    said: () => said,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
