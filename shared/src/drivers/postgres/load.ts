import type { Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { ExecIO } from '../../hosts/host.ts';
import { redact } from '../../hosts/redact.ts';
import type { Message } from '../../model/message.ts';
import { message } from '../../text/message.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { RestoreErrors } from './restoreErrors.ts';
import { execIO, type Server } from './server.ts';
import { Session, sqlState } from './session.ts';
import { connectionTo } from './sql.ts';

/** From this size on, an archive is spooled to a volume and restored by several processes. */
export const spoolFrom = 1024 ** 3;

export interface LoadOptions {
  noOwner: boolean;
  noPrivileges: boolean;
  /** Some tablespace of the archive does not exist here: everything goes to the database's own. */
  noTablespaces: boolean;
  /** Only these parts of the archive; all of it when absent. */
  sections?: ('pre-data' | 'data' | 'post-data')[];
}

/** Returns the words of a `pg_restore` into the database, its program first, without an archive: it is read from standard input. */
export const restoreCommand = (database: string, options: LoadOptions): string[] => [
  'pg_restore',
  '--no-password',
  ...(options.noOwner ? ['--no-owner'] : []),
  ...(options.noPrivileges ? ['--no-privileges'] : []),
  ...(options.noTablespaces ? ['--no-tablespaces'] : []),
  ...(options.sections ?? []).map((section) => `--section=${section}`),
  `--dbname=${connectionTo(database)}`,
];

/**
 * Feeds an archive to `pg_restore` through its standard input: one process, which needs no space beside the database's own.
 * Resolves with what had to be left out. Rejects as {@link judged} does, and as the archive's stream does.
 */
export async function loadDirectly(
  server: Server,
  database: string,
  dump: ArtifactSource,
  options: LoadOptions,
  ctx: Context,
): Promise<Message[]> {
  const stdin = await dump.open(ctx);
  const io = { ...execIO(server, database), stdin };
  return judged(server, database, (judging) =>
    server.host.exec(server.container, restoreCommand(database, options), ctx, { ...io, ...judging }),
  );
}

/**
 * Runs a `pg_restore` and stops it at the first error that is not acceptable. Resolves with a message that names the materialised
 * views that could not be filled, with an empty list when all could. Rejects with `no-space.postgres` when it says that a disk is
 * full, else with `tool-failed.restore` when it fails.
 */
export async function judged(
  server: Server,
  database: string,
  start: (judging: Required<Pick<ExecIO, 'onStderr'>>) => Readable,
): Promise<Message[]> {
  const judge = new RestoreErrors();
  const onStderr = (chunk: Buffer): void => {
    if (!judge.hear(chunk)) stream.destroy(restoreFailed(judge.complaint, server, database));
  };
  const stream = start({ onStderr });
  try {
    for await (const output of stream) void output;
  } catch (error) {
    if (!AppError.is(error, 'tool-failed') || error.key === 'tool-failed.restore') throw error;
    if (!judge.acceptable) throw restoreFailed(judge.complaint || (error.detail ?? ''), server, database, error);
  }
  return judge.unfilled.length > 0 ? [message('postgres.views-unfilled', { database, views: judge.unfilled })] : [];
}

function restoreFailed(said: string, server: Server, database: string, cause?: unknown): AppError {
  const detail = redact(said, server.secrets);
  if (/No space left on device/.test(detail)) {
    return new AppError('no-space.postgres', { service: server.name, database }, { cause, detail });
  }
  return new AppError('tool-failed.restore', { database }, { cause, detail });
}

/**
 * Gathers statistics: they are not in every archive, and the first queries after a switch must not suffer from that. Resolves with
 * a message when the server refuses, else with an empty list. Rejects only when no session opens or it is lost.
 */
export async function analyze(server: Server, database: string, ctx: Context): Promise<Message[]> {
  await using session = await Session.open(server, database, ctx);
  try {
    await session.execute('analyze', ctx);
    return [];
  } catch (error) {
    // An index on a function that fails under a safe search path: the data is there nevertheless.
    if (sqlState(error) === undefined) throw error;
    return [message('postgres.not-analysed', { database })];
  }
}
