import type { Context } from '../../context.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { listEntries, runScript, scriptOf, type LoadOptions } from './load.ts';
import type { RestoredDatabase } from './restoration.ts';
import { Session } from './session.ts';
import type { Server } from './server.ts';
import { literal } from './sql.ts';

/** What an extension asks for around a load. */
interface Frame {
  /** Functions without arguments of the extension's own schema. */
  before: string;
  after: string;
}

const frames: Record<string, Frame> = {
  // Without it chunks get the triggers of their table, and refuse every row from then on.
  timescaledb: { before: 'timescaledb_pre_restore', after: 'timescaledb_post_restore' },
};

/** Settings that keep a library's jobs from running, by its name in `shared_preload_libraries`. */
const quiet: Record<string, Record<string, string>> = {
  pg_cron: { 'cron.launch_active_jobs': 'off' },
  pg_partman_bgw: { 'pg_partman_bgw.dbname': '' },
  timescaledb: { 'timescaledb.max_background_workers': '0' },
};

/** Returns the settings with which restored jobs do not start to run, for the libraries that the saved server loads. */
export const quietExtensions = (saved: Record<string, string>): Record<string, string> =>
  Object.assign(
    {},
    ...Object.entries(quiet)
      .filter(([library]) => new RegExp(`\\b${library}\\b`).test(saved['shared_preload_libraries'] ?? ''))
      .map(([, settings]) => settings),
  ) as Record<string, string>;

/**
 * Makes extensions with a frame in the version that they had, where that is not this server's default: their rows fit no other one.
 * Leaves the rest to the load. Rejects with `tool-failed.restore` when the server refuses one, and as {@link listEntries} does.
 */
export async function makeFramed(
  server: Server,
  { detail: { extensions } }: RestoredDatabase,
  database: string,
  head: ArtifactSource,
  options: LoadOptions,
  ctx: Context,
): Promise<void> {
  const framed = Object.entries(extensions).filter(([name]) => name in frames);
  if (framed.length === 0) return;
  const silent = { ...ctx, progress: () => {} };
  for (const [name, version] of await otherVersions(server, database, framed, ctx)) {
    const lines = (await listEntries(server, head, silent)).split('\n').filter((line) => line.includes(` EXTENSION - ${name} `));
    const script = await scriptOf(server, head, { ...options, list: lines.join('\n') }, silent);
    const versioned = script.toString('latin1').replace(/^(CREATE EXTENSION .*);$/m, `$1 VERSION ${literal(version)};`);
    await runScript(server, database, options.shown, Buffer.from(versioned, 'latin1'), ctx);
  }
}

/** Resolves with those of the extensions whose version is there, and not the default. */
async function otherVersions(
  server: Server,
  database: string,
  wanted: [name: string, version: string][],
  ctx: Context,
): Promise<[name: string, version: string][]> {
  await using session = await Session.open(server, database, ctx);
  const found = await session.query<{ name: string; version: string }>(
    `select v.name, v.version from pg_available_extension_versions v join pg_available_extensions e using (name)
       where v.version <> e.default_version`,
    ctx,
  );
  return wanted.filter(([name, version]) => found.some((one) => one.name === name && one.version === version));
}

/**
 * Tells the extensions of a database that a load begins, or is over, where one has a frame for it. Rejects with `tool-failed.sql` when
 * one refuses, as for an archive of another version of it.
 */
export async function frame(server: Server, database: string, moment: keyof Frame, ctx: Context): Promise<void> {
  await using session = await Session.open(server, database, ctx);
  const found = await session.query<{ name: string; schema: string }>(
    `select e.extname as name, quote_ident(n.nspname) as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace`,
    ctx,
  );
  for (const { name, schema } of found) {
    const calls = frames[name];
    if (calls) await session.execute(`select ${schema}.${calls[moment]}()`, ctx);
  }
}
