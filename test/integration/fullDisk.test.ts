import { randomBytes } from 'node:crypto';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { connect } from '../../shared/src/drivers/postgres/server.ts';
import { loadSpooled } from '../../shared/src/drivers/postgres/spool.ts';
import type { Host } from '../../shared/src/hosts/host.ts';
import { Ledger, readLedger } from '../../shared/src/jobs/ledger.ts';
import { thisProcess } from '../../shared/src/machine/owner.ts';
import { createVolume } from '../support/docker.ts';
import { type TestCore, openCore, succeeded } from '../support/core.ts';
import { type TestServer, host, short, source, startServer, store } from './postgres.support.ts';
import { run } from '../support/run.ts';

/** Real file systems that are too small, wherever a restore or a test restore needs room. */
const ctx = plainContext();
const MiB = 1 << 20;
/** Cannot be compressed, so that it is as large in a dump as on the disk. */
const filler = (table: string, megabytes: number, more = ''): string =>
  `create extension if not exists pgcrypto;
   create table ${table} ${more} as select gen_random_bytes(1000) as bytes from generate_series(1, ${megabytes * 1000});`;
const databases = (server: TestServer): Promise<string> =>
  server.sql("select string_agg(datname, ',' order by 1) from pg_database");

describe('where the live data lie', () => {
  const project = `longshore-test-space-${randomBytes(3).toString('hex')}`;
  let resources: AsyncDisposableStack;
  let core: TestCore;
  let server: TestServer;

  beforeAll(async () => {
    resources = new AsyncDisposableStack();
    core = resources.use(await openCore());
    const data = resources.use(await createVolume(`${project}-data`, '236m'));
    const archive = resources.use(await createVolume(`${project}-archive`, '24m'));
    server = resources.use(
      await startServer({
        labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': 'db' },
        volumes: { [data.name]: '/var/lib/postgresql/data', [archive.name]: '/archive' },
        command: ['postgres', '-c', 'max_wal_size=32MB', '-c', 'min_wal_size=32MB'],
      }),
    );
    await server.sql('create database shop;\ncreate database old');
  });
  afterAll(() => resources.disposeAsync());

  it('a tablespace is looked at by itself, and only for the databases that use it', async () => {
    const owned = ['sh', '-c', 'install -d -o postgres /archive/space'];
    for await (const said of host.exec(server.id, owned, ctx, { user: '0' })) void said;
    await server.sql(`create tablespace attic location '/archive/space'`);
    await server.sql(filler('letters', 12, 'tablespace attic'), 'old');
    const { snapshot = '' } = succeeded((await core.run({ operation: 'backup', stack: project })).ended);
    const { ended } = await core.run({ operation: 'restore', snapshot, items: ['db/old'] });
    expect(ended.error).toMatchObject({ message: { key: 'no-space.data', params: { path: '/archive/space' } } });
    succeeded((await core.run({ operation: 'restore', snapshot, items: ['db/postgres'], as: 'copy' })).ended);
  });

  it('a copy that does not fit beside the live data is refused before anything is made; with room it goes', async () => {
    await server.sql(filler('blob', 50), 'shop');
    const { snapshot = '' } = succeeded((await core.run({ operation: 'backup', stack: project })).ended);
    const before = await databases(server);
    const restore = { operation: 'restore' as const, snapshot, items: ['db/shop'] };
    const { ended } = await core.run(restore);
    expect(ended.error).toMatchObject({ message: { key: 'no-space.data', params: { path: '/var/lib/postgresql/data' } } });
    expect(Number(ended.error?.message.params['needed'])).toBeGreaterThan(1.2 * 50e6 + 32 * MiB);
    expect(await databases(server)).toBe(before);

    await server.sql('truncate blob;\ncheckpoint', 'shop');
    succeeded((await core.run(restore)).ended);
    expect(await server.sql('select count(*) from blob', 'shop')).toBe('50000');
  });
});

it('a disk that somebody else fills in the middle of a load leaves live data whole and nothing half', async () => {
  await using origin = await startServer();
  await origin.sql('create database shop');
  await origin.sql(filler('blob', 60), 'shop');
  const wishes = { counts: true, lockTimeout: 20_000 };
  await using prepared = await postgres.prepare(origin.target, { items: ['shop'] }, wishes, ctx);
  await using capture = await prepared.fix(ctx);
  const { set } = await store(capture, '17');
  await using volume = await createVolume(`longshore-test-${short()}`, '90m');
  await using server = await startServer({
    volumes: { [volume.name]: '/var/lib/postgresql/data' },
    // Where the log has no room, the server itself goes down: that is why room is looked for beforehand.
    env: { POSTGRES_INITDB_ARGS: '--waldir=/var/lib/postgresql/wal' },
  });
  await server.sql('create table live as select generate_series(1, 1000) as i');
  const before = await databases(server);
  const staging = postgres.stage(server.target, set, { id: short(), intend: () => Promise.resolve() }, ctx);
  await expect(staging).rejects.toMatchObject({ key: 'no-space.postgres', params: { database: expect.any(String) as unknown } });
  expect(await databases(server)).toBe(before);
  expect(await server.sql('select count(*) from live')).toBe('1000');
});

describe('on the disk of the engine', () => {
  const hostWith = (changed: Partial<Host>): Host => ({ ...host, ...changed });
  const huge = 2 ** 31;

  it('an archive that does not fit into the spool is not begun, and the volume is gone', async () => {
    await using server = await startServer();
    await server.sql('create database shop');
    const small = `longshore-test-${short()}`;
    await using volume = await createVolume(small, '16m');
    const names: string[] = [];
    const cramped = hostWith({
      run: (spec, ...rest) =>
        host.run(
          { ...spec, ...(spec.volumes && { volumes: spec.volumes.map((one) => ({ ...one, name: volume.name })) }) },
          ...rest,
        ),
      createVolume: async (name) => void names.push(name),
    });
    const target = await connect({ ...server.target, host: cramped }, ctx);
    const dump = { ...source('shop.dump', randomBytes(1000)), logicalBytes: huge };
    const options = { shown: 'shop', noOwner: false, noPrivileges: false, noTablespaces: false };
    const failure = await loadSpooled(target, 'shop', dump, options, ctx).catch((error: unknown) => error);
    expect(failure).toMatchObject({ key: 'no-space.spool', params: { database: 'shop', needed: huge } });
    expect((failure as { params: { free: number } }).params.free).toBeLessThanOrEqual(16 * MiB);
    expect(names).toHaveLength(1);
  });

  it('a throw-away server does not fill the disk that live containers use', async () => {
    await using server = await startServer();
    await server.sql('create database shop');
    await server.sql('create table t as select 1 as i', 'shop');
    await using prepared = await postgres.prepare(server.target, { items: ['shop'] }, { counts: true, lockTimeout: 20_000 }, ctx);
    await using capture = await prepared.fix(ctx);
    const { set } = await store(capture, '17');
    const artifacts = set.artifacts.map((one) => (one.name === 'shop.dump' ? { ...one, logicalBytes: huge } : one));
    await using volume = await createVolume(`longshore-test-${short()}`, '150m');
    const cramped = hostWith({
      create: (spec, ...rest) =>
        host.create({ ...spec, volumes: [{ name: volume.name, destination: '/var/lib/postgresql/data' }] }, ...rest),
    });
    await expect(
      postgres.trial(cramped, [server.target.container.imageId], { ...set, artifacts }, {}, ctx),
    ).rejects.toMatchObject({
      key: 'no-space.trial',
      params: { needed: Math.ceil(huge * 1.2) },
    });
    // As large as it really is, it has room enough.
    await using trial = await postgres.trial(cramped, [server.target.container.imageId], set, {}, ctx);
    expect((await trial.inventory(ctx)).entries.length).toBeGreaterThan(1);
  });
});

describe('where jobs keep their records', () => {
  it('a line that did not fit is not glued to the next one, and what came before can be read', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'longshore-ledger-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', disk]);
    try {
      await using ledger = await Ledger.open(disk);
      await ledger.write({ type: 'owner', version: 1, writer: '0', job: 'j', owner: thisProcess(), socket: '/s' });
      const long = { type: 'snapshot', repo: 'x'.repeat(5000), safety: false } as const;
      await ledger.write(long);
      await expect(ledger.write(long)).rejects.toMatchObject({ key: 'no-space.storage' });
      await ledger.write({ type: 'lock', name: 'l' });
      expect((await readLedger(disk)).lock).toEqual({ name: 'l' });
    } finally {
      await run('umount', [disk]);
      await rmdir(disk);
    }
  });
});
