import type { Api } from '../api/contract.ts';
import { loadConfig } from '../config/config.ts';
import { createCore } from '../core/core.ts';
import { findPlaces } from '../config/userFolders.ts';
import type { Session } from './session.ts';

/**
 * Resolves with the core of this process, on the configuration of this machine, and writes its warnings to standard error, but
 * not under `--json`. Rejects as {@link loadConfig} does.
 */
export async function openEngine(
  { terminal, words, options }: Session,
  env: Record<string, string | undefined>,
): Promise<Api & AsyncDisposable> {
  const places = findPlaces(env);
  const { warnings } = await loadConfig(places);
  if (!options.json) terminal.err.lines(...warnings.map((warning) => terminal.err.style.warn(words.say(warning))));
  return createCore({ places, env });
}
