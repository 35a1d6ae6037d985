import { randomBytes } from 'node:crypto';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Container } from '../../hosts/container.ts';
import type { Helper, Host } from '../../hosts/host.ts';
import { freeSpaceAt } from '../../hosts/freeSpace.ts';
import type { ArtifactSet } from '../../artifact.ts';
import type { Trial, TrialOptions } from '../driver.ts';
import { imageUsed, startThrowaway } from '../throwaway.ts';
import { whenUp } from '../whenUp.ts';
import { maintenance } from './databases.ts';
import { readDetail } from './detail.ts';
import { loadedInventory } from './loaded.ts';
import { createEmpty, planRestoration, type RestoredDatabase, type Restoration } from './restoration.ts';
import { createRoles, dropRoles } from './roles.ts';
import { fillDatabase } from './fillDatabase.ts';
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

/**
 * Resolves with a throw-away server that has loaded the set: {@link Driver.trial}. Rejects with `incompatible.trial-server` when
 * it has ended or is not up within 3 minutes, with `no-space.trial` when Docker's disk lacks the room, as
 * {@link planRestoration}, {@link createRoles} and {@link createEmpty} do, and as {@link fillDatabase} does when an archive does
 * not load.
 */
export async function trial(host: Host, image: string, set: ArtifactSet, options: TrialOptions, ctx: Context): Promise<Trial> {
  const detail = readDetail(set.detail);
  const password = randomBytes(24).toString('base64url');
  const configuration = { ...detail.settings, ...settings, ...quietExtensions(detail.settings) };
  await using starting = new AsyncDisposableStack();
  const helper = starting.use(await start(host, image, configuration, detail.bootstrap, password, ctx));
  const server = await answer(host, await host.container(helper.id, ctx), password, ctx);
  const plan = await fillAll(server, set, options, ctx);
  const used = await imageUsed(host, image, ctx);
  const started = starting.move();
  return {
    images: [used],
    inventory: (late) =>
      loadedInventory(
        server,
        plan.parts.map((part) => [part, part.target]),
        plan,
        late,
      ),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Returns settings that keep extensions quiet: restored jobs would start to run. Empty without `pg_cron`. */
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
  return startThrowaway(host, spec, ['postgres', ...given], { env }, ctx);
}

/**
 * Resolves with the server when it is up. Its first initialisation listens on the socket only, so the network is asked. Rejects
 * with `incompatible.trial-server` when it has ended, or after 3 minutes.
 */
async function answer(host: Host, container: Container, password: string, ctx: Context): Promise<Server> {
  const env = {
    PGHOST: '127.0.0.1',
    PGPASSWORD: password,
    PGUSER: container.env['POSTGRES_USER'] ?? '',
    PGDATABASE: 'template1',
  };
  const service = { name: container.image, kind: 'postgres' as const, containers: [container.id] };
  const open = async (): Promise<Server> => {
    const argv = ['psql', '--no-psqlrc', '--no-password', '-qAtc', 'select 1'];
    for await (const output of host.exec(container.id, argv, ctx, { env })) void output;
    return connect({ host, service, containers: [container], container, password }, ctx);
  };
  const down = (cause: AppError, { exitCode }: Container): AppError =>
    new AppError('incompatible.trial-server', { image: container.image, exitCode }, { cause });
  return whenUp(host, container.id, open, { isPassing: () => true, limit: patience, down }, ctx);
}

async function fillAll(server: Server, set: ArtifactSet, options: TrialOptions, ctx: Context): Promise<Restoration> {
  const restored = options.items ?? Object.keys(readDetail(set.detail).databases);
  await using session = await maintenance(server, restored, ctx);
  const plan = await planRestoration(server, session, set, options, ctx);
  await checkRoom(server, session, plan.parts, ctx);
  await createRoles(session, plan.globals, plan.roles, ctx);
  for (const part of plan.parts) {
    await session.execute(`drop database if exists ${identifier(part.target)} with (force)`, ctx);
    await createEmpty(session, part, part.target, plan, ctx);
    await fillDatabase(server, part, part.target, plan, ctx);
  }
  if (plan.roles.standIn) await dropRoles(session, [plan.roles.standIn.name], cleanupContext(ctx));
  return plan;
}

/**
 * Rejects with `no-space.trial` when the data would not fit: they lie where those of live containers do, and a disk that it fills
 * would be theirs. Resolves, too, when the free room is unknown.
 */
async function checkRoom(server: Server, session: Session, parts: RestoredDatabase[], ctx: Context): Promise<void> {
  const { path } = await session.row<{ path: string }>(`select current_setting('data_directory') as path`, ctx);
  const needed = parts.reduce((sum, { expected, dump }) => {
    const captured = Number(expected.find(({ type }) => type === 'database')?.informative['bytes'] ?? 0);
    return sum + Math.ceil(Math.max(captured, dump.logicalBytes) * margin);
  }, 0);
  const room = await freeSpaceAt(server.host, server.container, path, ctx);
  if (room && room.free < needed) throw new AppError('no-space.trial', { image: server.name, free: room.free, needed });
}
