import type { Context } from '../../context.ts';
import type { Session } from './session.ts';

/** Kinds of things that have rights, as `acldefault` calls them. */
export type RightsKind = 'r' | 's' | 'd' | 'f' | 'l' | 'n' | 'F' | 'S' | 'T' | 'c';

/** One right: the role (`(owner)`, `public`, else its name, quoted where SQL needs that), the privilege, and whether it can be passed on. */
export type Right = [role: string, privilege: string, grantable: boolean];

/** The owner of a thing among the roles that have rights on it: whatever role that is. */
export const ownerName = '(owner)';

/**
 * Returns the SQL expression for the rights on something, as a JSON array of {@link Right}, without grantors. Null for rights that
 * were never changed: those are the default ones of its kind.
 */
export const rightsOf = (acl: string, owner: string): string =>
  `case when ${acl} is not null then (select coalesce(json_agg(json_build_array(case when x.grantee = 0 then 'public' when x.grantee = ${owner} then '${ownerName}'
      else quote_ident(pg_get_userbyid(x.grantee)) end, x.privilege_type, x.is_grantable)), '[]')
    from aclexplode(${acl}) x) end`;

/** The rights that a kind of thing has by default, its owner's first: those are all that there are on this version of the server. */
export type Privileges = ReadonlyMap<RightsKind, readonly Right[]>;

/** Resolves with the default rights of this server, by kind of thing. */
export async function readPrivileges(session: Session, ctx: Context): Promise<Privileges> {
  const rows = await session.query<{ kind: RightsKind; role: string; privilege: string }>(
    `select kind, case x.grantee when 10 then '${ownerName}' else 'public' end as role, x.privilege_type as privilege
       from unnest('{r,s,d,f,l,n,F,S,T}'::"char"[]) as k (kind), aclexplode(acldefault(k.kind, 10)) x`,
    ctx,
  );
  const ofColumns = ['INSERT', 'SELECT', 'UPDATE', 'REFERENCES'];
  const privileges = new Map<RightsKind, Right[]>([['c', ofColumns.map((name): Right => [ownerName, name, false])]]);
  for (const { kind, role, privilege } of rows) privileges.set(kind, [...(privileges.get(kind) ?? []), [role, privilege, false]]);
  return privileges;
}

/**
 * Returns the rights by role, the default ones for null: `ALL` for all that the version has, so that a privilege that a newer one adds is no difference; an
 * asterisk behind what can be passed on. Where no role has any, `(none)`.
 */
export function rightsByRole(given: readonly Right[] | null, kind: RightsKind, all: Privileges): Record<string, string> {
  const byDefault = all.get(kind) ?? [];
  const rights = given ?? byDefault;
  if (rights.length === 0) return { '(none)': '' };
  const byRole = new Map<string, Map<string, boolean>>();
  for (const [role, privilege, grantable] of rights) {
    const known = byRole.get(role) ?? new Map<string, boolean>();
    byRole.set(role, known.set(privilege, grantable || (known.get(privilege) ?? false)));
  }
  const whole = byDefault.flatMap(([role, privilege]) => (role === ownerName ? [privilege] : []));
  return Object.fromEntries(
    [...byRole].map(([role, privileges]) => {
      const grantable = new Set(privileges.values());
      const isAll = whole.every((name) => privileges.has(name)) && grantable.size === 1;
      const named = [...privileges].map(([name, passed]) => (passed ? `${name}*` : name)).sort();
      return [role, isAll ? `ALL${grantable.has(true) ? '*' : ''}` : named.join(', ')];
    }),
  );
}
