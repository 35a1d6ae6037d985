import type { Api } from '../api/contract.ts';
import { findPlaces } from '../config/userFolders.ts';
import { version } from '../version.ts';
import type { Cli } from './command.ts';
import { giveBackMemory } from './giveBackMemory.ts';
import type { JsonLine } from './output.ts';
import { buildProgram } from './program.ts';
import type { GlobalOptions, Session } from './session.ts';
import { type InputStream, type OutputStream, openTerminal } from './terminal.ts';
import { chooseLanguage, wordsIn } from '../render/words.ts';

export interface Io {
  stdin: InputStream;
  stdout: OutputStream;
  stderr: OutputStream;
  env: Record<string, string | undefined>;
  /** Calls the listener at each Ctrl-C and each SIGTERM, which then do not end the process, for as long as that lives. */
  onInterrupt(listener: () => void): void;
  /** Resolves with another core than that of this process: for tests. */
  openApi?: () => Promise<Api & AsyncDisposable>;
}

/**
 * Runs one command line and resolves with its exit code. What goes wrong in the command is written out and told by the code.
 * Rejects only when the core cannot be closed.
 */
export async function main(argv: string[], io: Io): Promise<number> {
  const terminal = openTerminal(io);
  const words = wordsIn(chooseLanguage(languageOption(argv), io.env));
  const aborted = new AbortController();
  const listeners: (() => void)[] = [];
  io.onInterrupt(() => (listeners.at(-1) ?? (() => aborted.abort()))());

  let options: GlobalOptions = {};
  let opened: Promise<Api & AsyncDisposable> | undefined;
  const session: Session = {
    terminal,
    words,
    places: findPlaces(io.env),
    signal: aborted.signal,
    get options() {
      return options;
    },
    api: () => (opened ??= io.openApi ? io.openApi() : import('./open.ts').then(({ openEngine }) => openEngine(session, io.env))),
    onInterrupt(listener) {
      listeners.push(listener);
      return { [Symbol.dispose]: () => void listeners.splice(listeners.indexOf(listener), 1) };
    },
    // Only of a process of our own.
    onlyWatches: io.openApi ? () => {} : giveBackMemory,
    json: (line: JsonLine) => terminal.out.lines(JSON.stringify({ v: 1, time: new Date().toISOString(), ...line })),
  };
  const cli: Cli = buildProgram(session, version);
  cli.program.hook('preAction', () => void (options = cli.program.opts()));
  try {
    await cli.program.parseAsync(argv, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    const { fail } = await import('./fail.ts');
    options = cli.program.opts();
    return await fail(error, session, cli.program);
  } finally {
    const api = await opened?.catch(() => undefined);
    await api?.[Symbol.asyncDispose]();
  }
}

/**
 * Returns the value of `--lang`, or undefined. It is known before parsing: complaints about the command line are in that language,
 * too.
 */
function languageOption(argv: string[]): string | undefined {
  const joined = argv.find((word) => word.startsWith('--lang='));
  if (joined) return joined.slice('--lang='.length);
  const at = argv.indexOf('--lang');
  return at < 0 ? undefined : argv[at + 1];
}
