import { randomBytes } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestCli, openCli } from '../support/cli.ts';
import { type TestContainer, startContainer, waitFor } from '../support/docker.ts';
import { run } from '../support/run.ts';

/*
 * What b1eaa65 saved (`test/golden/makeB1eaa65.ts`) is restored into real servers. Its inventories know nothing of views, rights,
 * triggers and policies: the dump brings them, and later versions that look for them must not miss them in the snapshot.
 */
const project = `longshore-test-golden-${randomBytes(3).toString('hex')}`;
let cli: TestCli;
let db: TestContainer;
let cache: TestContainer;
beforeAll(async () => {
  cli = await openCli();
  const golden = join(cli.dataDir, 'golden');
  await cp(join(import.meta.dirname, '../golden/format-1-b1eaa65'), golden, { recursive: true });
  await mkdir(join(cli.dataDir, 'longshore'));
  // A dev stack: what is put into it is asked for once.
  const stacks = { [project]: { environment: 'dev' } };
  const config = { version: 1, stacks, default: { repository: 'old' }, repositories: { old: { type: 'folder', path: golden } } };
  await writeFile(join(cli.dataDir, 'longshore/config.yaml'), JSON.stringify(config));
  const labels = (service: string): Record<string, string> => ({
    'com.docker.compose.project': project,
    'com.docker.compose.service': service,
  });
  const env = { POSTGRES_PASSWORD: 'live' };
  db = await startContainer({ image: 'longshore-test/postgres:17', network: 'none', env, labels: labels('db') });
  cache = await startContainer({ image: 'longshore-test/valkey:8', network: 'none', labels: labels('cache') });
  const isUp = (): Promise<boolean> =>
    sql('select 1', 'postgres').then(
      () => true,
      () => false,
    );
  await waitFor(isUp);
  await sql('create database shop', 'postgres');
  await sql('create table present (n int); insert into present values (7)');
  await key('set', 'greeting', 'present');
});
afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
  await cache[Symbol.asyncDispose]();
});

const inside = async (container: TestContainer, ...argv: string[]): Promise<string> =>
  (await run('docker', ['exec', container.id, ...argv])).stdout.trim();
const sql = (statement: string, database = 'shop'): Promise<string> =>
  inside(db, 'psql', '-h', '127.0.0.1', '-U', 'postgres', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', statement);
const key = (...command: string[]): Promise<string> => inside(cache, 'valkey-cli', ...command);

it('each snapshot is proven in throw-away servers; of the one that was not counted, the rows are named as not compared', async () => {
  const snapshots = (await cli.json(['snapshots', 'shop'])).last['data'] as { items: { reference: string }[] };
  const [uncounted, counted] = snapshots.items.map(({ reference }) => reference);
  const first = await cli.run(['drill', counted ?? '']);
  expect(first).toMatchObject({ code: 0 });
  expect(first.out).toMatch(
    /cache +.*checked: all there, 5 keys; not compared: consumer groups of\s+streams, code of functions$/m,
  );
  expect(first.out).toMatch(/db +.*checked: all there, 51 rows;\s+not compared: /m);
  const second = await cli.run(['drill', uncounted ?? '']);
  expect(second).toMatchObject({ code: 0 });
  expect(second.out).toMatch(/cache +.*checked: all there/m);
  expect(second.out).toMatch(/db +.*checked: all there, \d+ facts compared;\s+not compared: [^]*rows of tables/m);
});

it('a restore brings back what its inventory does not know of, and is undone', async () => {
  const snapshots = (await cli.json(['snapshots', 'shop'])).last['data'] as { items: { reference: string }[] };
  const counted = snapshots.items[1]?.reference ?? '';
  const restored = await cli.run(['restore', counted, '--to', project, '--yes']);
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.out).toMatch(
    /cache +.*checked: all there, 5 keys; not compared: consumer groups of\s+streams, code of functions$/m,
  );
  expect(restored.out).toMatch(/db +.*checked: all there, 51 rows;\s+not compared: /m);

  expect(await sql('select count(*), sum(total) from sales.by_customer')).toBe('5|285.00');
  expect(await sql('select count(*) from sales.totals')).toBe('20');
  expect(await sql('update sales.orders set total = total where id = 100 returning changed')).toBe('1');
  expect(await sql("select nextval('sales.order_numbers')")).toBe('120');
  expect(await sql("insert into sales.events values ('2026-05-05', 'new') returning tableoid::regclass")).toBe(
    'sales.events_2026',
  );
  const asClerk = (statement: string): Promise<string> => sql(`set role clerk; ${statement}`);
  // The policy shows two of five.
  expect(await asClerk('select count(*) from sales.customers')).toBe('2');
  expect(await asClerk('select count(*) from sales.by_customer')).toBe('5');
  await expect(asClerk('select * from sales.orders')).rejects.toThrow('permission denied');
  await expect(asClerk("insert into sales.customers values (9, 'x')")).rejects.toThrow('permission denied');
  expect(await sql('create table sales.later (n int); set role clerk; select count(*) from sales.later')).toBe('0');
  expect(await sql("select obj_description('sales.orders'::regclass)")).toBe('What was bought');
  expect(await sql("select convert_from(lo_get(4711), 'UTF8')")).toBe('a large object');
  expect(await sql('select sum(total) from monthly', 'reports')).toBe('780');
  const keys = ['get greeting', 'lrange list 0 -1', 'hget hash field', 'zrange scores 0 -1 withscores'];
  expect(await Promise.all(keys.map((command) => key(...command.split(' '))))).toEqual([
    'hello',
    'a\nb\nc',
    'value',
    'a\n1\nb\n2',
  ]);
  expect((await key('smembers', 'set')).split('\n').toSorted()).toEqual(['one', 'two']);

  const job = /longshore undo (\S+)/.exec(restored.out)?.[1] ?? '';
  expect(await cli.run(['undo', job, '--yes'])).toMatchObject({ code: 0 });
  expect(await sql('select n from present')).toBe('7');
  expect(await sql("select to_regnamespace('sales') is null")).toBe('t');
  expect(await key('get', 'greeting')).toBe('present');
  expect(await key('dbsize')).toBe('1');
});
