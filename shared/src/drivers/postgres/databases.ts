import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import { literal } from './sql.ts';
import type { Server } from './server.ts';
import { Session } from './session.ts';

/** A database of the server, other than its two templates. */
export interface Database {
  id: string;
  name: string;
  bytes: number;
  /** As the server names it. */
  encoding: string;
  template: boolean;
  open: boolean;
  /** Interrupted while it was dropped: it can only be dropped again. */
  broken: boolean;
  /** What we have noted on it; empty on a database that is not ours. */
  mark: string;
}

/** The setting by which a database tells what we are doing with it. */
export const markSetting = 'longshore.change';

const listing = `select d.oid::text as id, d.datname as name, pg_database_size(d.oid) as bytes,
    pg_encoding_to_char(d.encoding) as encoding, d.datistemplate as template,
    d.datallowconn as open, d.datconnlimit = -2 as broken, coalesce((select split_part(c, '=', 2) from pg_db_role_setting s, unnest(s.setconfig) c
      where s.setdatabase = d.oid and s.setrole = 0 and c like ${literal(`${markSetting}=%`)}), '') as mark
  from pg_database d where d.datname not in ('template0', 'template1') order by d.datname`;

/** Resolves with every database of the server other than its two templates, ours included, by name. Sizes are bytes. */
export const allDatabases = (session: Session, ctx: Context): Promise<Database[]> => session.query<Database>(listing, ctx);

/**
 * Resolves with the databases that hold data of users, by name, also those that are not {@link isReadable}: not what we have
 * staged or put aside, nor one that is being replaced in place.
 */
export const ownDatabases = async (session: Session, ctx: Context): Promise<Database[]> =>
  (await allDatabases(session, ctx)).filter(({ mark }) => mark === '' || mark.startsWith('replaced '));

/** Returns whether the database accepts connections, and was not interrupted while it was dropped. */
export const isReadable = ({ open, broken }: Database): boolean => open && !broken;

/**
 * Resolves with a session for administration, on `postgres` unless that is busy, missing, closed or denied to us, else on
 * `template1`. Rejects as {@link Session.open} does.
 */
export async function maintenance(server: Server, busy: readonly string[], ctx: Context): Promise<Session> {
  if (!busy.includes('postgres')) {
    try {
      return await Session.open(server, 'postgres', ctx);
    } catch (error) {
      // It was dropped, or is closed; every server has template1.
      if (!AppError.is(error) || !['not-found', 'denied', 'unsupported'].includes(error.code)) throw error;
    }
  }
  return Session.open(server, 'template1', ctx);
}

/** Why a database cannot be staged beside and renamed, and why it cannot be replaced at all. */
export interface Obstacles {
  inPlaceOnly: Message[];
  blocked: Message[];
}

interface Obstacle {
  database: string;
  kind: 'slot' | 'prepared' | 'subscription' | 'cron' | 'worker';
  name: string;
}

const obstacleQuery = `select database, 'slot' as kind, slot_name as name from pg_replication_slots where slot_type = 'logical' and not temporary
  union all select database, 'prepared', gid from pg_prepared_xacts
  union all select d.datname, 'subscription', s.subname from pg_subscription s join pg_database d on d.oid = s.subdbid
  union all select d.datname, 'cron', 'pg_cron' from pg_database d where d.datname = current_setting('cron.database_name', true)
    and current_setting('shared_preload_libraries') ~ '\\mpg_cron\\M'
  union all select distinct datname, 'worker', backend_type from pg_stat_activity where datname is not null
    and backend_type not in ('client backend', 'autovacuum worker', 'parallel worker', 'walsender', 'startup',
      'logical replication launcher', 'logical replication worker', 'logical replication apply worker',
      'logical replication parallel worker', 'logical replication tablesync worker', 'slotsync worker', 'datachecksum worker')`;

/**
 * Resolves with a function that returns, by the name of a database, what keeps it from being replaced. Both lists are empty when
 * nothing does, and for a name that does not exist.
 */
export async function obstacles(session: Session, ctx: Context): Promise<(database: string) => Obstacles> {
  const found = await session.query<Obstacle>(obstacleQuery, ctx);
  const names = (database: string, kind: Obstacle['kind']): string[] =>
    found.filter((one) => one.database === database && one.kind === kind).map((one) => one.name);
  return (database) => {
    const of = (kind: Obstacle['kind']): string[] => names(database, kind);
    const [slots, prepared, subscriptions, workers] = [of('slot'), of('prepared'), of('subscription'), of('worker')];
    return {
      inPlaceOnly: [
        ...(of('cron').length > 0 ? [message('postgres.only-in-place-cron', { database })] : []),
        ...(workers.length > 0 ? [message('postgres.only-in-place-workers', { database, workers })] : []),
      ],
      blocked: [
        ...(slots.length > 0 ? [message('postgres.blocked-slots', { database, slots })] : []),
        ...(prepared.length > 0 ? [message('postgres.blocked-prepared', { database, transactions: prepared })] : []),
        ...(subscriptions.length > 0 ? [message('postgres.blocked-subscriptions', { database, subscriptions })] : []),
      ],
    };
  };
}
