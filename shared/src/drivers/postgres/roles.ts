import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import type { DatabaseDetail } from './detail.ts';
import type { Globals } from './globals.ts';
import { Session, sqlState } from './session.ts';
import type { Server } from './server.ts';
import { identifier, literal } from './sql.ts';

/** The roles that a restore needs beyond those that exist. */
export interface RolePlan {
  /** To be made as they were saved. */
  missing: string[];
  /**
   * The saved server's first superuser, when this server has none of that name: it exists only while archives are loaded,
   * and what it owns then goes to this server's first superuser.
   */
  standIn?: { name: string; becomes: string };
  /** Those of the missing whose settings or memberships the server refused, once they are made. */
  refused?: ReadonlySet<string>;
  /** Returns how a saved role is called here in the end: itself, or the superuser here in place of the saved one. */
  mapped: (name: string) => string;
}

/** The comment of a stand-in: one that a job left behind when it died is known by it, and used again. */
export const standInMark = 'longshore: stand-in while a restore loads its archives';

export interface RoleWishes {
  details: DatabaseDetail[];
  bootstrap: string;
  /** All saved roles, not only those that the databases name. */
  all: boolean;
  /** Neither owners nor grants are restored: only roles without which an archive cannot be loaded. */
  none: boolean;
}

/**
 * Resolves with the roles that a restore has to make because the server lacks them. Where neither owners nor grants are wanted,
 * those are the ones that policies and user mappings name.
 * Rejects with `incompatible.roles` when one is needed that neither the server has nor the globals define.
 */
export async function planRoles(session: Session, globals: Globals, wishes: RoleWishes, ctx: Context): Promise<RolePlan> {
  const found = await session.query<{ name: string; first: boolean; left: boolean }>(
    `select rolname as name, oid = 10 as first,
       coalesce(shobj_description(oid, 'pg_authid') = ${literal(standInMark)}, false) as left from pg_roles`,
    ctx,
  );
  const existing = new Set(found.filter(({ left }) => !left).map(({ name }) => name));
  const first = found.find((role) => role.first)?.name ?? '';
  const { bootstrap } = wishes;
  const needed = neededRoles(globals, wishes);
  const missing = [...needed].filter((name) => !existing.has(name) && name !== bootstrap);
  const unknown = missing.filter((name) => !globals.roles.has(name));
  if (unknown.length > 0) throw new AppError('incompatible.roles', { roles: unknown }, { hint: message('hint.no-owner', {}) });
  const isNamed = !wishes.none || needed.has(bootstrap);
  if (existing.has(bootstrap) || !isNamed) return { missing, mapped: (name) => name };
  return { missing, standIn: { name: bootstrap, becomes: first }, mapped: (name) => (name === bootstrap ? first : name) };
}

function neededRoles(globals: Globals, { details, all, none }: RoleWishes): Set<string> {
  if (none) return new Set(details.flatMap(({ rolesOfRules }) => rolesOfRules));
  return all ? new Set([...globals.roles.keys(), ...namedBy(details)]) : reachable(namedBy(details), globals);
}

function namedBy(details: DatabaseDetail[]): Set<string> {
  return new Set(
    details.flatMap(({ owner, roles, grants, settings }) => [
      owner,
      ...roles,
      ...(grants ?? []).flatMap(({ grantee }) => grantee ?? []),
      ...settings.flatMap(({ role }) => role ?? []),
    ]),
  );
}

/** Returns the names with the roles whose rights they have, PostgreSQL's own left out. */
function reachable(names: Set<string>, { memberships }: Globals): Set<string> {
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const { role, member } of memberships) if (names.has(member) && !role.startsWith('pg_')) names.add(role);
  }
  return names;
}

/**
 * Makes the roles in one transaction and resolves with messages: which were made, and whose settings the server refused. Empty for
 * none. Existing roles, their passwords and memberships among each other are not touched. Rejects with `tool-failed.sql`, and
 * nothing is made, when a role itself is refused.
 */
export async function createRoles(session: Session, globals: Globals, plan: RolePlan, ctx: Context): Promise<Message[]> {
  const { missing, standIn } = plan;
  const created = new Set(missing);
  const optional: { role: string; statement: string }[] = [];
  await session.execute('begin', ctx);
  try {
    // A superuser, as the saved one was: no other role may own event triggers. No client can log in as it.
    if (standIn) {
      const name = identifier(standIn.name);
      // One of that name without our mark is the user's: making it then fails.
      const [left] = await session.query(
        `select from pg_roles where rolname = ${literal(standIn.name)} and shobj_description(oid, 'pg_authid') = ${literal(standInMark)}`,
        ctx,
      );
      if (!left) await session.execute(`create role ${name} superuser nologin`, ctx);
      await session.execute(`comment on role ${name} is ${literal(standInMark)}`, ctx);
    }
    for (const name of missing) {
      const [create = '', attributes, ...rest] = globals.roles.get(name)?.statements ?? [];
      await session.execute(create, ctx);
      if (attributes !== undefined) await session.execute(attributes, ctx);
      optional.push(...rest.map((statement) => ({ role: name, statement })));
    }
    const refused = new Set<string>();
    for (const { role, statement } of optional) if (!(await attempt(session, statement, ctx))) refused.add(role);
    for (const { role, member, statement, grantor } of globals.memberships) {
      if (role === standIn?.name || member === standIn?.name || !(created.has(role) || created.has(member))) continue;
      const granted = grantor === undefined ? undefined : `${statement} granted by ${identifier(grantor)}`;
      // A grantor that is not here, or may not grant it here: then we do.
      if (granted !== undefined && grantor !== standIn?.name && (await attempt(session, granted, ctx))) continue;
      if (!(await attempt(session, statement, ctx))) refused.add(member);
    }
    plan.refused = refused;
    const old = await refusedPasswords(session, globals, missing, ctx);
    await session.execute('commit', ctx);
    return [
      ...(old.length > 0 ? [message('postgres.md5-passwords', { roles: old })] : []),
      ...(missing.length > 0 ? [message('postgres.roles-created', { roles: missing })] : []),
      ...(refused.size > 0 ? [message('postgres.role-settings-refused', { roles: [...refused] })] : []),
    ];
  } catch (error) {
    if (sqlState(error) !== undefined) await session.execute('rollback', ctx);
    throw error;
  }
}

/**
 * Resolves with the roles whose passwords are kept as MD5, on a server that makes others: what lets clients in there by its usual
 * rules does not let these in.
 */
async function refusedPasswords(session: Session, globals: Globals, roles: readonly string[], ctx: Context): Promise<string[]> {
  const { made } = await session.row<{ made: string }>(`select current_setting('password_encryption') as made`, ctx);
  if (made !== 'scram-sha-256') return [];
  return roles.filter((name) =>
    globals.roles.get(name)?.statements.some((statement) => /^ALTER ROLE .* PASSWORD 'md5[0-9a-f]{32}'/s.test(statement)),
  );
}

/**
 * Resolves with whether the server takes a statement within the open transaction. If it refuses, the transaction goes on without
 * it. Rejects only when the session is lost.
 */
export async function attempt(session: Session, statement: string, ctx: Context): Promise<boolean> {
  await session.execute('savepoint attempt', ctx);
  try {
    await session.execute(statement, ctx);
    await session.execute('release savepoint attempt', ctx);
    return true;
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    await session.execute('rollback to savepoint attempt', ctx);
    return false;
  }
}

/**
 * Gives what the stand-in owns in a database to the superuser here, with its default privileges, after loading. What others
 * granted to it goes. Does nothing when the plan has none. Rejects with `tool-failed.sql` when the server refuses.
 */
export async function replaceStandIn(server: Server, database: string, { standIn }: RolePlan, ctx: Context): Promise<void> {
  if (!standIn) return;
  await using session = await Session.open(server, database, ctx);
  // No event trigger of an extension fires.
  await session.execute('set session_replication_role to replica', ctx);
  const defaults = await session.query<{ statement: string }>(defaultGrants(standIn.name, standIn.becomes), ctx);
  await session.execute('begin', ctx);
  for (const { statement } of defaults) await session.execute(statement, ctx);
  await session.execute(reassignment(standIn), ctx);
  await session.execute(`drop owned by ${identifier(standIn.name)}`, ctx);
  await session.execute('commit', ctx);
}

const reassignment = ({ name, becomes }: { name: string; becomes: string }): string =>
  `reassign owned by ${identifier(name)} to ${identifier(becomes)}`;

/** Gives what came after {@link replaceStandIn} to the superuser here as well. Rejects with `tool-failed.sql` as that does. */
export async function reassign(server: Server, database: string, { standIn }: RolePlan, ctx: Context): Promise<void> {
  if (!standIn) return;
  await using session = await Session.open(server, database, ctx);
  await session.execute(reassignment(standIn), ctx);
}

const sorts = `case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
  when 'n' then 'schemas' else 'large objects' end`;

/** Returns a query for the role's `ALTER DEFAULT PRIVILEGES`, as statements for another role. REASSIGN does not move them. */
const defaultGrants = (from: string, to: string): string => {
  const quote = (name: string): string => `'${name.replaceAll("'", "''")}'`;
  return `select format('alter default privileges for role %I revoke all on %s from public', ${quote(to)}, ${sorts}) as statement
    from pg_default_acl d where d.defaclrole = (select oid from pg_roles where rolname = ${quote(from)}) and d.defaclnamespace = 0
    union all select format('alter default privileges for role %I %s grant %s on %s to %s%s', ${quote(to)},
      case when d.defaclnamespace = 0 then '' else format('in schema %I', n.nspname) end, a.privilege_type,
      ${sorts},
      case when a.grantee = 0 then 'public' else format('%I', pg_get_userbyid(a.grantee)) end,
      case when a.is_grantable then ' with grant option' else '' end) as statement
    from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) a
    where d.defaclrole = (select oid from pg_roles where rolname = ${quote(from)}) and a.grantee <> d.defaclrole`;
};

/** Removes roles that were made for a restore. Those that are in use by now stay, and absent ones are fine. */
export async function dropRoles(session: Session, roles: readonly string[], ctx: Context): Promise<void> {
  for (const role of roles) {
    try {
      await session.execute(`drop role if exists ${identifier(role)}`, ctx);
    } catch (error) {
      if (sqlState(error) !== '2BP01' && sqlState(error) !== '55006') throw error;
    }
  }
}
