import { Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { collect, text } from '../../hosts/collect.ts';
import type { ExecIO } from '../../hosts/host.ts';
import { redact } from '../../hosts/redact.ts';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { RestoreErrors, withoutRows } from './restoreErrors.ts';
import { execIO, type Server } from './server.ts';
import { Session, sqlState } from './session.ts';
import { connectionTo } from './sql.ts';

/** From this size on, an archive is spooled to a volume and restored by several processes. */
export const spoolFrom = 1024 ** 3;

/** What a load was refused: the archive's entry, and how people leave it out, unless they cannot. */
export interface Refused {
  entry: string;
  without?: string;
}

export interface LoadOptions {
  /** The name by which people know the database, for what is said of it. */
  shown: string;
  noOwner: boolean;
  noPrivileges: boolean;
  /** Some tablespace of the archive does not exist here: everything goes to the database's own. */
  noTablespaces: boolean;
  /** Only these parts of the archive; all of it when absent. */
  sections?: ('pre-data' | 'data' | 'post-data')[];
  /** Only these entries, as `pg_restore --list` writes them; all when absent. */
  list?: string;
  /** Event triggers that are there do not fire, unless they are made to fire always. */
  withoutTriggers?: boolean;
  /** Indexes are built by one process each: shared memory is too small for more. */
  serial?: boolean;
  /** Resolves with the entry of the archive that was refused, from what `pg_restore` says of it. */
  entryOf?: (complaint: string) => Promise<Refused | undefined>;
}

/** What `pg_restore` opens as its list, which {@link takeList} leaves there. */
const listFile = '/dev/fd/3';
const listEnd = 'longshore: end of the list';

/**
 * Lines of a shell script that take the list of entries from standard input and leave the archive there. The file is gone before
 * anything else runs; shared memory can be written in every container.
 */
export const takeList = `list=/dev/shm; [ -w "$list" ] || list=/tmp; list=$(mktemp "$list/longshore.XXXXXX") || exit
while IFS= read -r line && [ "$line" != '${listEnd}' ]; do printf '%s\\n' "$line"; done >"$list"
exec 3<"$list"; rm -f "$list"
`;

/** Returns the list as {@link takeList} reads it. */
export const listInput = (list: string): string => `${list.trimEnd()}\n${listEnd}\n`;

/** Yields a text, and then a stream. */
export async function* withFirst(text: string, rest: Readable): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
  yield* rest as AsyncIterable<Buffer>;
}

/** Returns the environment of a `pg_restore` with these options. */
export const restoreEnv = (
  { PGOPTIONS = '', ...env }: Record<string, string>,
  { serial = false, withoutTriggers = false }: LoadOptions,
): Record<string, string> => ({
  ...env,
  PGOPTIONS: [
    PGOPTIONS,
    ...(serial ? ['-c max_parallel_maintenance_workers=0'] : []),
    ...(withoutTriggers ? ['-c session_replication_role=replica'] : []),
  ].join(' '),
});

/** Returns the words of a `pg_restore` into the database, its program first, without an archive: it is read from standard input. */
export const restoreCommand = (database: string, options: LoadOptions): string[] => [
  ...conversion(options),
  '--no-password',
  `--dbname=${connectionTo(database)}`,
];

const conversion = (options: LoadOptions): string[] => [
  'pg_restore',
  ...(options.noOwner ? ['--no-owner'] : []),
  ...(options.noPrivileges ? ['--no-privileges'] : []),
  ...(options.noTablespaces ? ['--no-tablespaces'] : []),
  ...(options.sections ?? []).map((section) => `--section=${section}`),
  ...(options.list === undefined ? [] : [`--use-list=${listFile}`]),
];

/** Resolves with the table of contents of an archive, a line for each entry. Rejects with `tool-failed`, and as its stream does. */
export async function listEntries(server: Server, head: ArtifactSource, ctx: Context): Promise<string> {
  const io = { ...execIO(server, 'template1'), stdin: await head.open(ctx) };
  return text(server.host.exec(server.container, ['pg_restore', '--list'], ctx, io), { limit: longestScript });
}

/** Resolves with the SQL of these entries, none of which is data, in the archive's encoding. Rejects as {@link listEntries} does. */
export async function scriptOf(
  server: Server,
  head: ArtifactSource,
  options: LoadOptions & { list: string },
  ctx: Context,
): Promise<Buffer> {
  const argv = ['sh', '-c', `${takeList}exec "$@"`, 'sh', ...conversion(options), '--schema-only', '--file=-'];
  const stdin = Readable.from(withFirst(listInput(options.list), await head.open(ctx)), { objectMode: false });
  const io = { ...execIO(server, 'template1'), stdin };
  return collect(server.host.exec(server.container, argv, ctx, io), { limit: longestScript });
}

/** Runs a script with `psql`, and stops at its first error: rejects with `tool-failed.restore` then. */
export async function runScript(server: Server, database: string, shown: string, script: Buffer, ctx: Context): Promise<void> {
  const argv = ['psql', '--no-psqlrc', '--no-password', '--quiet', '--set=ON_ERROR_STOP=1'];
  const io = { ...execIO(server, database), stdin: Readable.from([script]) };
  try {
    for await (const output of server.host.exec(server.container, argv, ctx, io)) void output;
  } catch (error) {
    if (!AppError.is(error, 'tool-failed')) throw error;
    throw restoreFailed(error.detail ?? '', server, shown, error);
  }
}

const longestScript = 128 * 1024 ** 2;

/**
 * Feeds an archive to `pg_restore` through its standard input: one process, which needs no space beside the database's own.
 * Resolves and rejects as {@link judged} does, and rejects as the archive's stream does.
 */
export async function loadDirectly(
  server: Server,
  database: string,
  dump: ArtifactSource,
  options: LoadOptions,
  ctx: Context,
): Promise<string[]> {
  const archive = await dump.open(ctx);
  const { list } = options;
  const command = restoreCommand(database, options);
  const [argv, stdin] =
    list === undefined
      ? [command, archive]
      : [
          ['sh', '-c', `${takeList}exec "$@"`, 'sh', ...command],
          Readable.from(withFirst(listInput(list), archive), { objectMode: false }),
        ];
  const { env, ...io } = execIO(server, database);
  return judged(server, options, (judging) =>
    server.host.exec(server.container, argv, ctx, { ...io, env: restoreEnv(env ?? {}, options), stdin, ...judging }),
  );
}

/**
 * Runs a `pg_restore` and stops it at the first error that is not acceptable. Resolves with the materialised views that could not be
 * filled, as SQL names them; empty when all could. Rejects with `no-space.postgres` when it says that a disk is full, with
 * `no-space.shared-memory`, else with `tool-failed.restore` when it fails, which names the entry of the archive.
 */
export async function judged(
  server: Server,
  { shown, entryOf }: Pick<LoadOptions, 'shown' | 'entryOf'>,
  start: (judging: Required<Pick<ExecIO, 'onStderr'>>) => Readable,
): Promise<string[]> {
  const judge = new RestoreErrors();
  const onStderr = (chunk: Buffer): void => {
    if (!judge.hear(chunk)) stream.destroy(restoreFailed(judge.complaint, server, shown));
  };
  const stream = start({ onStderr });
  try {
    for await (const output of stream) void output;
  } catch (error) {
    if (!AppError.is(error, 'tool-failed')) throw error;
    if (judge.acceptable) return judge.unfilled;
    const { complaint } = judge;
    // What cannot be named must not hide why the load failed.
    const refused = complaint === '' ? undefined : await entryOf?.(complaint).catch(() => undefined);
    throw restoreFailed(complaint || (error.detail ?? ''), server, shown, error, refused);
  }
  return judge.unfilled;
}

/** The server has ended the connection, which says nothing of what was loaded. */
const lost = /server closed the connection|terminating connection|connection to server .* failed|not yet accepting connections/;

function restoreFailed(said: string, server: Server, database: string, cause?: unknown, refused?: Refused): AppError {
  const detail = redact(withoutRows(said), server.secrets);
  // The same words as for a disk, and another thing.
  if (/could not (resize|open|map|create) shared memory segment/.test(detail)) {
    const params = { service: server.name, database };
    return new AppError('no-space.shared-memory', params, { cause, detail, hint: message('hint.shm-size', {}) });
  }
  if (/No space left on device/.test(detail)) {
    return new AppError('no-space.postgres', { service: server.name, database }, { cause, detail });
  }
  if (lost.test(detail)) return new AppError('tool-failed.session-lost', { service: server.name, database }, { cause, detail });
  return new AppError('tool-failed.restore', { database, ...refused }, { cause, detail });
}

/**
 * Fills materialised views that `pg_restore` could not: a function that one uses may look for tables on the path of the database,
 * and shared memory may be small. Resolves with those that the server refuses still. Rejects only when no session opens or it is
 * lost.
 */
export async function refreshAgain(server: Server, database: string, views: string[], ctx: Context): Promise<string[]> {
  if (views.length === 0) return [];
  await using session = await Session.open(server, database, ctx);
  await session.execute('set search_path to default', ctx);
  await session.execute('set max_parallel_workers_per_gather to 0', ctx);
  const left: string[] = [];
  for (const view of views) {
    try {
      await session.execute(`refresh materialized view ${view}`, ctx);
    } catch (error) {
      if (sqlState(error) === undefined) throw error;
      left.push(view);
    }
  }
  return left;
}

/**
 * Gathers statistics: they are not in every archive, and the first queries after a switch must not suffer from that. Resolves with
 * a message when the server refuses, else with an empty list. Rejects only when no session opens or it is lost.
 */
export async function analyze(server: Server, database: string, shown: string, ctx: Context): Promise<Message[]> {
  await using session = await Session.open(server, database, ctx);
  try {
    await session.execute('analyze', ctx);
    return [];
  } catch (error) {
    // An index on a function that fails under a safe search path: the data is there nevertheless.
    if (sqlState(error) === undefined) throw error;
    return [message('postgres.not-analysed', { database: shown })];
  }
}
