import { posix } from 'node:path';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { text } from '../../hosts/collect.ts';
import type { Container } from '../../hosts/container.ts';
import type { Host, RunSpec } from '../../hosts/host.ts';
import type { Inventory } from '../../model/inventory.ts';
import { message } from '../../text/message.ts';
import { startThrowaway } from '../throwaway.ts';
import { whenUp } from '../whenUp.ts';
import { inventoryOf } from './detail.ts';
import { askGroups } from './groups.ts';
import { askLibraries } from './libraries.ts';
import type { RdbFamily } from './rdbValue.ts';
import { besides, parseKeyspace, versionName, type DataFiles } from './server.ts';
import { isPassing, Session } from './session.ts';
import { tarOf, type TarEntry } from '../../hosts/tar.ts';

/** The server program of an image. */
export interface Program {
  family: RdbFamily;
  version: string;
}

const folder = 'longshore';
/** Files of a throw-away container: readable by whatever user its image runs as. */
const everybody = { uid: 0, gid: 0, mode: 0o644 };

/**
 * Resolves with which server an image holds. The version is empty when it does not say. Rejects with `tool-missing` when it holds
 * none.
 */
export async function programOf(host: Host, image: string, ctx: Context): Promise<Program> {
  let missing: unknown;
  for (const family of ['valkey', 'redis'] as const) {
    try {
      const said = await text(host.run({ image }, [`${family}-server`, '--version'], ctx));
      const [, version = ''] = / v=(\S+)/.exec(said) ?? [];
      return { family: /^valkey/i.test(said) ? 'valkey' : 'redis', version };
    } catch (error) {
      if (!AppError.is(error, 'tool-missing')) throw error;
      missing ??= error;
    }
  }
  throw missing;
}

/** Brought along; where it is in the mounts of another container; or a folder with all files of a server, to be copied. */
type Data =
  | { dump: NonNullable<TarEntry['content']> }
  | { volumesFrom: string; path: string }
  | { copyOf: Container; path: string; files: DataFiles };

export interface TrialServerOptions {
  image: string;
  /** Whose data it loads, for messages. */
  service: string;
  program: Program;
  data: Data;
  /** How many databases it must be able to have. */
  databases: number;
  /** Bytes that the data will take. Without it there is no limit. */
  memory?: number;
  modules: string[];
  /** Returns whether it may hold streams, whose groups are then looked for. Absent: it may. */
  hasStreams?(): boolean;
}

export interface TrialServer extends AsyncDisposable {
  readonly container: string;
  /** Where the dump is in it. */
  readonly dump: string;
  /**
   * Resolves with what the server has loaded, as it counts it. Rejects as {@link Session.command} does, as when it has ended or
   * is silent. Only the signal that the server was started with ends it earlier.
   */
  inventory(ctx: Context): Promise<Inventory>;
}

/**
 * Resolves with a throw-away server without network that has loaded a dump. It runs as a replica of a primary that is never
 * there, so that no key expires however long ago it was captured. Rejects with `unproven.valkey-load` when it cannot load it,
 * with `no-space.valkey-memory` when it was killed, with the error of a dump that is brought along, with `timeout.valkey` when
 * it is up and silent. Waits without limit while it is up and its client cannot connect, also where the image has no client.
 */
export async function startTrial(host: Host, options: TrialServerOptions, ctx: Context): Promise<TrialServer> {
  const { image, program, data, memory } = options;
  const files = filesOf(data);
  const spec: RunSpec = {
    image,
    ...(memory !== undefined && { memoryBytes: Math.ceil(memory * 1.5) + 256 * 2 ** 20 }),
    ...('volumesFrom' in data && { volumesFrom: data.volumesFrom, volumesReadOnly: true }),
  };
  const prepare = async (container: string): Promise<void> => {
    const entries = [{ name: folder }, ...('dump' in data ? [{ name: `${folder}/${files.dump}`, content: data.dump }] : [])];
    await host.extract(container, '/', tarOf(entries, everybody), ctx);
    if (!('copyOf' in data)) return;
    await using source = await besides({ host, container: data.copyOf }, ctx);
    await host.extract(container, '/', host.archive(source.id, data.path, ctx), ctx);
  };
  await using starting = new AsyncDisposableStack();
  const command = serverCommand(program, files, options);
  const helper = starting.use(await startThrowaway(host, spec, command, { user: '0', workingDir: '/', prepare }, ctx));
  const session = starting.use(await openWhenUp(host, helper.id, options, ctx));
  const started = starting.move();
  return {
    container: helper.id,
    dump: posix.join(files.dir, files.dump),
    inventory: async () => {
      const info = await session.info('all');
      const databases = parseKeyspace(info);
      return inventoryOf(versionName(program), {
        databases,
        functions: Number(info['number_of_libraries'] ?? 0),
        libraries: await askLibraries(session),
        groups:
          options.hasStreams?.() === false
            ? new Map()
            : await askGroups(
                session,
                databases.map(({ index }) => index),
              ),
      });
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function filesOf(data: Data): DataFiles {
  if ('dump' in data) return { dir: `/${folder}`, dump: 'dump.rdb' };
  if ('files' in data) return { ...data.files, dir: `/${posix.basename(data.path)}` };
  return { dir: posix.dirname(data.path), dump: posix.basename(data.path) };
}

const serverCommand = (
  { family }: Program,
  { dir, dump, log }: DataFiles,
  { databases, modules }: TrialServerOptions,
): string[] => [
  `${family}-server`,
  ...option('dir', dir),
  ...option('dbfilename', dump),
  ...option('logfile', `/${folder}/log`),
  ...option('databases', String(databases)),
  ...option('save', ''),
  ...option('appendonly', log ? 'yes' : 'no'),
  ...(log ? option('appendfilename', log.file) : []),
  ...(log?.folder === undefined ? [] : option('appenddirname', log.folder)),
  ...option('replicaof', '127.0.0.1', '1'),
  ...modules.flatMap((module) => option('loadmodule', module)),
];
const option = (name: string, ...values: string[]): string[] => [`--${name}`, ...values];

function openWhenUp(host: Host, container: string, { program, service }: TrialServerOptions, ctx: Context): Promise<Session> {
  const endpoint = { container, name: service, argv: [`${program.family}-cli`, '--no-raw'] };
  const open = (): Promise<Session> => Session.open(host, endpoint, undefined, ctx);
  return whenUp(host, container, open, { isPassing, down: (cause, now) => loadFailure(host, now, service, cause, ctx) }, ctx);
}

/**
 * Resolves with why the server ended: `no-space.valkey-memory` when it was killed, else `unproven.valkey-load` with the last ten
 * lines of its log, none when it cannot be read.
 */
async function loadFailure(
  host: Host,
  { id, exitCode }: Container,
  service: string,
  cause: AppError,
  ctx: Context,
): Promise<AppError> {
  if (exitCode === 137)
    return new AppError('no-space.valkey-memory', { service }, { cause, hint: message('hint.valkey-memory', {}) });
  const log = await text(host.readFile(id, `/${folder}/log`, cleanupContext(ctx))).catch(() => '');
  return new AppError('unproven.valkey-load', { service }, { cause, detail: log.trim().split('\n').slice(-10).join('\n') });
}
