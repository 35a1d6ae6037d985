import { PassThrough, Writable } from 'node:stream';
import type { Api } from '../../shared/src/api/contract.ts';
import { main } from '../../shared/src/cli/main.ts';

/** What a command line printed, and its exit code. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface Setting {
  api?: Partial<Api>;
  env?: Record<string, string>;
  /** Columns of the terminal; no terminal when absent. */
  terminal?: number;
  /** What is typed. */
  input?: string;
  /** Gets what Ctrl-C does. */
  interrupts?: (press: () => void) => void;
}

class Collected extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns ?? 0;
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs the command line in this process, on an Api of the test's own. */
export async function longshore(argv: string[], setting: Setting = {}): Promise<Ran> {
  const out = new Collected(setting.terminal);
  const err = new Collected(setting.terminal);
  const stdin = Object.assign(new PassThrough(), { isTTY: setting.terminal !== undefined });
  stdin.end(setting.input ?? '');
  const code = await main(argv, {
    stdin,
    stdout: out,
    stderr: err,
    env: { HOME: '/home/anna', LANG: 'en_US.UTF-8', NO_COLOR: '1', ...setting.env },
    onInterrupt: (listener) => setting.interrupts?.(listener),
    openApi: () => Promise.resolve({ ...(setting.api as Api), [Symbol.asyncDispose]: () => Promise.resolve() }),
  });
  return { code, out: out.text, err: err.text };
}
