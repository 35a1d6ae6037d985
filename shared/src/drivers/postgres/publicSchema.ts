import type { Context } from '../../context.ts';
import { listEntries, scriptOf } from './load.ts';
import type { RestoredDatabase, Restoration } from './restoration.ts';
import { major, type Server } from './server.ts';
import { attempt } from './roles.ts';
import { Session } from './session.ts';
import { identifier } from './sql.ts';

type Right = 'CREATE' | 'USAGE';

/** From this version on, only the owner of a new database may create in its schema `public`. */
const narrowed = 15;

/**
 * Gives the role `public` the rights in the schema of that name that an older server gave by default, where the saved database had
 * them, and no others: a dump of before 15 says nothing of them. Does nothing for what newer ones saved, and without privileges.
 * Rejects with `tool-failed.sql` when the server refuses.
 */
export async function givePublicRights(
  server: Server,
  part: RestoredDatabase,
  name: string,
  { savedMajor, noPrivileges }: Restoration,
  ctx: Context,
): Promise<void> {
  if (noPrivileges || savedMajor >= narrowed) return;
  const { publicRights } = part.detail;
  if (!publicRights && major(server.version) < narrowed) return;
  const rights = publicRights ?? (await assumedRights(server, part, ctx));
  if (!publicRights && rights.length === 0) return;
  await using session = await Session.open(server, name, ctx);
  const [there] = await session.query("select from pg_namespace where nspname = 'public'", ctx);
  if (!there) return;
  await session.execute('set session_replication_role to replica', ctx);
  if (publicRights) await session.execute('revoke all on schema public from public', ctx);
  if (rights.length > 0) await session.execute(`grant ${rights.join(', ')} on schema public to public`, ctx);
}

/**
 * Takes out what a new database has and the saved one had not: the schema `public`, its comment, the extension `plpgsql`; and gives
 * that schema its owner where an older dump does not say it. A dump names none of that. What the server refuses is left to the
 * proof. Does nothing for a snapshot that did not look for schemas. Rejects only when the session is lost.
 */
export async function takeOutDefaults(
  server: Server,
  { expected, detail }: RestoredDatabase,
  name: string,
  { recorded, savedMajor, bootstrap, noOwner, roles }: Restoration,
  ctx: Context,
): Promise<void> {
  if (!recorded['schema']) return;
  const saved = expected.find((entry) => entry.type === 'schema' && entry.name === 'public');
  const { owner } = saved?.exact ?? {};
  // The first superuser's is that of a new database, whatever it is called there.
  const isGiven = typeof owner === 'string' && savedMajor < narrowed && owner !== bootstrap && !noOwner;
  const statements = [
    ...(saved ? [] : ['drop schema if exists public']),
    ...(saved && saved.exact['comments'] === undefined ? ['comment on schema public is null'] : []),
    ...(isGiven ? [`alter schema public owner to ${identifier(roles.mapped(owner))}`] : []),
    ...('plpgsql' in detail.extensions ? [] : ['drop extension if exists plpgsql']),
  ];
  if (statements.length === 0) return;
  await using session = await Session.open(server, name, ctx);
  await session.execute('set session_replication_role to replica', ctx);
  await session.execute('begin', ctx);
  for (const statement of statements) await attempt(session, statement, ctx);
  await session.execute('commit', ctx);
}

/**
 * Resolves with the rights that the role `public` had there, for a snapshot that does not say them: the default, unless the archive
 * takes something away. A live archive always says it.
 */
async function assumedRights(server: Server, { dump, target }: RestoredDatabase, ctx: Context): Promise<Right[]> {
  const silent = { ...ctx, progress: () => {} };
  const list = (await listEntries(server, dump, silent)).split('\n').filter((line) => / ACL - SCHEMA public /.test(line));
  if (list.length === 0) return ['CREATE', 'USAGE'];
  const options = { shown: target, noOwner: false, noPrivileges: false, noTablespaces: false, list: list.join('\n') };
  const script = (await scriptOf(server, dump, options, silent)).toString('latin1');
  return /^REVOKE .* ON SCHEMA public FROM PUBLIC;$/m.test(script) ? [] : ['CREATE', 'USAGE'];
}
