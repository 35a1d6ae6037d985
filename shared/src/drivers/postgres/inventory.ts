import type { Context } from '../../context.ts';
import type { Entry, Recorded } from '../../model/inventory.ts';
import { markSetting } from './databases.ts';
import { readPrivileges, rightsByRole, rightsOf, type Right } from './rights.ts';
import { sqlState, type Session } from './session.ts';
import { literal } from './sql.ts';
import { digest, readRoles, readStructure, recordedStructure, type Structure } from './structure.ts';

interface Relation {
  name: string;
  kind: 'r' | 'p' | 'm' | 'f';
  owner: string;
  bytes: number;
  /** Null when the server has never looked. */
  estimate: number | null;
  extension: boolean;
  /** Of an extension that keeps rows in it and did not register it: no dump brings them along. */
  kept: boolean;
  /** The topmost parent that deals rows out by a hash. Null when there is none. */
  dealtBy: string | null;
}

const relations = `select format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind, pg_get_userbyid(c.relowner) as owner,
    case when c.relkind = 'r' then pg_total_relation_size(c.oid) else c.relpages::int8 * current_setting('block_size')::int8 end as bytes,
    case when c.reltuples > 0 or (c.reltuples = 0 and pg_relation_size(c.oid) = 0) then c.reltuples::int8 end as estimate,
    exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e') as extension,
    c.relpersistence = 'p' and exists (select from pg_depend d join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e'
        and not (c.oid = any (coalesce(e.extconfig, '{}')))) as kept,
    (select format('%I.%I', pn.nspname, p.relname) from pg_partition_ancestors(c.oid) with ordinality a (id, position)
      join pg_partitioned_table t on t.partrelid = a.id join pg_class p on p.oid = a.id join pg_namespace pn on pn.oid = p.relnamespace
      where c.relispartition and t.partstrat = 'h' order by a.position desc limit 1) as "dealtBy"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'm', 'f') and c.relpersistence <> 't'
    and n.nspname !~ '^pg_(catalog|toast|temp)' and n.nspname <> 'information_schema'
  order by n.nspname, c.relname`;

export interface Sequence {
  name: string;
  /** Last value that was handed out; null when none was. */
  value: string | null;
  ascending: boolean;
  /** A dump brings its value along: false for one of an extension that did not register it. */
  dumped: boolean;
}

const sequences = `select format('%I.%I', schemaname, sequencename) as name, last_value::text as value, increment_by > 0 as ascending,
    not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_depend d on d.classid = 'pg_class'::regclass
      and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e' join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
      where n.nspname = schemaname and c.relname = sequencename and not (c.oid = any (coalesce(e.extconfig, '{}')))) as dumped
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
  comments: string | null;
  /** Null where they are the default ones. */
  rights: Right[] | null;
  /** Settings of the database, and of roles in it, by digest. */
  settings: Record<string, string> | null;
  /** Roles that its objects, rights and settings name. */
  roles: string[];
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
    pg_database_size(d.oid) as bytes, (select count(*) from pg_largeobject_metadata) as "largeObjects",
    ${digest(`shobj_description(d.oid, 'pg_database')`)} as comments, ${rightsOf('d.datacl', 'd.datdba')} as rights,
    (select json_object_agg(concat_ws(' ', quote_ident(r.rolname), split_part(c.line, '=', 1)), ${digest(`substr(c.line, strpos(c.line, '=') + 1)`)})
      from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) c (line)
      where s.setdatabase = d.oid and c.line not like ${literal(`${markSetting}=%`)}) as settings,
    (select coalesce(json_agg(r.rolname order by r.rolname), '[]') from pg_roles r where r.rolname !~ '^pg_' and r.oid in (
      select s.refobjid from pg_shdepend s where s.refclassid = 'pg_authid'::regclass and (s.dbid = d.oid or (s.dbid = 0 and s.classid = 'pg_database'::regclass and s.objid = d.oid))
      union select d.datdba union select setrole from pg_db_role_setting where setdatabase = d.oid)) as roles
  from pg_database d where d.datname = current_database()`;

export interface Counting {
  version: number;
  /** Count rows; without it only what the catalogue knows. */
  rows: boolean;
  /** The session is in a transaction of the caller's that sees one moment. Else one is begun, and ended. */
  inTransaction?: boolean;
  /** Read at an earlier moment than now, where the point demands it. */
  sequences?: Sequence[];
  /** Names of the roles to look for. Absent: those that the database names. */
  roles?: readonly string[];
}

/** What was found in a database, and whether its structure could be read. */
export interface Content {
  entries: Entry[];
  structured: boolean;
}

/**
 * Returns which sorts of things {@link databaseEntries} records, and which facts of each, `informative` ones left out. Rows of
 * tables only with `rows`, what things are made of only where it was `structured`.
 */
export function recorded({ rows, structured }: { rows: boolean; structured: boolean }): Recorded {
  const itself = ['encoding', 'collate', 'ctype', 'provider', 'locale', 'owner', 'largeObjects'];
  const counted = rows ? ['rows'] : [];
  const known = {
    database: itself,
    table: ['owner', ...counted],
    'partitioned table': ['owner', ...counted],
    'foreign table': ['owner'],
    matview: ['owner'],
    'extension table': rows ? ['content'] : [],
    sequence: ['value'],
    extension: [],
  };
  if (!structured) return known;
  const all: Recorded = { ...recordedStructure, ...known, database: [...itself, 'comments', 'rights', 'settings'] };
  for (const [type, facts] of Object.entries(recordedStructure)) {
    all[type] = [...new Set([...(all[type] ?? []), ...facts])];
  }
  return all;
}

/**
 * Resolves with what the session's database holds of the sorts in {@link recorded}, as entries of the item, itself first. In an
 * exported snapshot, what it held then. Without `rows`, tables have the server's estimates, `informative`, if any. A table that
 * cannot be counted says so in `unknown`. Either way it waits for a session that locks a table exclusively, as long as the
 * session's `lock_timeout` allows. Rejects with `tool-failed.sql` when that is over, and when a sequence is dropped meanwhile.
 */
export async function databaseEntries(session: Session, item: string, counting: Counting, ctx: Context): Promise<Content> {
  if (counting.inTransaction) return entriesWithin(session, item, counting, ctx);
  await session.execute('begin isolation level repeatable read read only', ctx);
  const content = await entriesWithin(session, item, counting, ctx);
  await session.execute('commit', ctx);
  return content;
}

async function entriesWithin(session: Session, item: string, counting: Counting, ctx: Context): Promise<Content> {
  const {
    encoding,
    collate,
    ctype,
    provider,
    locale,
    owner,
    bytes,
    largeObjects,
    comments,
    rights,
    settings,
    roles: named,
  } = await session.row<Itself>(itself(counting.version), ctx);
  const structure = await structureUnlessMoving(session, counting.version, counting.roles ?? named, ctx);
  const exact = { encoding, collate, ctype, provider, locale, owner, largeObjects };
  const itselfEntry: Entry = { item, name: '', type: 'database', exact, atLeast: {}, informative: { bytes } };
  if (structure) {
    if (comments !== null) itselfEntry.exact = { ...exact, comments };
    const byRole = rightsByRole(rights, 'd', await readPrivileges(session, ctx));
    itselfEntry.parts = { settings: settings ?? {}, rights: byRole };
  }
  const entries = [itselfEntry];

  const found = await session.query<Relation>(relations, ctx);
  const rows = counting.rows ? await countRows(session, found.filter(isCounted), ctx) : new Map<string, number | undefined>();
  for (const relation of found) entries.push(relationEntry(item, relation, rows));
  if (counting.rows) addDealtRows(entries, found, rows);

  for (const { name, value, ascending, dumped } of counting.sequences ?? (await readSequences(session, ctx))) {
    const bound: Record<string, string> = value === null ? {} : { value };
    const known = { item, name, type: 'sequence', exact: {} };
    const isBound = ascending && dumped;
    entries.push(isBound ? { ...known, atLeast: bound, informative: {} } : { ...known, atLeast: {}, informative: bound });
  }
  const extensions = await session.query<{ name: string; version: string }>(
    'select extname as name, extversion as version from pg_extension order by extname',
    ctx,
  );
  for (const { name, version } of extensions) {
    entries.push({ item, name, type: 'extension', exact: {}, atLeast: {}, informative: { version } });
  }
  return { entries: structure ? withStructure(item, entries, structure) : entries, structured: structure !== undefined };
}

/** How often the structure is read anew when another session drops a part of it meanwhile. */
const attempts = 3;

/** Resolves with the structure. Undefined when the server could not print it: that must not cost a backup. */
async function structureUnlessMoving(
  session: Session,
  version: number,
  roles: readonly string[],
  ctx: Context,
): Promise<Structure[] | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const read = await inSavepoint(session, ctx, async () => [
      ...(await readStructure(session, version, ctx)),
      ...(await readRoles(session, roles, version, ctx)),
    ]);
    if (read) return read;
  }
  return undefined;
}

/**
 * Resolves with what a question within the transaction brings, and gives its locks back: the transaction holds one for each index
 * otherwise, and the server has room for few. Undefined when the server refuses it.
 */
export async function inSavepoint<T>(session: Session, ctx: Context, ask: () => Promise<T>): Promise<T | undefined> {
  await session.execute('savepoint question', ctx);
  let answer: T | undefined;
  try {
    answer = await ask();
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
  }
  await session.execute('rollback to savepoint question', ctx);
  return answer;
}

/** Returns the entries with what their things are made of, and the things that nothing else was known of behind them. */
function withStructure(item: string, entries: readonly Entry[], structure: readonly Structure[]): Entry[] {
  const keyOf = ({ type, name }: Pick<Entry, 'type' | 'name'>): string => JSON.stringify([type, name]);
  const known = new Map(structure.map((thing) => [keyOf(thing), thing]));
  const joined = entries.map((entry) => {
    const thing = known.get(keyOf(entry));
    if (!thing) return entry;
    known.delete(keyOf(entry));
    return { ...entry, exact: { ...entry.exact, ...thing.exact }, ...(thing.parts && { parts: thing.parts }) };
  });
  return [...joined, ...[...known.values()].map((thing) => ({ item, ...thing, atLeast: {}, informative: {} }))];
}

const isCounted = ({ kind, extension, kept }: Relation): boolean => kind === 'r' && (!extension || kept);

function relationEntry(item: string, relation: Relation, counted: ReadonlyMap<string, number | undefined>): Entry {
  const { name, kind, bytes, estimate, extension, owner, dealtBy } = relation;
  const entry = { item, name, atLeast: {} };
  const exact = { owner };
  const estimated = { bytes, ...(estimate !== null && { rows: estimate }) };
  if (kind === 'f') return { ...entry, type: 'foreign table', exact, informative: {} };
  if (kind === 'm') return { ...entry, type: 'matview', exact, informative: estimated };
  if (extension) return { ...entry, type: 'extension table', exact: contentOf(counted.get(name)), informative: estimated };
  if (kind === 'p') return { ...entry, type: 'partitioned table', exact, informative: {} };
  if (!counted.has(name)) return { ...entry, type: 'table', exact, informative: estimated };
  const rows = counted.get(name);
  if (rows === undefined) return { ...entry, type: 'table', exact, informative: estimated, unknown: ['rows'] };
  if (dealtBy !== null) return { ...entry, type: 'table', exact, informative: { bytes, rows } };
  return { ...entry, type: 'table', exact: { ...exact, rows }, informative: { bytes } };
}

/** Returns the rows that an extension keeps for itself as a fact of their own: they are no rows of users. Empty when it keeps none. */
const contentOf = (rows: number | undefined): Entry['exact'] => (rows === undefined || rows === 0 ? {} : { content: rows });

/**
 * Adds the sum of its partitions to each table that deals rows out by a hash: which one a row lies in may be another one after a
 * load, as a hash of an enum is made of numbers that the server gives out anew.
 */
function addDealtRows(entries: Entry[], found: readonly Relation[], counted: ReadonlyMap<string, number | undefined>): void {
  const sums = new Map<string, number | undefined>();
  for (const { name, dealtBy } of found) {
    if (dealtBy === null || !counted.has(name)) continue;
    const [sum, rows] = [sums.has(dealtBy) ? sums.get(dealtBy) : 0, counted.get(name)];
    sums.set(dealtBy, sum === undefined || rows === undefined ? undefined : sum + rows);
  }
  for (const entry of entries) {
    if (entry.type !== 'partitioned table' || !sums.has(entry.name)) continue;
    const rows = sums.get(entry.name);
    if (rows === undefined) entry.unknown = ['rows'];
    else entry.exact = { ...entry.exact, rows };
  }
}

/** Tables below this are counted many at a time, because asking takes longer than counting. */
const small = 32 * 1024 * 1024;
const batch = 50;

/** Resolves with the rows of each table; undefined for one that the server does not count. */
async function countRows(session: Session, tables: Relation[], ctx: Context): Promise<Map<string, number | undefined>> {
  const groups: Relation[][] = tables.filter(({ bytes }) => bytes > small).map((table) => [table]);
  const rest = tables.filter(({ bytes }) => bytes <= small);
  for (let from = 0; from < rest.length; from += batch) groups.push(rest.slice(from, from + batch));
  const counted = new Map<string, number | undefined>();
  for (const group of groups) {
    const rows = await inSavepoint(session, ctx, () => countGroup(session, group, ctx));
    for (const one of rows ?? []) counted.set(one.name, one.rows);
    if (rows) continue;
    for (const table of group) counted.set(table.name, await countAlone(session, table, ctx));
  }
  return counted;
}

/**
 * Resolves with the rows of one table. Undefined when the server does not count them. The planner looks into the functions of
 * indexes: those that find others by the search path work under the database's own alone.
 */
async function countAlone(session: Session, table: Relation, ctx: Context): Promise<number | undefined> {
  const count = async (): Promise<number | undefined> => (await countGroup(session, [table], ctx))[0]?.rows;
  const underOwnPath = async (): Promise<number | undefined> => {
    await session.execute('set local search_path to default', ctx);
    return count();
  };
  return (await inSavepoint(session, ctx, count)) ?? (await inSavepoint(session, ctx, underOwnPath));
}

function countGroup(session: Session, tables: readonly Relation[], ctx: Context): Promise<{ name: string; rows: number }[]> {
  const counts = tables.map(({ name }) => `select ${literal(name)} as name, count(*) as rows from only ${name}`);
  return session.query(counts.join('\nunion all '), ctx);
}
