import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Container } from '../../hosts/container.ts';
import type { Helper, Host } from '../../hosts/host.ts';
import { roomAt } from '../../hosts/room.ts';
import type { Entry } from '../../model/inventory.ts';
import type { ArtifactSet, Trial, TrialOptions } from '../driver.ts';
import { maintenance } from './databases.ts';
import { readDetail } from './detail.ts';
import { createEmpty, planRestore, stagedEntries, type Part, type Restoration } from './restore.ts';
import { createRoles, dropRoles } from './roles.ts';
import { fill } from './fill.ts';
import { connect, type Server } from './server.ts';
import type { Session } from './session.ts';
import { identifier } from './sql.ts';

const memoryBytes = 2 * 1024 ** 3;
const cpus = 2;
/** Nothing of it outlives its container, so nothing has to be safe from a crash; and nothing leaves it. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  archive_mode: 'off',
  max_logical_replication_workers: '0',
  max_wal_size: '4GB',
  // Shared memory of a container is small, and parallel work needs it.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
};
/** What a copy takes: the data itself, what is written twice on the way, and some air. */
const margin = 1.2;
/** Longest time for a first start, in milliseconds. */
const patience = 180_000;

/** See {@link Driver.trial}. */
export async function trial(host: Host, image: string, set: ArtifactSet, options: TrialOptions, ctx: Context): Promise<Trial> {
  const detail = readDetail(set.detail);
  const password = randomBytes(24).toString('base64url');
  const helper = await start(
    host,
    image,
    { ...detail.settings, ...settings, ...quietExtensions(detail.settings) },
    detail.bootstrap,
    password,
    ctx,
  );
  try {
    const container = await host.container(helper.id, ctx);
    const server = await answer(host, container, password, ctx);
    const plan = await fillAll(server, set, options, ctx);
    const { references, digests } = (await host.images(ctx)).find(({ id }) => id === container.imageId) ?? {
      references: [],
      digests: [],
    };
    return {
      images: [
        {
          reference: references[0] ?? container.image,
          id: container.imageId,
          ...(digests[0] !== undefined && { digest: digests[0] }),
        },
      ],
      inventory: async (late) => {
        const entries: Entry[] = [];
        for (const part of plan.parts) entries.push(...(await stagedEntries(server, part, part.target, plan, late)));
        return { version: server.versionText, entries };
      },
      [Symbol.asyncDispose]: () => helper[Symbol.asyncDispose](),
    };
  } catch (error) {
    await helper[Symbol.asyncDispose]();
    throw error;
  }
}

/** Restored jobs would start to run. */
const quietExtensions = (saved: Record<string, string>): Record<string, string> =>
  /\bpg_cron\b/.test(saved['shared_preload_libraries'] ?? '') ? { 'cron.launch_active_jobs': 'off' } : {};

async function start(
  host: Host,
  image: string,
  configuration: Record<string, string>,
  superuser: string,
  password: string,
  ctx: Context,
): Promise<Helper> {
  const given = Object.entries(configuration).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const available = (await host.info(ctx)).cpus;
  const spec = { image, entrypoint: ['docker-entrypoint.sh'], memoryBytes, cpus: Math.min(cpus, available) };
  const env = { POSTGRES_USER: superuser, POSTGRES_DB: 'postgres', POSTGRES_PASSWORD: password };
  const helper = await host.create(spec, ['postgres', ...given], ctx, { env });
  try {
    await host.start(helper.id, ctx);
    return helper;
  } catch (error) {
    await helper[Symbol.asyncDispose]();
    throw error;
  }
}

/** The server of the first initialisation listens on the socket only, so the network is asked. */
async function answer(host: Host, container: Container, password: string, ctx: Context): Promise<Server> {
  const env = {
    PGHOST: '127.0.0.1',
    PGPASSWORD: password,
    PGUSER: container.env['POSTGRES_USER'] ?? '',
    PGDATABASE: 'template1',
  };
  for (const deadline = performance.now() + patience; ;) {
    try {
      const argv = ['psql', '--no-psqlrc', '--no-password', '-qAtc', 'select 1'];
      for await (const output of host.exec(container.id, argv, ctx, { env })) void output;
      const service = { name: container.image, kind: 'postgres' as const, containers: [container.id] };
      return await connect({ host, service, containers: [container], container, password }, ctx);
    } catch (error) {
      if (!AppError.is(error) || ctx.signal.aborted) throw error;
      const { state, exitCode } = await host.container(container.id, ctx);
      if (state !== 'running' || performance.now() > deadline) {
        throw new AppError('incompatible.trial-server', { image: container.image, exitCode }, { cause: error });
      }
      await sleep(200, undefined, { signal: ctx.signal });
    }
  }
}

async function fillAll(server: Server, set: ArtifactSet, options: TrialOptions, ctx: Context): Promise<Restoration> {
  const restored = options.items ?? Object.keys(readDetail(set.detail).databases);
  await using session = await maintenance(server, restored, ctx);
  const plan = await planRestore(server, session, set, options, ctx);
  await checkRoom(server, session, plan.parts, ctx);
  await createRoles(session, plan.globals, plan.roles, ctx);
  for (const part of plan.parts) {
    await session.execute(`drop database if exists ${identifier(part.target)} with (force)`, ctx);
    await createEmpty(session, part, part.target, plan, ctx);
    await fill(server, part, part.target, plan, ctx);
  }
  if (plan.roles.standIn) await dropRoles(session, [plan.roles.standIn.name], cleanupContext(ctx));
  return plan;
}

/** Its data lie where those of live containers do: a disk that it fills would be theirs. */
async function checkRoom(server: Server, session: Session, parts: Part[], ctx: Context): Promise<void> {
  const { path } = await session.row<{ path: string }>(`select current_setting('data_directory') as path`, ctx);
  const needed = parts.reduce((sum, { expected, dump }) => {
    const captured = Number(expected.find(({ type }) => type === 'database')?.informative['bytes'] ?? 0);
    return sum + Math.ceil(Math.max(captured, dump.logicalBytes) * margin);
  }, 0);
  const room = await roomAt(server.host, server.container, path, ctx);
  if (room && room.free < needed) throw new AppError('no-space.trial', { image: server.name, free: room.free, needed });
}
