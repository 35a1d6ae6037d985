import { randomBytes } from 'node:crypto';
import { cleanupContext, type Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import type { Container } from '../../hosts/container.ts';
import type { Helper, Host, RunSpec } from '../../hosts/host.ts';
import { freeSpaceAt } from '../../hosts/freeSpace.ts';
import { message } from '../../text/message.ts';
import type { ArtifactSet } from '../../artifact.ts';
import type { Trial, TrialOptions } from '../driver.ts';
import { imageUsed, startThrowaway } from '../throwaway.ts';
import { whenUp } from '../whenUp.ts';
import { allDatabases, maintenance } from './databases.ts';
import { readDetail } from './detail.ts';
import { liveParts, loadedInventory } from './loaded.ts';
import { applyEarly, createEmpty, planRestoration, type RestoredDatabase, type Restoration } from './restoration.ts';
import { quietExtensions } from './extensionFrames.ts';
import { createRoles, dropRoles } from './roles.ts';
import { fillDatabase } from './fillDatabase.ts';
import { connect, type Server } from './server.ts';
import type { Session } from './session.ts';
import { dropDatabase } from './swap.ts';

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
};
/** What databases may set for a machine that is larger than the container: shared memory is small, and parallel work needs it. */
const modest = {
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  maintenance_work_mem: '64MB',
};
/** Runs the image's own entry point, or the server's programs where it has none, which then must not be root. */
const ownStart = `set -eu
for folder in "/usr/lib/postgresql/$LONGSHORE_MAJOR/bin" "/usr/pgsql-$LONGSHORE_MAJOR/bin" "/usr/lib/postgresql$LONGSHORE_MAJOR" /usr/local/pgsql/bin; do
  [ ! -x "$folder/initdb" ] || PATH=$folder:$PATH
done
export PATH
name=postgres
id "$name" >/dev/null 2>&1 || name=nobody
data=$(mktemp -d /var/tmp/longshore.XXXXXX 2>/dev/null || mktemp -d /tmp/longshore.XXXXXX)
(umask 077; printf '%s\n' "$POSTGRES_PASSWORD" >"$data.password")
chown "$name" "$data" "$data.password"
if command -v gosu >/dev/null; then drop() { exec gosu "$name" "$@"; }
elif command -v su-exec >/dev/null; then drop() { exec su-exec "$name" "$@"; }
elif chroot --userspec="$name" / true 2>/dev/null; then drop() { exec chroot --userspec="$name" / "$@"; }
else
  # Each su takes other options, but none where there is only a file.
  drop() {
    { printf 'PATH=%s\nexec' "$PATH"; for word; do printf " '%s'" "$(printf %s "$word" | sed "s/'/'\\\\\\\\''/g")"; done; } >"$data.start"
    exec su -s /bin/sh "$name" "$data.start"
  }
fi
cd "$data"
(drop initdb --pgdata="$data" --username="$POSTGRES_USER" --pwfile="$data.password" --auth=scram-sha-256 --encoding=UTF8 --locale=C)
rm "$data.password"
shift
drop postgres -D "$data" -c "unix_socket_directories=$data" "$@"
`;
/** What a copy takes: the data itself, what is written twice on the way, and some air. */
const margin = 1.2;
/** Longest time for a first start, in milliseconds. */
const patience = 180_000;

/** The trial of a restore into a live server knows that server's container. */
type Wishes = TrialOptions & { like?: Container };

/**
 * Resolves with a throw-away server that has loaded the set: {@link Driver.trial}. Rejects with `incompatible.trial-server` when
 * it has ended or is not up within 3 minutes, with `no-space.trial` when Docker's disk lacks the room, as
 * {@link planRestoration}, {@link createRoles} and {@link createEmpty} do, and as {@link fillDatabase} does when an archive does
 * not load.
 */
export async function trial(host: Host, image: string, set: ArtifactSet, options: Wishes, ctx: Context): Promise<Trial> {
  const detail = readDetail(set.detail);
  const password = randomBytes(24).toString('base64url');
  const configuration = { ...detail.settings, ...settings, ...quietExtensions(detail.settings) };
  await using starting = new AsyncDisposableStack();
  const used = await imageUsed(host, image, ctx);
  const env = {
    POSTGRES_USER: detail.bootstrap,
    POSTGRES_DB: 'postgres',
    POSTGRES_PASSWORD: password,
    LONGSHORE_MAJOR: set.version.split('.')[0] ?? '',
  };
  const helper = starting.use(
    await start(host, { image, reference: used.reference, ...codeOf(options.like) }, configuration, env, ctx),
  );
  const server = kept(await answer(host, await host.container(helper.id, ctx), used.reference, password, ctx));
  const plan = await fillAll(server, set, options, ctx);
  const started = starting.move();
  return {
    images: [used],
    warnings: plan.warnings,
    inventory: (late) => loadedInventory(server, liveParts(plan), plan, late),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Returns the server, in whose sessions nothing that a database sets takes more than there is. */
const kept = (server: Server): Server => ({
  ...server,
  env: {
    ...server.env,
    PGOPTIONS: [server.env['PGOPTIONS'], ...Object.entries(modest).map(([name, value]) => `-c ${name}=${value}`)].join(' '),
  },
});

/** Returns the live server's read-only mounts where programs are: extensions that its image does not bring. */
function codeOf(like: Container | undefined): Pick<RunSpec, 'binds' | 'volumes'> {
  const code = (like?.mounts ?? []).filter(({ writable, destination }) => !writable && /^\/(usr|opt|lib\w*)\//.test(destination));
  return {
    binds: code.flatMap(({ type, source, destination }) => (type === 'bind' ? [{ source, destination }] : [])),
    volumes: code.flatMap(({ type, name, destination }) => (type === 'volume' ? [{ name, destination, readOnly: true }] : [])),
  };
}

/** What a shell says of a program that is not there. */
const notStarted = 127;

function noServer(image: string, exitCode: number, cause: AppError): AppError {
  const { detail } = cause;
  const hint = message('hint.trial-image', {});
  return new AppError('incompatible.trial-server', { image, exitCode }, { cause, hint, ...(detail !== undefined && { detail }) });
}

/** Resolves with the server's container, started by the image's entry point, or by its programs where it has none of that name. */
async function start(
  host: Host,
  { reference, ...image }: Pick<RunSpec, 'image' | 'binds' | 'volumes'> & { reference: string },
  configuration: Record<string, string>,
  env: Record<string, string>,
  ctx: Context,
): Promise<Helper> {
  const given = ['postgres', ...Object.entries(configuration).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const available = (await host.info(ctx)).cpus;
  const spec = { ...image, memoryBytes, cpus: Math.min(cpus, available) };
  try {
    return await startThrowaway(host, { ...spec, entrypoint: ['docker-entrypoint.sh'] }, given, { env }, ctx);
  } catch (error) {
    if (!AppError.is(error, 'tool-failed') && !AppError.is(error, 'tool-missing')) throw error;
    const entrypoint = ['sh', '-c', ownStart, 'sh'];
    try {
      return await startThrowaway(host, { ...spec, entrypoint }, given, { env, user: '0' }, ctx);
    } catch (cause) {
      if (!AppError.is(cause, 'tool-failed') && !AppError.is(cause, 'tool-missing')) throw cause;
      throw noServer(reference, notStarted, cause);
    }
  }
}

/**
 * Resolves with the server when it is up. Its first initialisation listens on the socket only, so the network is asked. Rejects
 * with `incompatible.trial-server` when it has ended, or after 3 minutes.
 */
async function answer(host: Host, container: Container, image: string, password: string, ctx: Context): Promise<Server> {
  const env = {
    PGHOST: '127.0.0.1',
    PGPASSWORD: password,
    PGUSER: container.env['POSTGRES_USER'] ?? '',
    PGDATABASE: 'template1',
  };
  const service = { name: image, kind: 'postgres' as const, containers: [container.id] };
  const open = async (): Promise<Server> => {
    const argv = ['psql', '--no-psqlrc', '--no-password', '-qAtc', 'select 1'];
    for await (const output of host.exec(container.id, argv, ctx, { env })) void output;
    return connect({ host, service, containers: [container], container, password }, ctx);
  };
  const down = (cause: AppError, { exitCode }: Container): AppError => noServer(image, exitCode, cause);
  return whenUp(host, container.id, open, { isPassing: () => true, limit: patience, down }, ctx);
}

async function fillAll(server: Server, set: ArtifactSet, options: TrialOptions, ctx: Context): Promise<Restoration> {
  const restored = options.items ?? Object.keys(readDetail(set.detail).databases);
  await using session = await maintenance(server, restored, ctx);
  const plan = await planRestoration(
    server,
    session,
    set,
    { ...options, missingExtensions: message('hint.extensions-beside', {}) },
    ctx,
  );
  await checkRoom(server, session, plan.parts, ctx);
  await createRoles(session, plan.globals, plan.roles, ctx);
  // The image's own scripts may have made some of them.
  const made = await allDatabases(session, ctx);
  for (const part of plan.parts) {
    const same = made.find(({ name }) => name === part.target);
    if (same) await dropDatabase(session, same, ctx);
    await createEmpty(session, server.version, part, part.target, plan, ctx);
    await applyEarly(session, part, part.target, plan, ctx);
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
