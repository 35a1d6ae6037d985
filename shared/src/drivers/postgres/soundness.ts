import type { Context } from '../../context.ts';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import type { Session } from './session.ts';

/** From this version on, a database notes the version of its own rules of order. */
const noted = 150_000;

interface Found {
  collations: string[];
  invalid: string[];
  unchecked: string[];
}

const listOf = (from: string): string => `(select coalesce(json_agg(x.name order by x.name), '[]') from (${from}) x (name))`;
const ofUser = `n.nspname !~ '^pg_(catalog|toast|temp)' and n.nspname <> 'information_schema'`;

const changedCollations = `select format('%I.%I', n.nspname, c.collname) from pg_collation c join pg_namespace n on n.oid = c.collnamespace
  where c.collversion <> pg_collation_actual_version(c.oid) and exists (select from pg_attribute a where a.attcollation = c.oid)`;
const changedDefault = `select 'default' where (select datcollversion <> pg_database_collation_actual_version(oid)
  from pg_database where datname = current_database())`;

/** An index of a partitioned table is not valid until all its parts are there, and is dumped. */
const invalid = `select format('%I.%I', n.nspname, c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid
  join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where not i.indisvalid and t.relkind <> 'p' and ${ofUser}`;
const unchecked = (
  version: number,
): string => `select format('%I.%I.%I', n.nspname, t.relname, k.conname) from pg_constraint k join pg_class t on t.oid = k.conrelid
  join pg_namespace n on n.oid = t.relnamespace where not k.convalidated and k.contype in ('c', 'f') and ${ofUser}
    ${version >= 180000 ? 'and k.conenforced' : ''}`;

/**
 * Resolves with warnings of what may be refused by the server that a backup of the database is restored into, and of what no dump
 * brings: an order of texts that has changed under its indexes, indexes that are not valid, constraints that were never checked.
 * `version`: of the server, as a number. Reads catalogues alone. Rejects as {@link Session.row} does.
 */
export async function soundness(session: Session, database: string, version: number, ctx: Context): Promise<Message[]> {
  const changed = version >= noted ? `${changedDefault} union all ${changedCollations}` : changedCollations;
  const found = await session.row<Found>(
    `select ${listOf(changed)} as collations, ${listOf(invalid)} as invalid, ${listOf(unchecked(version))} as unchecked`,
    ctx,
  );
  return [
    ...(found.collations.length > 0 ? [message('postgres.collation-changed', { database, collations: found.collations })] : []),
    ...(found.invalid.length > 0 ? [message('postgres.invalid-indexes', { database, indexes: found.invalid })] : []),
    ...(found.unchecked.length > 0 ? [message('postgres.never-checked', { database, constraints: found.unchecked })] : []),
  ];
}
