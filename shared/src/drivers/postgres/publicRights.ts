import type { Context } from '../../context.ts';
import { listEntries, scriptOf } from './load.ts';
import type { RestoredDatabase, Restoration } from './restoration.ts';
import { major, type Server } from './server.ts';
import { Session } from './session.ts';

type Right = 'CREATE' | 'USAGE';

/** From this version on, only the owner of a new database may create in its schema `public`. */
const narrowed = 15;

/**
 * Gives the role `public` the rights in the schema of that name that an older server gave by default, where the saved database had them: a dump
 * says nothing of them. Does nothing between versions that agree, and without privileges. Rejects with `tool-failed.sql` when the
 * server refuses.
 */
export async function givePublicRights(
  server: Server,
  part: RestoredDatabase,
  name: string,
  { savedMajor, noPrivileges }: Restoration,
  ctx: Context,
): Promise<void> {
  if (noPrivileges || savedMajor >= narrowed || major(server.version) < narrowed) return;
  const rights = part.detail.publicRights ?? (await assumedRights(server, part, ctx));
  if (rights.length === 0) return;
  await using session = await Session.open(server, name, ctx);
  const [there] = await session.query("select from pg_namespace where nspname = 'public'", ctx);
  if (there) await session.execute(`grant ${rights.join(', ')} on schema public to public`, ctx);
}

/**
 * Resolves with the rights that the role `public` had there, for a snapshot that does not say them: the default, unless the archive takes something away. A
 * live archive always says it.
 */
async function assumedRights(server: Server, { dump, target }: RestoredDatabase, ctx: Context): Promise<Right[]> {
  const silent = { ...ctx, progress: () => {} };
  const list = (await listEntries(server, dump, silent)).split('\n').filter((line) => / ACL - SCHEMA public /.test(line));
  if (list.length === 0) return ['CREATE', 'USAGE'];
  const options = { shown: target, noOwner: false, noPrivileges: false, noTablespaces: false, list: list.join('\n') };
  const script = (await scriptOf(server, dump, options, silent)).toString('latin1');
  return /^REVOKE .* ON SCHEMA public FROM PUBLIC;$/m.test(script) ? [] : ['CREATE', 'USAGE'];
}
