import * as z from 'zod';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Json } from '../../model/json.ts';
import { markSetting } from './databases.ts';
import { localeColumn, providerColumn } from './inventory.ts';
import type { Session } from './session.ts';
import { literal } from './sql.ts';

/** What a database has beside its content, and a dump without `--create` does not bring along. */
export const DatabaseDetail = z.object({
  owner: z.string(),
  encoding: z.string(),
  collate: z.string(),
  ctype: z.string(),
  /** `c` libc, `i` ICU, `b` builtin. */
  provider: z.string(),
  locale: z.string().nullable(),
  icuRules: z.string().nullable(),
  tablespace: z.string(),
  connectionLimit: z.number(),
  comment: z.string().nullable(),
  /** Null: the default grants. */
  grants: z.array(z.object({ grantee: z.string().nullable(), privilege: z.string(), grantable: z.boolean() })).nullable(),
  /** `ALTER DATABASE … SET`; with a role, `ALTER ROLE … IN DATABASE … SET`. */
  settings: z.array(z.object({ role: z.string().nullable(), name: z.string(), value: z.string() })),
  extensions: z.record(z.string(), z.string()),
  /** Roles that its objects, grants and policies name. */
  roles: z.array(z.string()),
  /** Those of them that policies and user mappings name: without these the archive cannot be loaded at all. Absent in older ones. */
  rolesOfRules: z.array(z.string()).default([]),
  /** Tablespaces of its objects, other than its own. */
  tablespaces: z.array(z.string()),
  /** New databases may be made from it. Absent in old snapshots, as what follows. */
  template: z.exactOptional(z.boolean()),
  /** What the role `public` may do in the schema of that name: a dump says it only where it differs from the version's default. */
  publicRights: z.exactOptional(z.array(z.enum(['CREATE', 'USAGE']))),
  /** It has event triggers of its own. */
  eventTriggers: z.exactOptional(z.boolean()),
});
export type DatabaseDetail = z.infer<typeof DatabaseDetail>;

/** The driver's notes of a capture. */
export const Detail = z.object({
  /** Version of `pg_dump`, and of the archives that it wrote. */
  client: z.string(),
  archive: z.string(),
  /** The role that `initdb` made. */
  bootstrap: z.string(),
  /** What a throw-away server must be started with to hold the same data. */
  settings: z.record(z.string(), z.string()),
  databases: z.record(z.string(), DatabaseDetail),
});
export type Detail = z.infer<typeof Detail>;

/** Returns the notes of a capture. Throws `corrupt.postgres-detail` when they have another shape. */
export function readDetail(json: Json): Detail {
  const parsed = Detail.safeParse(json);
  if (!parsed.success) throw new AppError('corrupt.postgres-detail', {}, { cause: parsed.error });
  return parsed.data;
}

/**
 * Resolves with the notes on the database of the session. Rejects with a plain error, a bug of ours, when the server answers in
 * another shape.
 */
export async function databaseDetail(session: Session, version: number, ctx: Context): Promise<DatabaseDetail> {
  const rules = version >= 160000 ? 'd.daticurules' : 'null::text';
  const [raw] = await session.query(
    `select pg_get_userbyid(d.datdba) as owner, pg_encoding_to_char(d.encoding) as encoding, d.datcollate as collate, d.datctype as ctype,
      ${providerColumn(version)} as provider, ${localeColumn(version)} as locale, ${rules} as "icuRules",
      (select spcname from pg_tablespace where oid = d.dattablespace) as tablespace, d.datconnlimit as "connectionLimit",
      shobj_description(d.oid, 'pg_database') as comment,
      case when d.datacl is not null then coalesce((select json_agg(json_build_object('grantee', case when a.grantee = 0 then null else pg_get_userbyid(a.grantee) end,
         'privilege', a.privilege_type, 'grantable', a.is_grantable)) from aclexplode(d.datacl) a), '[]') end as grants,
      coalesce((select json_agg(json_build_object('role', r.rolname, 'name', split_part(c.line, '=', 1),
         'value', substr(c.line, strpos(c.line, '=') + 1)) order by s.setrole, c.position)
       from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) with ordinality as c (line, position)
       where s.setdatabase = d.oid and c.line not like ${literal(`${markSetting}=%`)}), '[]') as settings,
      coalesce((select json_object_agg(extname, extversion) from pg_extension), '{}') as extensions,
      coalesce((select json_agg(distinct r.rolname) from pg_shdepend s join pg_roles r on r.oid = s.refobjid
        where s.refclassid = 'pg_authid'::regclass and s.dbid = d.oid and r.rolname !~ '^pg_'), '[]') as roles,
      coalesce((select json_agg(distinct r.rolname) from pg_shdepend s join pg_roles r on r.oid = s.refobjid
        where s.refclassid = 'pg_authid'::regclass and s.dbid = d.oid and r.rolname !~ '^pg_'
          and s.classid in ('pg_policy'::regclass, 'pg_user_mapping'::regclass)), '[]') as "rolesOfRules",
      coalesce((select json_agg(distinct t.spcname) from pg_class c join pg_tablespace t on t.oid = c.reltablespace
        where t.spcname <> 'pg_global'), '[]') as tablespaces,
      d.datistemplate as template,
      coalesce((select json_agg(a.privilege_type order by a.privilege_type) from pg_namespace n,
         aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a where n.nspname = 'public' and a.grantee = 0), '[]') as "publicRights",
      exists (select from pg_event_trigger t where not exists (select from pg_depend x
        where x.classid = 'pg_event_trigger'::regclass and x.objid = t.oid and x.deptype = 'e')) as "eventTriggers"
     from pg_database d where d.datname = current_database()`,
    ctx,
  );
  return DatabaseDetail.parse(raw);
}

/** Names of custom settings that look like secrets: those stay on the server. */
const secretive = /secret|passw|pwd|token|credential|private|jwt|key|salt|dsn|conninfo|url/i;
const longestCommand = 1024 ** 2;

/**
 * Resolves with the superuser that the cluster began with, and the settings that a server must be started with to hold the same
 * data, empty when none is set: also the custom ones, which checks and defaults may ask, but for those whose names look secret.
 */
export async function serverDetail(session: Session, ctx: Context): Promise<Pick<Detail, 'bootstrap' | 'settings'>> {
  // The server lists no setting that it does not know, whatever an application asks it for.
  const { command, file, ...about } = await session.row<Pick<Detail, 'bootstrap' | 'settings'> & Custom>(
    `select (select rolname from pg_roles where oid = 10) as bootstrap,
       coalesce((select json_object_agg(name, setting) from pg_settings where source in ('configuration file', 'command line')
         and (name in ('shared_preload_libraries', 'max_locks_per_transaction', 'max_worker_processes', 'default_toast_compression')
           or (name like '%.%' and context = 'postmaster'))), '{}') as settings,
       coalesce((select json_object_agg(name, setting order by seqno) from pg_file_settings where name like '%.%' and applied), '{}') as file,
       coalesce(pg_read_file('postmaster.opts', 0, ${longestCommand}, true), '') as command`,
    ctx,
  );
  const custom = Object.entries({ ...file, ...customSettings(command) }).filter(([name]) => !secretive.test(name));
  return { ...about, settings: { ...Object.fromEntries(custom), ...about.settings } };
}

interface Custom {
  file: Record<string, string>;
  command: string;
}

/** Returns the settings with a dot in their name of a command line as `postmaster.opts` has it: each word in double quotes. */
export function customSettings(command: string): Record<string, string> {
  const words = [...command.matchAll(/ "([^"]*)"/g)].map(([, word = '']) => word);
  const given = words.flatMap((word, at) => /^(?:-c|--)(.+)$/s.exec(word)?.[1] ?? (words[at - 1] === '-c' ? word : []));
  return Object.fromEntries(
    given.flatMap((text) => {
      const [, name, value] = /^([^=]+\.[^=]+)=(.*)$/s.exec(text) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}
