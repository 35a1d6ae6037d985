import { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import type { Message } from '../../model/message.ts';
import type { ArtifactSource } from '../driver.ts';
import { judged, restoreCommand, spoolFrom, type LoadOptions } from './load.ts';
import type { Part } from './restore.ts';
import { execIO, type Server } from './server.ts';

const jobs = 2;
const directory = '/longshore';
const archive = `${directory}/archive`;
/** One table with more than this share of all bytes keeps one process busy while the others wait. */
const dominance = 0.7;

/** Whether an archive is worth a spool, and the server can be reached from one. */
export async function wantsSpool(server: Server, part: Part, database: string, ctx: Context): Promise<boolean> {
  const large = part.dump.logicalBytes >= spoolFrom && !hasDominantTable(part);
  return large && (await answersOnLoopback(server, database, ctx));
}

function hasDominantTable({ expected }: Part): boolean {
  const sizes = expected.filter(({ type }) => type === 'table').map(({ informative }) => Number(informative['bytes'] ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Math.max(0, ...sizes) > total * dominance;
}

/** From the container that restores, only the network leads to the server. */
async function answersOnLoopback(server: Server, database: string, ctx: Context): Promise<boolean> {
  if (/[\r\n]/.test(server.env['PGPASSWORD'] ?? '')) return false;
  const io = execIO(server, database);
  const argv = ['psql', '--no-psqlrc', '--no-password', '-qAtc', 'select 1'];
  try {
    await text(server.host.exec(server.container, argv, ctx, { ...io, env: { ...io.env, PGHOST: '127.0.0.1' } }));
    return true;
  } catch (error) {
    if (!AppError.is(error, 'tool-failed')) throw error;
    return false;
  }
}

/** The first line of standard input is the password file, the rest is the archive: several processes need it as a file. */
const script = `umask 077; IFS= read -r line; printf '%s\\n' "$line" >"$PGPASSFILE"; cat >${archive} && exec "$@"`;

/**
 * Restores with several processes, in a container of the server's own image and network, from a volume of its own: the
 * live container's file system may be full, read-only or in memory.
 */
export async function loadSpooled(
  server: Server,
  database: string,
  dump: ArtifactSource,
  options: LoadOptions,
  ctx: Context,
): Promise<Message[]> {
  const { host } = server;
  const volume = `longshore-spool-${randomUUID()}`;
  const { PGPASSWORD: password = '', ...env } = server.env;
  await host.createVolume(volume, ctx);
  try {
    const command = [...restoreCommand(database, options), `--jobs=${jobs}`, archive];
    const spec = {
      image: server.container,
      network: { container: server.container },
      volumes: [{ name: volume, destination: directory }],
    };
    const source = await dump.open(ctx);
    const stdin = Readable.from(withFirstLine(passwordLine(password), source), { objectMode: false });
    const io = { user: '0', env: { ...env, PGHOST: '127.0.0.1', PGPASSFILE: `${directory}/pgpass` }, stdin };
    return await judged(server, database, (judging) =>
      host.run(spec, ['sh', '-c', script, 'sh', ...command], ctx, { ...io, ...judging }),
    );
  } finally {
    await host.removeVolume(volume, cleanupContext(ctx));
  }
}

const passwordLine = (password: string): string => `*:*:*:*:${password.replaceAll(/[\\:]/g, String.raw`\$&`)}\n`;

async function* withFirstLine(line: string, rest: Readable): AsyncGenerator<Buffer> {
  yield Buffer.from(line);
  yield* rest as AsyncIterable<Buffer>;
}
