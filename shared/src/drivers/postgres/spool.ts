import { Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import type { RunSpec } from '../../hosts/host.ts';
import { freeSpaceIn } from '../../hosts/freeSpace.ts';
import { temporaryVolume } from '../../hosts/temporaryVolume.ts';
import { spent } from '../../machine/freeMemory.ts';
import type { ArtifactSource } from '../../artifact.ts';
import { judged, listInput, restoreCommand, restoreEnv, spoolFrom, takeList, withFirst, type LoadOptions } from './load.ts';
import type { RestoredDatabase } from './restoration.ts';
import { execIO, type Server } from './server.ts';

const jobs = 2;
const directory = '/longshore';
const archive = `${directory}/archive`;
const passwordFile = `${directory}/pgpass`;
/** One table with more than this share of all bytes keeps one process busy while the others wait. */
const dominance = 0.7;

/**
 * Resolves with how an archive is best fed to `pg_restore`. `direct`: through its standard input, also what is captured
 * meanwhile. For one of 1 GiB or more whose server answers on 127.0.0.1, from a file that several processes can read: `mount`,
 * the stored one itself where Docker can mount it, else `spool`, unless one table dominates.
 */
export async function wayIn(
  server: Server,
  part: RestoredDatabase,
  database: string,
  ctx: Context,
): Promise<'direct' | 'mount' | 'spool'> {
  const { dump, live } = part;
  if (live || dump.logicalBytes < spoolFrom || !(await answersOnLoopback(server, database, ctx))) return 'direct';
  if (dump.file !== undefined && (await server.host.mountable(server.container, dump.file, ctx))) return 'mount';
  return hasDominantTable(part) ? 'direct' : 'spool';
}

function hasDominantTable({ expected }: RestoredDatabase): boolean {
  const sizes = expected.filter(({ type }) => type === 'table').map(({ informative }) => Number(informative['bytes'] ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Math.max(0, ...sizes) > total * dominance;
}

/**
 * Resolves with whether the server lets us in on 127.0.0.1. From the container that restores, only the network leads to it.
 * False, too, for a password that no password file can hold.
 */
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

/**
 * Returns a script that runs its arguments behind `rest`. The first line of its standard input is the password file, then comes the
 * list of entries if there is one, then the archive if there is any.
 */
const script = ({ list }: LoadOptions, rest: string): string =>
  `umask 077; IFS= read -r line; printf '%s\\n' "$line" >"$PGPASSFILE"; ${list === undefined ? '' : takeList}${rest}exec "$@"`;

const firstInput = (server: Server, { list }: LoadOptions): string =>
  passwordLine(server) + (list === undefined ? '' : listInput(list));

/**
 * Restores with several processes, in a container of the server's own image and network, from a volume of its own: the live
 * container's file system may be full, read-only or in memory. Resolves as {@link judged} does. Rejects with `no-space.spool`
 * when the volume is seen to lack the room before anything is read, with `no-space.postgres` or `tool-failed.restore`.
 */
export async function loadSpooled(
  server: Server,
  database: string,
  dump: ArtifactSource,
  options: LoadOptions,
  ctx: Context,
): Promise<string[]> {
  const { host } = server;
  await using volume = await temporaryVolume(host, ctx);
  const spec = { volumes: [{ name: volume.name, destination: directory }] };
  const room = await freeSpaceIn(host, { image: server.container, ...spec }, directory, ctx);
  if (room && room.free < dump.logicalBytes) {
    throw new AppError('no-space.spool', { database: options.shown, free: room.free, needed: dump.logicalBytes });
  }
  const input = Readable.from(withFirst(firstInput(server, options), await dump.open(ctx)), { objectMode: false });
  return await loadFile(server, database, options, { spec, script: script(options, `cat >${archive} && `), input }, ctx);
}

/**
 * Restores with several processes from the stored file itself, the `file` that `dump` must have. Resolves as {@link judged} does.
 * Its bytes are checked meanwhile: rejects as their check does when they are damaged, and the database is half filled then.
 * Rejects, too, with `no-space.postgres` or `tool-failed.restore`.
 */
export async function loadMounted(
  server: Server,
  database: string,
  dump: ArtifactSource,
  options: LoadOptions,
  ctx: Context,
): Promise<string[]> {
  if (dump.file === undefined) throw new AppError('internal.bug', {});
  const stop = new AbortController();
  const both = { ...ctx, signal: AbortSignal.any([ctx.signal, stop.signal]) };
  const spec = { binds: [{ source: dump.file, destination: archive }], tmpfs: [directory] };
  const input = Readable.from([firstInput(server, options)]);
  const loading = loadFile(server, database, options, { spec, script: script(options, ''), input }, both);
  const checking = readToEnd(dump, both);
  checking.catch((error: unknown) => stop.abort(error));
  try {
    const left = await loading;
    await checking;
    return left;
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled([loading, checking]);
    throw error;
  }
}

async function readToEnd(dump: ArtifactSource, ctx: Context): Promise<void> {
  for await (const chunk of (await dump.open(ctx)) as AsyncIterable<Buffer>) spent(chunk);
}

function loadFile(
  server: Server,
  database: string,
  options: LoadOptions,
  how: { spec: Pick<RunSpec, 'volumes' | 'binds' | 'tmpfs'>; script: string; input: Readable },
  ctx: Context,
): Promise<string[]> {
  const { PGPASSWORD: _, ...env } = server.env;
  const command = [...restoreCommand(database, options), `--jobs=${jobs}`, archive];
  const spec = { image: server.container, network: { container: server.container }, ...how.spec };
  const io = { user: '0', env: { ...restoreEnv(env, options), PGHOST: '127.0.0.1', PGPASSFILE: passwordFile }, stdin: how.input };
  return judged(server, options, (judging) =>
    server.host.run(spec, ['sh', '-c', how.script, 'sh', ...command], ctx, { ...io, ...judging }),
  );
}

const passwordLine = ({ env }: Server): string => `*:*:*:*:${(env['PGPASSWORD'] ?? '').replaceAll(/[\\:]/g, String.raw`\$&`)}\n`;
