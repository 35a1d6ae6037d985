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
  /** Opened on first use: help and completion scripts need no core. */
  readonly api: () => Promise<Api>;
  /** Aborted by Ctrl-C, unless a job that is followed takes it. */
  readonly signal: AbortSignal;
  /** Ctrl-C goes here until disposed. */
  readonly onInterrupt: (listener: () => void) => Disposable;
  /** Told when nothing is left to do but to watch a job, perhaps for hours. */
  readonly onlyWatches: () => void;
  /** One line of `--json`, stamped. */
  readonly json: (line: JsonLine) => void;
}

/** Returns `--host` and `--repo` as parameters of calls. */
export const placeOf = ({ host, repo }: GlobalOptions): { host?: string; repo?: string } => ({
  ...(host !== undefined && { host }),
  ...(repo !== undefined && { repo }),
});
export const hostOf = ({ host }: GlobalOptions): { host?: string } => (host === undefined ? {} : { host });
export const repoOf = ({ repo }: GlobalOptions): { repo?: string } => (repo === undefined ? {} : { repo });
