import type { Context } from '../../context.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { listEntries, runScript, scriptOf, type LoadOptions } from './load.ts';
import { major, type Server } from './server.ts';

/** From this version on, our sessions keep event triggers from firing. */
const silenced = 17;
/** An event trigger, or what is said of one. */
const entry = /^\d+; \d+ \d+ (EVENT TRIGGER|[A-Z ]+ - EVENT TRIGGER) /;

/** What is left out of a load, to come last. */
export interface Withheld {
  /** Every other entry of the archive. */
  list: string;
  /** Makes the event triggers, with their owners and whether they fire. */
  script: Buffer;
}

/** Returns whether event triggers of this kind of server would fire while it loads an archive. */
export const fires = (server: Pick<Server, 'version'>): boolean => major(server.version) < silenced;

/**
 * Resolves with the event triggers of what is loaded of an archive, which must not see how. Undefined when it has none. Rejects with
 * `tool-failed`, and as the archive's stream does.
 */
export async function withhold(
  server: Server,
  head: ArtifactSource,
  options: LoadOptions,
  ctx: Context,
): Promise<Withheld | undefined> {
  // What is read here is read once more by the load.
  const silent = { ...ctx, progress: () => {} };
  const lines = (options.list ?? (await listEntries(server, head, silent))).split('\n').filter((line) => /^\d+;/.test(line));
  const triggers = lines.filter((line) => entry.test(line));
  if (triggers.length === 0) return undefined;
  const list = lines.filter((line) => !entry.test(line)).join('\n');
  return { list, script: await scriptOf(server, head, { ...options, list: triggers.join('\n') }, silent) };
}

/** Makes the event triggers that were left out of the load. Rejects with `tool-failed.restore` when the server refuses one. */
export const makeEventTriggers = (
  server: Server,
  database: string,
  shown: string,
  { script }: Withheld,
  ctx: Context,
): Promise<void> => runScript(server, database, shown, script, ctx);
