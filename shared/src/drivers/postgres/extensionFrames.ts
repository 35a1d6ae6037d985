import type { Context } from '../../context.ts';
import { Session } from './session.ts';
import type { Server } from './server.ts';

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
