import type { DatabaseDetail } from './detail.ts';
import { major } from './server.ts';
import { identifier, literal, nameList } from './sql.ts';

export interface Ownership {
  /** Returns how a role of the saved server is called on this one. */
  role: (name: string) => string;
  noOwner: boolean;
  noPrivileges: boolean;
}

/** Settings whose value is a list of names, each quoted by itself. */
const lists = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]);

/**
 * Returns the `CREATE DATABASE` with all that cannot be changed afterwards, for a server of this version. Without an owner or a
 * tablespace, the server's default.
 */
export function createDatabase(
  name: string,
  detail: DatabaseDetail,
  owner: string | undefined,
  tablespace: string | undefined,
  version: number,
): string {
  const { encoding, collate, ctype, provider, locale, icuRules } = detail;
  const parts = [
    `create database ${identifier(name)} template template0`,
    `encoding ${literal(encoding)} lc_collate ${literal(collate)} lc_ctype ${literal(ctype)}`,
    // What is not said comes from template0, and so from the provider that the cluster began with.
    ...(provider === 'c' && major(version) >= 15 ? ['locale_provider libc'] : []),
    ...(provider === 'i' ? [`locale_provider icu icu_locale ${literal(locale ?? '')}`] : []),
    ...(provider === 'b' ? [`locale_provider builtin builtin_locale ${literal(locale ?? '')}`] : []),
    ...(provider === 'i' && icuRules !== null ? [`icu_rules ${literal(icuRules)}`] : []),
    ...(owner === undefined ? [] : [`owner ${identifier(owner)}`]),
    ...(tablespace === undefined ? [] : [`tablespace ${identifier(tablespace)}`]),
  ];
  return parts.join(' ');
}

/**
 * Returns the statements that give a database the properties that it had, each of which can run in a transaction: all but those of
 * {@link lateProperties}. Empty when it had none.
 */
export function earlyProperties(name: string, detail: DatabaseDetail, ownership: Ownership): string[] {
  const database = identifier(name);
  const statements: string[] = [];
  if (detail.comment !== null) statements.push(`comment on database ${database} is ${literal(detail.comment)}`);
  if (!ownership.noOwner) statements.push(`alter database ${database} owner to ${identifier(ownership.role(detail.owner))}`);
  if (!ownership.noPrivileges && detail.grants !== null) {
    const owner = ownership.noOwner ? 'current_user' : identifier(ownership.role(detail.owner));
    statements.push(`revoke all on database ${database} from public, ${owner}`);
    for (const { grantee, privilege, grantable } of detail.grants) {
      const to = grantee === null ? 'public' : grantee === detail.owner ? owner : identifier(ownership.role(grantee));
      statements.push(`grant ${privilege} on database ${database} to ${to}${grantable ? ' with grant option' : ''}`);
    }
  }
  return [...statements, ...settingStatements(name, detail, ownership)];
}

/**
 * Returns the statements for properties that a database must not have before it is live: how many may connect, and whether it is a
 * template. Never empty.
 */
export function lateProperties(name: string, detail: DatabaseDetail): string[] {
  const database = identifier(name);
  return [
    `alter database ${database} connection limit ${detail.connectionLimit}`,
    ...(detail.template ? [`alter database ${database} is_template true`] : []),
  ];
}

/** Returns the statements that give a database its own settings, and those of roles in it. Empty when it has none. */
function settingStatements(name: string, detail: DatabaseDetail, ownership: Pick<Ownership, 'role'>): string[] {
  const database = identifier(name);
  return detail.settings.map(({ role, name: setting, value }) => {
    const whose =
      role === null ? `alter database ${database}` : `alter role ${identifier(ownership.role(role))} in database ${database}`;
    const text = lists.has(setting.toLowerCase()) ? nameList(value).map(literal).join(', ') || `''` : literal(value);
    return `${whose} set ${setting.split('.').map(identifier).join('.')} to ${text}`;
  });
}
