import type { Context } from '../../context.ts';
import type { Session } from './session.ts';

/** A table or a partition of any level, as it can be locked. */
export interface Lockable {
  id: number;
  /** Quoted and with its schema. */
  name: string;
  /** Belongs to an extension: `pg_dump` does not lock it. */
  extension: boolean;
}

const lockables = `select c.oid::int8 as id, format('%I.%I', n.nspname, c.relname) as name,
    exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e') as extension
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname !~ '^pg_(catalog|toast|temp)' and n.nspname <> 'information_schema'
  order by c.oid`;

/**
 * Resolves with every table and partition of the session's database that is not temporary or PostgreSQL's own, by identity. Empty
 * when there is none.
 */
export const listTables = (session: Session, ctx: Context): Promise<Lockable[]> => session.query<Lockable>(lockables, ctx);
