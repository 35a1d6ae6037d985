import { Transform, pipeline, type Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { message } from '../../text/catalogue.ts';
import type { ArtifactSource } from '../driver.ts';
import { execIO, withoutSecrets, type Server } from './server.ts';
import { Session } from './session.ts';
import { connectionTo } from './sql.ts';

/** From this size on, an archive is spooled to a volume and restored by several processes. */
export const spoolFrom = 1024 ** 3;

export interface LoadOptions {
  noOwner: boolean;
  noPrivileges: boolean;
  /** Some tablespace of the archive does not exist here: everything goes to the database's own. */
  noTablespaces: boolean;
}

export const restoreCommand = (database: string, options: LoadOptions): string[] => [
  'pg_restore',
  '--exit-on-error',
  '--no-password',
  ...(options.noOwner ? ['--no-owner'] : []),
  ...(options.noPrivileges ? ['--no-privileges'] : []),
  ...(options.noTablespaces ? ['--no-tablespaces'] : []),
  `--dbname=${connectionTo(database)}`,
];

/** Feeds an archive to `pg_restore` through its standard input: one process, no space beside the database's own. */
export async function loadDirectly(
  server: Server,
  database: string,
  dump: ArtifactSource,
  options: LoadOptions,
  ctx: Context,
): Promise<void> {
  const stdin = counted(await dump.open(ctx), ctx);
  try {
    const stream = server.host.exec(server.container, restoreCommand(database, options), ctx, {
      ...execIO(server, database),
      stdin,
    });
    for await (const output of stream) void output;
  } catch (error) {
    throw restoreFailure(error, server, database);
  }
}

/** Statistics are not in every archive, and the first queries after a switch must not suffer from that. */
export async function analyze(server: Server, database: string, ctx: Context): Promise<void> {
  await using session = await Session.open(server, database, ctx);
  await session.execute('analyze', ctx);
}

/** Passes bytes on and reports them as progress. */
export function counted(stream: Readable, ctx: Context): Readable {
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, callback) => {
      ctx.progress(chunk.length);
      callback(null, chunk);
    },
  });
  pipeline(stream, counter, () => {
    // Whoever reads the counter is told.
  });
  return counter;
}

export function restoreFailure(cause: unknown, server: Server, database: string): unknown {
  if (!AppError.is(cause, 'tool-failed')) return cause;
  const detail = withoutSecrets(cause.detail ?? '', server.secrets);
  if (/No space left on device/.test(detail)) {
    return new AppError('no-space.postgres', { service: server.name, database }, { cause, detail });
  }
  return new AppError('tool-failed.restore', { database }, { cause, detail, hint: message('hint.nothing-replaced', {}) });
}
