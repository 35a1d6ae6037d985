import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import type { Container } from '../../hosts/container.ts';
import type { ExecIO, Host } from '../../hosts/host.ts';
import { redact } from '../../hosts/redact.ts';
import { message } from '../../text/message.ts';
import { secretsOf } from '../containerSecrets.ts';
import type { ServerTarget } from '../oneContainer.ts';

/** A running server and the way into it. All tools run inside its container. */
export interface Server {
  readonly host: Host;
  /** Container id. */
  readonly container: string;
  /** The service's name, for messages. */
  readonly name: string;
  /** Environment of every tool; holds the password where one is needed. */
  readonly env: Record<string, string>;
  /** User of the container that the tools run as; its own when absent. */
  readonly user?: string;
  /** `170004`, and as the server writes it. */
  readonly version: number;
  readonly versionText: string;
  /** Follows a primary, and takes no change from us. */
  readonly standby: boolean;
  /** Known passwords, to be kept out of everything that people read. */
  readonly secrets: readonly string[];
}

/** Returns the major version, 17, of a version number as the server has it: 170004. */
export const major = (version: number): number => Math.floor(version / 10_000);

/**
 * Whatever a role or a database has set, no tool times out or is refused a change, and each says the same. What a load needs of the
 * database's own settings is left alone: `search_path` above all, which extensions and functions rely on.
 */
const settings = {
  client_min_messages: 'error',
  standard_conforming_strings: 'on',
  role: 'none',
  default_transaction_read_only: 'off',
  default_transaction_isolation: 'read committed',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  exit_on_error: 'off',
  jit: 'off',
  quote_all_identifiers: 'off',
  array_nulls: 'on',
  transform_null_equals: 'off',
  bytea_output: 'hex',
  intervalstyle: 'postgres',
  datestyle: 'ISO',
  // A standby that does not answer would hold each of our commits, without a word.
  synchronous_commit: 'local',
};

/** Settings that only a superuser may send, and that a server must know before: it lets no session in otherwise. */
const superuserSettings: [since: number, name: string, value: string][] = [
  [13, 'lc_messages', 'C'],
  [13, 'session_replication_role', 'origin'],
  // Statements of a load hold passwords of user mappings, and settings that are secrets: no log of the server is to have them.
  [13, 'log_statement', 'none'],
  [13, 'log_min_duration_statement', '-1'],
  [13, 'log_min_error_statement', 'panic'],
  [14, 'idle_session_timeout', '0'],
  // A statement whose client was killed gives up its locks, and its place in the queue for one.
  [14, 'client_connection_check_interval', '1s'],
  [17, 'transaction_timeout', '0'],
  // A backup must not write into what it saves, nor a restore into what it loads.
  [17, 'event_triggers', 'off'],
];

/** Returns `PGOPTIONS` for the version of a server that knows us as a superuser; for any role on any server without it. */
const options = (version = 0): string =>
  [
    ...Object.entries(settings),
    ...superuserSettings.filter(([since]) => major(version) >= since).map(([, name, value]) => [name, value] as const),
  ]
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', String.raw`\ `)}`)
    .join(' ');

/** Returns what a tool needs to reach this database, and exactly this one: names with a meaning of their own go by environment. */
export const execIO = (server: Server, database: string): Pick<ExecIO, 'env' | 'user'> => ({
  env: { ...server.env, PGDATABASE: database },
  ...(server.user !== undefined && { user: server.user }),
});

/** One of the ways that may lead in. */
interface LoginRoute {
  role: string;
  /** User of the container. */
  user?: string;
  /** The socket when absent. */
  host?: string;
  password?: string | undefined;
}

const introduction = `select to_json(q) from (select current_setting('server_version_num')::int as version,
  split_part(current_setting('server_version'), ' ', 1) as text, rolsuper as superuser, pg_is_in_recovery() as standby
  from pg_roles where rolname = session_user) q`;

/**
 * Resolves with the first way in that works, found from the container, with the password of the target where it has one. Rejects
 * with `denied.no-superuser` when only ordinary roles get in, with `unsupported.postgres-version` before 13, with `tool-missing`
 * without psql. Else with the reason of the first way, which is the one that the image intends: {@link connectionFailure}.
 */
export async function connect(target: ServerTarget, ctx: Context): Promise<Server> {
  const secrets = await knownPasswords(target, ctx);
  const refusals: unknown[] = [];
  let ordinary: string | undefined;
  for (const way of ways(await superusers(target, ctx), secrets)) {
    try {
      const found = await enter(target, way, secrets, ctx);
      if (found) return found;
      ordinary = way.role;
    } catch (error) {
      // Not every image has a user of that name: some engines call that a command that cannot be started.
      const noUser = way.user !== undefined && (AppError.is(error, 'not-found') || AppError.is(error, 'tool-missing'));
      if (!noUser && !AppError.is(error, 'tool-failed')) throw error;
      refusals.push(error);
    }
  }
  const service = target.service.name;
  if (ordinary !== undefined) throw new AppError('denied.no-superuser', { service, role: ordinary });
  throw connectionFailure(refusals[0], { name: service, secrets }, 'template1', '');
}

interface Introduction {
  version: number;
  text: string;
  superuser: boolean;
  standby: boolean;
}

/** Yields the ways to try: the socket as the container's own user, then as `postgres` (peer authentication), then 127.0.0.1. */
function* ways(roles: string[], passwords: string[]): Generator<LoginRoute> {
  for (const role of roles) {
    for (const route of [{}, { user: 'postgres' }, { host: '127.0.0.1' }]) {
      for (const password of passwords.length > 0 ? passwords : [undefined]) yield { role, ...route, password };
    }
  }
}

/**
 * Resolves with the server. Undefined when the role gets in but is not a superuser. Rejects with `tool-failed` when it does not get
 * in, with `unsupported.postgres-version` before 13.
 */
async function enter(
  { host, container, service }: ServerTarget,
  way: LoginRoute,
  secrets: string[],
  ctx: Context,
): Promise<Server | undefined> {
  const env: Record<string, string> = {
    LC_ALL: 'C',
    PGUSER: way.role,
    PGPORT: serverPort(container),
    PGAPPNAME: 'longshore',
    PGOPTIONS: options(),
    PGCONNECT_TIMEOUT: '20',
    PGHOST: way.host ?? '',
    PGHOSTADDR: '',
    ...(way.password !== undefined && { PGPASSWORD: way.password }),
  };
  const user = way.user === undefined ? {} : { user: way.user };
  const argv = ['psql', '--no-psqlrc', '--no-password', '-qAt', '-c', 'set search_path to pg_catalog', '-c', introduction];
  const said = await text(host.exec(container.id, argv, ctx, { env: { ...env, PGDATABASE: 'template1' }, ...user }));
  const answer = JSON.parse(said) as Introduction;
  if (!answer.superuser) return undefined;
  if (major(answer.version) < 13) {
    throw new AppError('unsupported.postgres-version', { service: service.name, version: answer.text });
  }
  return {
    host,
    container: container.id,
    name: service.name,
    env: { ...env, PGOPTIONS: options(answer.version) },
    ...user,
    version: answer.version,
    versionText: answer.text,
    standby: answer.standby,
    secrets,
  };
}

/** Resolves with the roles to try: the image's own, then those that images are known to have. */
async function superusers({ host, container }: ServerTarget, ctx: Context): Promise<string[]> {
  const named = await secretsOf(host, container, ['POSTGRES_USER'], ctx);
  const { PGUSER: user } = container.env;
  return [...new Set([...named, 'postgres', ...(user ? [user] : []), 'supabase_admin'])];
}

async function knownPasswords({ host, container, password }: ServerTarget, ctx: Context): Promise<string[]> {
  if (password !== undefined) return [password];
  return secretsOf(host, container, ['POSTGRES_PASSWORD', 'POSTGRESQL_POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD'], ctx);
}

/**
 * Returns the port that the server was started with, as text: by an option that is a word of the container's command, else by
 * `PGPORT`, else 5432. What a shell's script or `postgresql.conf` says is not seen.
 */
export function serverPort({ command, env }: Pick<Container, 'command' | 'env'>): string {
  const line = command.join('\n');
  const given = /(?:^|\n)(?:-p\n?|--port=|-c\n?port\s*=\s*)(\d+)(?=\n|$)/.exec(line);
  return given?.[1] ?? env['PGPORT'] ?? '5432';
}

const unanswered =
  /No such file or directory|Connection refused|starting up|shutting down|in recovery mode|not yet accepting connections|server running|timeout expired/;
/** As while another one is switched over to its name. */
const closed = /is not currently accepting connections/;
/** Let in, and put out again. */
const putOut = /terminating connection|closed the connection unexpectedly|Connection reset by peer/;
const missingDatabase = /database ".*" does not exist/s;

/**
 * Returns why psql did not get in: `tool-failed.postgres-silent`, `not-found.database`, `unsupported.closed-database`,
 * `tool-failed.session-lost`, `tool-failed.too-many-clients`, else `denied.postgres`: words that are not known, as in another
 * language, mean a refusal. What is not `tool-failed`, a refused statement, and what psql did not explain are returned as they
 * are.
 */
export function connectionFailure(
  cause: unknown,
  server: Pick<Server, 'name' | 'secrets'>,
  database: string,
  stderr: string,
): unknown {
  if (!AppError.is(cause)) return cause;
  if (cause.code !== 'tool-failed' || cause.key === 'tool-failed.sql') return cause;
  const detail = redact(stderr || (cause.detail ?? ''), server.secrets);
  if (detail === '') return cause;
  const service = server.name;
  if (unanswered.test(detail)) {
    return new AppError('tool-failed.postgres-silent', { service }, { cause, detail, hint: message('hint.postgres-silent', {}) });
  }
  if (closed.test(detail)) return new AppError('unsupported.closed-database', { database }, { cause, detail });
  if (missingDatabase.test(detail)) return new AppError('not-found.database', { service, database }, { cause, detail });
  if (putOut.test(detail)) return new AppError('tool-failed.session-lost', { service, database }, { cause, detail });
  if (/too many clients|remaining connection slots/.test(detail)) {
    return new AppError('tool-failed.too-many-clients', { service }, { cause, detail });
  }
  return new AppError('denied.postgres', { service }, { cause, detail, hint: message('hint.postgres-password', {}) });
}
