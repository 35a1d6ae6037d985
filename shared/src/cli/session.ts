import type { Api } from '../api/contract.ts';
import type { Places } from '../config/userFolders.ts';
import type { Language } from '../text/language.ts';
import type { JsonLine } from './output.ts';
import type { Terminal } from './terminal.ts';
import type { Words } from '../render/words.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  host?: string;
  repo?: string;
  json?: boolean;
  yes?: boolean;
  dryRun?: boolean;
  lang?: Language;
}

/** What a command works with. */
export interface Session {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  readonly words: Words;
  readonly places: Places;
  /**
   * Resolves with the core, which is opened on first use: help and completion scripts need none. Rejects when its configuration is
   * wrong, with `usage` or `incompatible`.
   */
  readonly api: () => Promise<Api>;
  /** Aborted by Ctrl-C, unless a job that is followed takes it. */
  readonly signal: AbortSignal;
  /**
   * Sends Ctrl-C to the listener, and no longer to {@link signal}, until what it returns is disposed. Of several listeners the last
   * one gets it.
   */
  readonly onInterrupt: (listener: () => void) => Disposable;
  /** Gives memory back. Must be called when nothing is left to do but to watch a job, perhaps for hours. */
  readonly onlyWatches: () => void;
  /** Writes one line of `--json` to standard output, with `v` and the time. */
  readonly json: (line: JsonLine) => void;
}

/** Returns `--host` and `--repo` as parameters of calls, each absent when it was not given. */
export const placeOf = ({ host, repo }: GlobalOptions): { host?: string; repo?: string } => ({
  ...(host !== undefined && { host }),
  ...(repo !== undefined && { repo }),
});
/** Returns `--host` alone in the same way. */
export const hostOf = ({ host }: GlobalOptions): { host?: string } => (host === undefined ? {} : { host });
/** Returns `--repo` alone in the same way. */
export const repoOf = ({ repo }: GlobalOptions): { repo?: string } => (repo === undefined ? {} : { repo });
