import pMap from 'p-map';
import type { Context } from '../../context.ts';
import type { Entry, Recorded } from '../../model/inventory.ts';
import type { Session } from './session.ts';
import { literal } from './sql.ts';

interface Relation {
  name: string;
  kind: 'r' | 'p' | 'm' | 'f';
  owner: string;
  bytes: number;
  /** Null when the server has never looked. */
  estimate: number | null;
  extension: boolean;
}

const relations = `select format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind, pg_get_userbyid(c.relowner) as owner,
    case when c.relkind = 'r' then pg_total_relation_size(c.oid) else c.relpages::int8 * current_setting('block_size')::int8 end as bytes,
    case when c.reltuples > 0 or (c.reltuples = 0 and pg_relation_size(c.oid) = 0) then c.reltuples::int8 end as estimate,
    exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e') as extension
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'm', 'f') and c.relpersistence <> 't'
    and n.nspname !~ '^pg_(catalog|toast|temp)' and n.nspname <> 'information_schema'
  order by n.nspname, c.relname`;

export interface Sequence {
  name: string;
  /** Last value that was handed out; null when none was. */
  value: string | null;
  ascending: boolean;
}

const sequences = `select format('%I.%I', schemaname, sequencename) as name, last_value::text as value, increment_by > 0 as ascending
  from pg_sequences where schemaname !~ '^pg_temp' order by schemaname, sequencename`;

/** Resolves with what sequences say now, by name: they are in no snapshot. Empty when there are none. */
export const readSequences = (session: Session, ctx: Context): Promise<Sequence[]> => session.query<Sequence>(sequences, ctx);

interface Itself {
  encoding: string;
  collate: string;
  ctype: string;
  provider: string;
  locale: string | null;
  owner: string;
  bytes: number;
  largeObjects: number;
}

/**
 * Returns the SQL expression for the ICU or builtin locale of a database `d`, whose column differs between versions. Null before
 * 15.
 */
export const localeColumn = (version: number): string =>
  version >= 170000 ? 'd.datlocale' : version >= 150000 ? 'd.daticulocale' : 'null::text';
/** Returns the SQL expression for the locale provider of a database `d`: always libc, `c`, before 15. */
export const providerColumn = (version: number): string => (version >= 150000 ? 'd.datlocprovider' : `'c'::"char"`);

const itself = (
  version: number,
): string => `select pg_encoding_to_char(d.encoding) as encoding, d.datcollate as collate, d.datctype as ctype,
    ${providerColumn(version)} as provider, ${localeColumn(version)} as locale, pg_get_userbyid(d.datdba) as owner,
    pg_database_size(d.oid) as bytes, (select count(*) from pg_largeobject_metadata) as "largeObjects"
  from pg_database d where d.datname = current_database()`;

export interface Counting {
  version: number;
  /** Count rows; without it only what the catalogue knows. */
  rows: boolean;
  /** Read at an earlier moment than now, where the point demands it. */
  sequences?: Sequence[];
  /** Returns how an owner is called in the inventory. Absent: as on the server. */
  owner?: (name: string) => string;
}

/**
 * Returns which sorts of things {@link databaseEntries} records, and which facts of each, `informative` ones left out. Rows of
 * tables only with `rows`.
 */
export const recorded = ({ rows }: Pick<Counting, 'rows'>): Recorded => ({
  database: ['encoding', 'collate', 'ctype', 'provider', 'locale', 'owner', 'largeObjects'],
  table: rows ? ['owner', 'rows'] : ['owner'],
  'partitioned table': ['owner'],
  'foreign table': ['owner'],
  matview: ['owner'],
  'extension table': [],
  sequence: ['value'],
  extension: [],
});

/**
 * Resolves with what the session's database holds of the sorts in {@link recorded}, as entries of the item, itself first. In an
 * exported snapshot, what it held then. Without `rows`, tables have the server's estimates, `informative`, if any. Either way it
 * waits for a session that locks a table exclusively, as long as the session's `lock_timeout` allows. Rejects with
 * `tool-failed.sql` when that is over, and when a table that it counts, or a sequence, is dropped meanwhile.
 */
export async function databaseEntries(session: Session, item: string, counting: Counting, ctx: Context): Promise<Entry[]> {
  const owner = counting.owner ?? ((name) => name);
  const {
    encoding,
    collate,
    ctype,
    provider,
    locale,
    owner: dba,
    bytes,
    largeObjects,
  } = await session.row<Itself>(itself(counting.version), ctx);
  const exact = { encoding, collate, ctype, provider, locale, owner: owner(dba), largeObjects };
  const entries: Entry[] = [{ item, name: '', type: 'database', exact, atLeast: {}, informative: { bytes } }];

  const found = await session.query<Relation>(relations, ctx);
  const rows = counting.rows ? await countRows(session, found.filter(isCounted), ctx) : new Map<string, number>();
  for (const relation of found) entries.push(relationEntry(item, relation, owner, rows.get(relation.name)));

  for (const { name, value, ascending } of counting.sequences ?? (await readSequences(session, ctx))) {
    const bound: Record<string, string> = value === null ? {} : { value };
    const known = { item, name, type: 'sequence', exact: {} };
    entries.push(ascending ? { ...known, atLeast: bound, informative: {} } : { ...known, atLeast: {}, informative: bound });
  }
  const extensions = await session.query<{ name: string; version: string }>(
    'select extname as name, extversion as version from pg_extension order by extname',
    ctx,
  );
  for (const { name, version } of extensions) {
    entries.push({ item, name, type: 'extension', exact: {}, atLeast: {}, informative: { version } });
  }
  return entries;
}

const isCounted = ({ kind, extension }: Relation): boolean => kind === 'r' && !extension;

function relationEntry(item: string, relation: Relation, owner: (name: string) => string, rows: number | undefined): Entry {
  const { name, kind, bytes, estimate, extension } = relation;
  const entry = { item, name, atLeast: {} };
  const exact = { owner: owner(relation.owner) };
  const estimated = { bytes, ...(estimate !== null && { rows: estimate }) };
  if (kind === 'f') return { ...entry, type: 'foreign table', exact, informative: {} };
  if (kind === 'm') return { ...entry, type: 'matview', exact, informative: estimated };
  if (extension) return { ...entry, type: 'extension table', exact: {}, informative: estimated };
  if (kind === 'p') return { ...entry, type: 'partitioned table', exact, informative: {} };
  if (rows === undefined) return { ...entry, type: 'table', exact, informative: estimated };
  return { ...entry, type: 'table', exact: { ...exact, rows }, informative: { bytes } };
}

/** Tables below this are counted many at a time, because asking takes longer than counting. */
const small = 32 * 1024 * 1024;
const batch = 50;

async function countRows(session: Session, tables: Relation[], ctx: Context): Promise<Map<string, number>> {
  const groups: Relation[][] = tables.filter(({ bytes }) => bytes > small).map((table) => [table]);
  const rest = tables.filter(({ bytes }) => bytes <= small);
  for (let from = 0; from < rest.length; from += batch) groups.push(rest.slice(from, from + batch));
  const counted = await pMap(
    groups,
    (group) => {
      const counts = group.map(({ name }) => `select ${literal(name)} as name, count(*) as rows from only ${name}`);
      return session.query<{ name: string; rows: number }>(counts.join('\nunion all '), ctx);
    },
    { concurrency: 1 },
  );
  return new Map(counted.flat().map(({ name, rows }) => [name, rows]));
}
