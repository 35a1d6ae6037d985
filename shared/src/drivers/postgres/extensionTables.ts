import type { Context } from '../../context.ts';
import type { Session } from './session.ts';
import { literal } from './sql.ts';

/** A table or sequence that belongs to an extension which did not register it: `pg_dump` leaves its content out, silently. */
export interface ExtensionContent {
  extension: string;
  /** Quoted and with its schema. */
  name: string;
  kind: 'table' | 'sequence';
  /** Quoted names, separated by commas. */
  columns: string;
}

const unregistered = `select e.extname as extension, format('%I.%I', n.nspname, c.relname) as name,
    case c.relkind when 'S' then 'sequence' else 'table' end as kind,
    (select coalesce(string_agg(quote_ident(a.attname), ', ' order by a.attnum), '') from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
  from pg_depend d
  join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid and d.deptype = 'e'
  join pg_class c on d.classid = 'pg_class'::regclass and d.objsubid = 0 and c.oid = d.objid
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'S') and c.relpersistence = 'p' and not c.relispartition and not (c.oid = any (coalesce(e.extconfig, '{}')))
  order by c.relkind = 'S', e.extname, n.nspname, c.relname`;

/**
 * Resolves with the tables of extensions that hold rows which `pg_dump` leaves out, and the sequences of those extensions. Empty
 * when no table holds any. Looks for one row in each table, never at all of them.
 */
export async function extensionContent(session: Session, ctx: Context): Promise<ExtensionContent[]> {
  const found = await session.query<ExtensionContent>(unregistered, ctx);
  const tables = found.filter(({ kind }) => kind === 'table');
  if (tables.length === 0) return [];
  const questions = tables.map(({ name }) => `select ${literal(name)} as name where exists (select from ${name})`);
  const filled = new Set((await session.query<{ name: string }>(questions.join('\nunion all '), ctx)).map(({ name }) => name));
  const extensions = new Set(tables.filter(({ name }) => filled.has(name)).map(({ extension }) => extension));
  return found.filter(({ kind, name, extension }) => (kind === 'table' ? filled.has(name) : extensions.has(extension)));
}

/**
 * Yields a script for psql that brings the content back. The last line says that it is whole. Throws as {@link Session.copy} does.
 */
export async function* extensionScript(session: Session, content: ExtensionContent[], ctx: Context): AsyncGenerator<Buffer> {
  yield Buffer.from(`${beginning}\nSET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n`);
  for (const { kind, name, columns } of content) {
    if (kind === 'table') {
      yield Buffer.from(`\nCOPY ${name} (${columns}) FROM stdin;\n`);
      yield* session.copy(`copy (select ${columns} from ${name}) to stdout`, ctx);
      yield Buffer.from('\\.\n');
    } else {
      const query = `select last_value::text as value, is_called as called from ${name}`;
      const { value, called } = await session.row<{ value: string; called: boolean }>(query, ctx);
      yield Buffer.from(`\nSELECT pg_catalog.setval(${literal(name)}, ${value}, ${called});\n`);
    }
  }
  yield Buffer.from(`\n${extensionCompletion}\n`);
}

const beginning = '-- Rows of tables that belong to extensions, which pg_dump leaves out.';
export const extensionCompletion = '-- complete';
