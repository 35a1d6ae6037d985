import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import type { ArtifactSource } from '../../shared/src/artifact.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { listEntries } from '../../shared/src/drivers/postgres/load.ts';
import { whileGrowing } from '../../shared/src/drivers/postgres/loadProgress.ts';
import { connect } from '../../shared/src/drivers/postgres/server.ts';
import { loadMounted, loadSpooled } from '../../shared/src/drivers/postgres/spool.ts';
import { AppError } from '../../shared/src/errors.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { compare } from '../../shared/src/model/proof.ts';
import { waitFor, containersWith } from '../support/docker.ts';
import { host, short, source, startServer, store, type Stored } from './postgres.support.ts';

const ctx = plainContext();
const counts = { counts: true, lockTimeout: 20_000 };
let stored: Stored;
let imageId: string;

beforeAll(async () => {
  await using server = await startServer({
    command: [
      'postgres',
      '-c',
      'shared_preload_libraries=pg_stat_statements',
      '-c',
      'pg_stat_statements.max=1234',
      '-c',
      'max_locks_per_transaction=99',
    ],
  });
  imageId = server.target.container.imageId;
  await server.sql('create database shop; create database "dbname=postgres"'.replace(';', ';\n'));
  await server.sql(
    `create table t as select g as i, md5(g::text) as x from generate_series(1, 30000) g; create index on t (x); create table u as select 1 as i; create extension pg_stat_statements`,
    'shop',
  );
  await using prepared = await postgres.prepare(server.target, {}, counts, ctx);
  await using capture = await prepared.fix(ctx);
  stored = await store(capture, '17');
});

const dump = (): Buffer => stored.artifacts.get('shop.dump') ?? Buffer.alloc(0);
const helpers = (job: string): Promise<string[]> => containersWith(`longshore.job=${job}`);

describe('a trial', () => {
  test('keeps preload libraries, has no network, proves, and is gone afterwards', async () => {
    const job = plainContext({ job: short() });
    {
      await using trial = await postgres.trial(host, [imageId], stored.set, {}, job);
      expect(compare(stored.inventory, await trial.inventory(job))).toMatchObject({ ok: true, differences: [], rows: 30_001 });
      const [id = ''] = await helpers(job.job);
      const { networks, networkMode } = await host.container(id, ctx);
      expect([networkMode, Object.keys(networks)]).toEqual(['none', ['none']]);
      const query = `select current_setting('shared_preload_libraries') || current_setting('pg_stat_statements.max') || current_setting('max_locks_per_transaction')`;
      expect(await text(host.exec(id, ['psql', '-XAtU', 'postgres', '-c', query], ctx))).toBe('pg_stat_statements123499\n');
    }
    expect(await helpers(job.job)).toEqual([]);
  });

  test('tells a difference', async () => {
    await using trial = await postgres.trial(host, [imageId], stored.set, { items: ['shop'] }, ctx);
    const found = await trial.inventory(ctx);
    expect(new Set(found.entries.map(({ item }) => item))).toEqual(new Set(['shop']));
    const entries = stored.inventory.entries
      .filter(({ item }) => item === 'shop')
      .map((entry) => (entry.name === 'public.t' ? { ...entry, exact: { ...entry.exact, rows: 30_001 } } : entry));
    expect(compare({ ...stored.inventory, entries }, found)).toMatchObject({
      ok: false,
      differences: [{ item: 'shop', name: 'public.t', field: 'rows', expected: 30_001, found: 30_000 }],
    });
  });

  test('that is cancelled or fails leaves no container', async () => {
    const stop = new AbortController();
    const job = plainContext({ job: short(), signal: stop.signal });
    const starting = postgres.trial(host, [imageId], stored.set, {}, job);
    const ended = starting.catch((error: unknown) => error);
    await waitFor(async () => (await helpers(job.job)).length === 1);
    stop.abort();
    expect(await ended).toMatchObject({ code: 'cancelled' });
    expect(await helpers(job.job)).toEqual([]);

    const detail = JSON.parse(
      JSON.stringify(stored.detail).replace('pg_stat_statements"', 'no_such_library"'),
    ) as typeof stored.detail;
    const other = plainContext({ job: short() });
    await expect(postgres.trial(host, [imageId], { ...stored.set, detail }, {}, other)).rejects.toMatchObject({
      key: 'incompatible.trial-server',
    });
    expect(await helpers(other.job)).toEqual([]);
  });
});

describe('the parser', () => {
  const parse = (artifact: ArtifactSource): Promise<void> => postgres.parse(host, [imageId], artifact, ctx);

  test('reads every artifact to its end', async () => {
    for (const artifact of stored.set.artifacts) await expect(parse(artifact)).resolves.toBeUndefined();
  });

  test.each([
    ['cut by one byte', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['cut in the middle', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['cut in the table of contents', (bytes: Buffer) => bytes.subarray(0, 600)],
    ['empty', () => Buffer.alloc(0)],
    ['something else', () => Buffer.from('not an archive at all')],
  ])('refuses a dump that is %s', async (_, damage) => {
    await expect(parse(source('shop.dump', damage(dump())))).rejects.toMatchObject({ key: 'corrupt.archive-of' });
  });

  test('refuses globals that are cut', async () => {
    const globals = stored.artifacts.get('globals.sql') ?? Buffer.alloc(0);
    await expect(parse(source('globals.sql', globals.subarray(0, globals.length - 60)))).rejects.toMatchObject({
      key: 'corrupt.script-cut',
    });
  });
});

const plain = { shown: 'shop', noOwner: false, noPrivileges: false, noTablespaces: false };

async function onDisk(name: string, bytes: Buffer): Promise<ArtifactSource & { file: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-stored-'));
  const file = join(folder, name);
  await writeFile(file, bytes, { mode: 0o600 });
  return { ...source(name, bytes), file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

describe('from the stored file itself', () => {
  test('several processes restore what one would', async () => {
    await using file = await onDisk('shop.dump', dump());
    await using server = await startServer({ env: { POSTGRES_PASSWORD: 'x' } });
    await server.sql('create database whole');
    const job = plainContext({ job: short() });
    const target = await connect(server.target, job);
    expect(await host.mountable(server.id, file.file, job)).toBe(true);
    expect(await loadMounted(target, 'whole', file, plain, job)).toEqual([]);
    expect(await server.sql('select count(*), count(distinct x) from t', 'whole')).toBe('30000|30000');

    await server.sql('create database part;\ncreate database spooled');
    const list = (await listEntries(target, file, job))
      .split('\n')
      .filter((line) => !line.includes(' INDEX '))
      .join('\n');
    expect(await loadMounted(target, 'part', file, { ...plain, list }, job)).toEqual([]);
    expect(await loadSpooled(target, 'spooled', file, { ...plain, list }, job)).toEqual([]);
    for (const database of ['part', 'spooled']) {
      expect(
        await server.sql(`select count(*), (select count(*) from pg_indexes where schemaname = 'public') from t`, database),
      ).toBe('30000|0');
    }
    expect(await helpers(job.job)).toEqual([]);
  });

  test('what the check of its bytes says counts, and ends the restore', async () => {
    await using file = await onDisk('shop.dump', dump());
    await using server = await startServer({ env: { POSTGRES_PASSWORD: 'x' } });
    await server.sql('create database half');
    const job = plainContext({ job: short() });
    const target = await connect(server.target, job);
    const changed = new AppError('corrupt.changed', { snapshot: 'shop/latest', file: 'shop.dump' });
    const damaged = async function* (): AsyncGenerator<Buffer> {
      yield dump().subarray(0, 100);
      throw changed;
    };
    const open = (): Promise<Readable> => Promise.resolve(Readable.from(damaged()));
    await expect(loadMounted(target, 'half', { ...file, open }, plain, job)).rejects.toBe(changed);
    expect(await helpers(job.job)).toEqual([]);
  });

  test('is used only where the engine shows the same file', async () => {
    const job = plainContext({ job: short() });
    await using server = await startServer({ env: { POSTGRES_PASSWORD: 'x' } });
    expect(await host.mountable(server.id, '/nowhere/shop.dump', job)).toBe(false);
    expect(await helpers(job.job)).toEqual([]);
  });
});

test('how far a load from a file is, the size of the database tells', async () => {
  await using server = await startServer({ env: { POSTGRES_PASSWORD: 'x' } });
  await server.sql('create database growing');
  const told: number[] = [];
  const job = plainContext({ job: short() });
  const target = await connect(server.target, job);
  const total = 1_000_000;
  const dump = { ...source('growing.dump', Buffer.alloc(0)), logicalBytes: total };
  const table = { item: 'growing', name: 'public.t', type: 'table', exact: {}, atLeast: {}, informative: { bytes: 80_000_000 } };
  const progress = (bytes: number): void => void told.push(bytes);
  const sum = (): number => told.reduce((all, bytes) => all + bytes, 0);
  await whileGrowing(
    target,
    { dump, expected: [table] },
    'growing',
    { read: 0.25, grown: 0.75 },
    { ...job, progress },
    async (inner) => {
      inner.progress(total);
      expect(sum()).toBe(total / 4);
      await server.sql('create table t as select md5(n::text) x from generate_series(1, 600000) n', 'growing');
      await waitFor(() => sum() > total / 2);
      expect(sum()).toBeLessThan(0.95 * total);
    },
  );
  expect(sum()).toBe(total);
});

describe('from a spool', () => {
  test('several processes restore what one would, and the volume is gone', async () => {
    await using server = await startServer({ env: { POSTGRES_PASSWORD: String.raw`a:b\c 'd` } });
    const script = `sed -i 's/^\\(host.*127.*\\) trust$/\\1 scram-sha-256/' "$PGDATA/pg_hba.conf"`;
    await text(host.exec(server.id, ['sh', '-c', script], ctx, { user: '0' }));
    await server.sql('select pg_reload_conf()');
    await server.sql('create database "dbname=postgres"');
    const job = plainContext({ job: short() });
    const target = await connect(server.target, job);
    const archive = source('shop.dump', dump());
    expect(await loadSpooled(target, 'dbname=postgres', archive, plain, job)).toEqual([]);
    expect(await server.sql('select count(*), count(distinct x) from t', 'dbname=postgres')).toBe('30000|30000');
    expect(await server.sql(`select count(*) from pg_indexes where tablename = 't'`, 'dbname=postgres')).toBe('1');
    expect(await helpers(job.job)).toEqual([]);

    await server.sql('create database half');
    await expect(loadSpooled(target, 'half', source('shop.dump', dump().subarray(0, -1)), plain, job)).rejects.toMatchObject({
      key: 'tool-failed.restore',
    });
    expect(await helpers(job.job)).toEqual([]);
  });
});
