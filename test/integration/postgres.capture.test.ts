import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import type { Capture, Prepared } from '../../shared/src/drivers/driver.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import type { Inventory } from '../../shared/src/model/inventory.ts';
import { contentOf, host, installExtension, startServer, store, type TestServer } from './postgres.support.ts';
import { waitFor } from '../support/docker.ts';

const ctx = plainContext();
const options = { counts: true, lockTimeout: 20_000 };
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const rowsOf = ({ entries }: Inventory, name: string): unknown => entries.find((entry) => entry.name === name)?.exact['rows'];

/** Rows of a table in a dump, as `pg_restore` reads them. */
async function dumpedRows(dump: Buffer, table: string): Promise<number> {
  const argv = ['pg_restore', '--data-only', '--table', table, '--file=-'];
  const script = await text(host.exec(server.id, argv, ctx, { stdin: Readable.from([dump]) }));
  const lines = script.split('\n');
  const begin = lines.findIndex((line) => line.startsWith(`COPY public.${table} `));
  return begin === -1 ? -1 : lines.indexOf('\\.', begin) - begin - 1;
}

async function fresh(database: string, script: string): Promise<void> {
  await server.sql(`drop database if exists ${database} with (force)`);
  await server.sql(`create database ${database}`);
  await server.sql(script, database);
}

const prepare = (database: string, lockTimeout = options.lockTimeout): Promise<Prepared> =>
  postgres.prepare(server.target, { items: [database] }, { ...options, lockTimeout }, ctx);

/** A database `locked`, whose table another session holds until this is disposed. */
async function lockedTable(): Promise<AsyncDisposable> {
  await fresh('locked', 'create table t as select 1 as i');
  const blocker = server.sql('begin; lock table t in access exclusive mode; select pg_sleep(600)', 'locked');
  blocker.catch(() => undefined);
  const held = `select count(*) from pg_locks where mode = 'AccessExclusiveLock' and granted`;
  await waitFor(async () => (await server.sql(held)) !== '0');
  const end = `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()`;
  return {
    [Symbol.asyncDispose]: async () => {
      await server.sql(end);
      await expect(blocker).rejects.toMatchObject({ code: 'tool-failed' });
    },
  };
}

const waiting = (): Promise<string> =>
  server.sql(`select count(*) from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'test'`);
const ours = (): Promise<string> => server.sql(`select count(*) from pg_stat_activity where application_name like 'longshore%'`);

describe('the point', () => {
  test('is taken by fix: what was committed before is in it, what comes later is not', async () => {
    await fresh('point', 'create table t as select generate_series(1, 100) as i; create table u (i int)');
    await using prepared = await prepare('point');
    await server.sql('insert into t values (0); insert into u values (1)', 'point');
    await using capture = await prepared.fix(ctx);
    await server.sql('insert into t select generate_series(1, 50); delete from u', 'point');
    const { inventory, artifacts } = await store(capture, '17');
    expect(rowsOf(inventory, 'public.t')).toBe(101);
    expect(rowsOf(inventory, 'public.u')).toBe(1);
    const dump = artifacts.get('point.dump') ?? Buffer.alloc(0);
    expect(await dumpedRows(dump, 't')).toBe(101);
    expect(await dumpedRows(dump, 'u')).toBe(1);
  });

  test.each([
    ['TRUNCATE', 'truncate t', '0'],
    ['DROP', 'drop table t', 'gone'],
    ['a rewriting ALTER', 'alter table t alter i type bigint', '500'],
  ])('%s after fix waits, and nothing is lost', async (_, change, left) => {
    await fresh('waits', 'create table t as select generate_series(1, 500) as i');
    const prepared = await prepare('waits');
    const capture = await prepared.fix(ctx);
    const changed = server.sql(change, 'waits');
    await waitFor(async () => (await waiting()) === '1');
    const { inventory, artifacts } = await store(capture, '17');
    expect(rowsOf(inventory, 'public.t')).toBe(500);
    expect(await dumpedRows(artifacts.get('waits.dump') ?? Buffer.alloc(0), 't')).toBe(500);
    expect(await waiting()).toBe('1');
    await capture[Symbol.asyncDispose]();
    await prepared[Symbol.asyncDispose]();
    await changed;
    expect(await server.sql(`select coalesce((select count(*)::text from pg_class where relname = 't'), '')`, 'waits')).toBe(
      left === 'gone' ? '0' : '1',
    );
    expect(await ours()).toBe('0');
  });

  test('is fixed after a change that came between the locks and pg_dump, which is let through', async () => {
    await fresh('between', 'create table t as select generate_series(1, 500) as i');
    await using prepared = await prepare('between');
    const changed = server.sql('truncate t; insert into t values (1), (2)', 'between');
    await waitFor(async () => (await waiting()) === '1');
    await using capture = await prepared.fix(ctx);
    await changed;
    const { inventory, artifacts } = await store(capture, '17');
    const rows = rowsOf(inventory, 'public.t');
    expect([0, 2]).toContain(rows);
    expect(await dumpedRows(artifacts.get('between.dump') ?? Buffer.alloc(0), 't')).toBe(rows);
  });

  test('covers tables that were created after the locks were taken', async () => {
    await fresh('later', 'create table t as select 1 as i');
    await using prepared = await prepare('later');
    await server.sql('create table new_one as select generate_series(1, 9) as i', 'later');
    const capture = await prepared.fix(ctx);
    const changed = server.sql('truncate new_one', 'later');
    await waitFor(async () => (await waiting()) === '1');
    const { inventory, artifacts } = await store(capture, '17');
    expect(rowsOf(inventory, 'public.new_one')).toBe(9);
    expect(await dumpedRows(artifacts.get('later.dump') ?? Buffer.alloc(0), 'new_one')).toBe(9);
    await capture[Symbol.asyncDispose]();
    await changed;
  });

  test('is refused, with the name of whoever holds a table, when the lock does not come in time', async () => {
    await using _ = await lockedTable();
    await expect(prepare('locked', 300)).rejects.toMatchObject({
      key: 'capture-failed.locked',
      params: { database: 'locked', holders: ['test (local)'] },
    });
    expect(await ours()).toBe('0');
  });

  test('is cancelled while it waits for a lock, and waits in the server no longer', async () => {
    await using _ = await lockedTable();
    const cancel = new AbortController();
    const request = { ...options, lockTimeout: 600_000 };
    const prepared = postgres.prepare(server.target, { items: ['locked'] }, request, plainContext({ signal: cancel.signal }));
    prepared.catch(() => undefined);
    await waitFor(async () => (await server.sql('select count(*) from pg_locks where not granted')) !== '0');
    cancel.abort();
    await expect(prepared).rejects.toMatchObject({ code: 'cancelled' });
    await waitFor(async () => (await ours()) === '0');
  });

  test('holds although the role and the database have time-outs of their own', async () => {
    await fresh('impatient', 'create table t as select 1 as i');
    await server.sql(`alter database impatient set idle_in_transaction_session_timeout to '50ms';
      alter database impatient set transaction_timeout to '100ms'; alter database impatient set statement_timeout to '1ms';
      alter database impatient set lock_timeout to '1ms'; alter database impatient set idle_session_timeout to '50ms'`);
    await using prepared = await prepare('impatient');
    await using capture = await prepared.fix(ctx);
    await sleep(400);
    const { inventory } = await store(capture, '17');
    expect(rowsOf(inventory, 'public.t')).toBe(1);
  });
});

describe('a capture fails', () => {
  /**
   * 17 MB as a dump. What lies between pg_dump and a stream without a reader takes in nearly 3 MB, so pg_dump of this table
   * cannot end before it is read.
   */
  const big = `create table t as select g as i, (select string_agg(md5(g || ' ' || n), '') from generate_series(1, 50) n) as filler
    from generate_series(1, 20000) g`;

  /** There is time to break it, for as long as its stream is not read. */
  async function begun(job = ctx): Promise<{ capture: Capture } & AsyncDisposable> {
    await fresh('broken', big);
    const prepared = await postgres.prepare(server.target, { items: ['broken'] }, options, job);
    return { capture: await prepared.fix(job), [Symbol.asyncDispose]: () => prepared[Symbol.asyncDispose]() };
  }

  const dumpOf = (capture: Capture): Promise<Buffer> => {
    const artifact = capture.artifacts().find(({ name }) => name === 'broken.dump');
    if (!artifact) throw new Error('no dump');
    return contentOf(artifact);
  };

  test('when the session that holds the point is ended, although pg_dump ends well', async () => {
    await using opened = await begun();
    const { capture } = opened;
    await server.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'longshore' and datname = 'broken'`,
    );
    await expect(dumpOf(capture)).rejects.toMatchObject({ key: 'capture-failed.point-lost' });
    await expect(capture.inventory(ctx)).rejects.toMatchObject({ code: expect.stringMatching(/^(capture-failed|tool-failed)$/) });
    await opened[Symbol.asyncDispose]();
    expect(await ours()).toBe('0');
  });

  test('when the database disappears under it', async () => {
    await using opened = await begun();
    const { capture } = opened;
    const read = dumpOf(capture).catch((error: unknown) => error);
    await server.sql('drop database broken with (force)');
    expect(await read).toMatchObject({ code: 'capture-failed' });
    // By what is noticed first: the point is lost, or the session that held it.
    await expect(capture.inventory(ctx)).rejects.toMatchObject({
      code: expect.stringMatching(/^(capture-failed|tool-failed)$/) as unknown,
    });
    await opened[Symbol.asyncDispose]();
    expect(await ours()).toBe('0');
  });

  test('when pg_dump is killed', async () => {
    await using opened = await begun();
    await text(host.exec(server.id, ['pkill', '-9', 'pg_dump'], ctx, { user: '0' }));
    await expect(dumpOf(opened.capture)).rejects.toMatchObject({ key: 'capture-failed.dump' });
  });

  test('when it is cancelled, and then no process of it is left', async () => {
    const stop = new AbortController();
    const job = plainContext({ signal: stop.signal });
    await using opened = await begun(job);
    const reading = dumpOf(opened.capture);
    const counting = opened.capture.inventory(job);
    stop.abort();
    const ends = await Promise.allSettled([reading, counting]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await opened[Symbol.asyncDispose]();
    // Some end while they are listed, which is an error of `cat`.
    const processes = await text(
      host.exec(server.id, ['sh', '-c', 'cat /proc/[0-9]*/comm 2>/dev/null; true'], ctx, { user: '0' }),
    );
    expect(processes).not.toMatch(/pg_dump|psql/);
    await waitFor(async () => (await ours()) === '0');
  });

  test('when the database does not exist, or the selection is empty-handed', async () => {
    await expect(prepare('no such database')).rejects.toMatchObject({
      key: 'not-found.database',
      params: { database: 'no such database' },
    });
  });
});

describe('what a capture holds', () => {
  test('rows of a moment, while a writer runs', async () => {
    await fresh('busy', 'create table a (i int); create table b (i int)');
    const stop = new AbortController();
    const writer = (async () => {
      while (!stop.signal.aborted)
        await server.sql('begin; insert into a values (1); insert into b values (1); commit;'.repeat(20), 'busy');
    })();
    await using prepared = await prepare('busy');
    await using capture = await prepared.fix(ctx);
    const { inventory, artifacts } = await store(capture, '17');
    stop.abort();
    await writer;
    const rows = rowsOf(inventory, 'public.a');
    expect(rowsOf(inventory, 'public.b')).toBe(rows);
    const dump = artifacts.get('busy.dump') ?? Buffer.alloc(0);
    expect(await dumpedRows(dump, 'a')).toBe(rows);
    expect(await dumpedRows(dump, 'b')).toBe(rows);
  });

  test('without counts, no rows', async () => {
    await fresh('uncounted', 'create table t as select 1 as i');
    await using prepared = await postgres.prepare(server.target, { items: ['uncounted'] }, { ...options, counts: false }, ctx);
    await using capture = await prepared.fix(ctx);
    const { inventory } = await store(capture, '17');
    expect(rowsOf(inventory, 'public.t')).toBeUndefined();
    expect(inventory.entries.find(({ type }) => type === 'database')?.exact).toMatchObject({
      encoding: 'UTF8',
      owner: 'postgres',
    });
  });

  test('the rows of extension-owned tables that pg_dump leaves out, in the same snapshot, with a warning', async () => {
    await installExtension(
      server,
      'hoard',
      'create table hoard (i int, t text, twice int generated always as (i * 2) stored); create sequence hoarded;',
    );
    await fresh(
      'hoarding',
      `create extension hoard; insert into hoard values (1, E'tab\\t'), (2, null); select nextval('hoarded')`,
    );
    const prepared = await prepare('hoarding');
    const capture = await prepared.fix(ctx);
    await server.sql('insert into hoard values (3)', 'hoarding');
    const { artifacts, warnings } = await store(capture, '17');
    await capture[Symbol.asyncDispose]();
    expect(warnings).toContainEqual({
      key: 'postgres.extension-tables',
      params: { database: 'hoarding', extensions: ['hoard'] },
    });
    const script = artifacts.get('hoarding.extensions.sql')?.toString() ?? '';
    expect(script).toContain('COPY public.hoard (i, t) FROM stdin;\n1\ttab\\t\n2\t\\N\n\\.\n');
    await server.sql('truncate hoard', 'hoarding');
    await server.sql(script, 'hoarding');
    expect(await server.sql('select i, t, twice from hoard', 'hoarding')).toBe('1|tab\t|2\n2||4');
  });

  test('inspection tells sizes, estimates and warnings without counting', async () => {
    await fresh(
      'looked',
      'create unlogged table scratch (i int); create table t as select generate_series(1, 1000) as i; analyze',
    );
    const { version, items, traits, warnings, ephemeral } = await postgres.inspect(server.target, ctx);
    expect(version).toMatch(/^17\.\d+$/);
    expect(items.find(({ name }) => name === 'looked')).toMatchObject({ rows: 1000, inPlaceOnly: [], blocked: [] });
    expect(traits).toMatchObject({ point: 'instant', swap: 'rename' });
    expect(warnings).toContainEqual({
      key: 'postgres.unlogged-tables',
      params: { database: 'looked', tables: ['public.scratch'] },
    });
    expect(ephemeral).toMatchObject({ key: 'postgres.ephemeral' });
  });
});

test('a server whose own database is closed is reached through another one', async () => {
  await using closed = await startServer();
  await closed.sql('create database shop');
  await closed.sql('create table orders as select 1 as n', 'shop');
  await closed.sql('alter database postgres allow_connections false', 'template1');
  const { items, warnings } = await postgres.inspect(closed.target, ctx);
  expect(items.map(({ name }) => name)).toContain('shop');
  expect(warnings).toContainEqual({ key: 'postgres.closed-database', params: { database: 'postgres' } });
  const { entries } = await postgres.contents(closed.target, { items: ['shop'] }, { exact: true }, ctx);
  expect(entries.find(({ name }) => name.endsWith('orders'))?.exact['rows']).toBe(1);
});
