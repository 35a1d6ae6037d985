import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParamsOf } from '../../shared/src/api/contract.ts';
import { startContainer, waitFor } from '../support/docker.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';
import { awkward, databaseProperties, installExtension, objectProperties, seedDatabase, seedServer } from './postgres.support.ts';
import { run } from '../support/run.ts';

type Plan = ParamsOf<'plan'>;
type Copy = Extract<Plan, { operation: 'copy' }>;

let shop: TestStack;
let dev: TestStack;
let core: TestCore;
let before: Record<string, string>;

beforeAll(async () => {
  [shop, dev] = await Promise.all([openStack('plain'), openStack('plain')]);
  core = await openCore();
  await sql(shop, 'create table orders as select n, repeat(md5(n::text), 9) as text from generate_series(1, 40000) n');
  await sql(dev, 'create table mine as select 1 as n');
  await cache(shop, 'set', 'from', 'shop');
  before = await states();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await Promise.all([shop[Symbol.asyncDispose](), dev[Symbol.asyncDispose]()]);
});

const sql = (stack: TestStack, script: string, database = 'shop'): Promise<string> => stack.sql('postgres', script, database);
const cache = (stack: TestStack, ...command: string[]): Promise<string> => stack.exec('redis', 'redis-cli', ...command);
const states = async (): Promise<Record<string, string>> => ({ ...(await shop.states()), ...(await dev.states()) });
const copy = (parts: Partial<Copy> = {}): Plan => ({ operation: 'copy', from: shop.project, to: dev.project, ...parts });
/** Plans, answers as wanted, and leaves it running. */
async function start(request: Plan): Promise<string> {
  const { id, confirm } = await core.api.plan(request);
  return (await core.api.run({ plan: id, confirm: confirm.level === 'type' ? confirm.text : true })).job;
}
const database = (item = 'shop'): Partial<Copy> => ({ what: [{ service: 'postgres', item }] });
/** Nothing of a job is left, on either side, and every container is as it was. */
async function expectClean(job: string): Promise<void> {
  expect(await leftovers(job)).toEqual([]);
  expect(await states()).toEqual(before);
  const ours = `select count(*) from pg_stat_activity where application_name like 'longshore%' or query ilike 'copy %'`;
  for (const stack of [shop, dev]) await waitFor(async () => (await sql(stack, ours)) === '0');
  const staged = `select datname from pg_database where datname like '%longshore%'`;
  expect(await sql(dev, staged)).toBe('');
}
const tables = (stack: TestStack): Promise<string> =>
  sql(stack, `select string_agg(table_name, ' ' order by 1) from information_schema.tables where table_schema = 'public'`);

describe('one database into another stack', () => {
  it('is planned with what is replaced, where it comes from, and what goes on', async () => {
    const plan = await core.api.plan(copy(database()));
    expect(plan.steps.map((step) => step.do)).toEqual([
      'lock',
      'fit',
      'prepare',
      'fix',
      'stage',
      'prove',
      'swap',
      'settle',
      'unlock',
    ]);
    expect(plan).toMatchObject({
      source: { host: 'local', stack: { name: shop.project } },
      stack: { name: dev.project },
      // Unmarked counts as production, and the data is of another stack.
      confirm: { level: 'type', text: dev.project },
      command: ['longshore', 'copy', `${shop.project}/postgres/shop`, '--to', dev.project],
    });
    expect(plan.facts.map(({ key }) => key)).toEqual([
      'fact.replaces',
      'fact.copied-from',
      'fact.one-disconnect',
      'fact.undo-until',
    ]);
  });

  it('brings every row, and undo brings back what was there, and undo of that the copy', async () => {
    const { job, ended, events } = await core.run(copy(database()));
    const result = succeeded(ended);
    expect(result.services).toMatchObject([{ service: 'postgres', proof: { ok: true, rows: 40_000 } }]);
    expect(result.services[0]?.bytes).toBeGreaterThan(100_000);
    expect(result.snapshot).toBeUndefined();
    expect(events.some((event) => event.type === 'progress' && event.phase === 'stage' && event.bytes > 0)).toBe(true);
    expect(await tables(dev)).toBe('orders');
    await expectClean(job);
    const back = await core.run({ operation: 'undo', job });
    succeeded(back.ended);
    expect(await tables(dev)).toBe('mine');
    succeeded((await core.run({ operation: 'undo', job: back.job })).ended);
    expect(await tables(dev)).toBe('orders');
    expect((await core.api.snapshots({})).items).toEqual([]);
  });

  it('is of one moment: what is written meanwhile is not in it, and does not spoil it', async () => {
    await sql(shop, 'create table counter as select 0 as n');
    const stop = new AbortController();
    const writer = (async () => {
      while (!stop.signal.aborted)
        await sql(shop, 'insert into counter select max(n) + 1 from counter; insert into orders values (0, null)');
    })();
    try {
      succeeded((await core.run(copy(database()))).ended);
    } finally {
      stop.abort();
      await writer;
    }
    const [counted, max] = (await sql(dev, 'select count(*), max(n) from counter')).split('|');
    expect(Number(counted)).toBe(Number(max) + 1);
    expect(await sql(dev, 'select count(*) from orders')).toBe(String(40_000 + Number(max)));
  });

  it('takes a new name beside the present ones, also within one server', async () => {
    const { job, ended } = await core.run(copy({ ...database(), to: shop.project, as: 'a "copy\'s"\nname' }));
    succeeded(ended);
    expect(await sql(shop, 'select count(*) > 40000 from orders', 'a "copy\'s"\nname')).toBe('t');
    await sql(shop, 'drop database "a ""copy\'s""\nname"');
    await expectClean(job);
  });

  it('that only comes beside cuts no client off, and its undo takes it out, and the undo of that brings it back', async () => {
    const keys = async (request: Plan): Promise<string[]> => (await core.api.plan(request)).facts.map(({ key }) => key);
    const beside = copy({ ...database(), to: shop.project, as: 'beside' });
    expect(await keys(beside)).toEqual(['fact.adds', 'fact.copied-from', 'fact.no-disconnect', 'fact.undo-adds']);
    const client = sql(shop, 'select pg_sleep(600)').catch(() => 'ended');
    const asleep = `select string_agg(pid::text, ' ') from pg_stat_activity where query = 'select pg_sleep(600)'`;
    await waitFor(async () => (await sql(shop, asleep)) !== '');
    const pid = await sql(shop, asleep);
    const { job, ended } = await core.run(beside);
    succeeded(ended);
    const databases = `select string_agg(datname, ' ' order by 1) from pg_database where datallowconn and datname like 'beside%'`;
    expect(await sql(shop, databases)).toBe('beside');
    expect(await sql(shop, `select count(*) from pg_database where datname like '%\\_\\_undo\\_%'`)).toBe('0');
    expect(await keys({ operation: 'undo', job })).toEqual(['fact.undo-removes', 'fact.undo-until']);
    const out = await core.run({ operation: 'undo', job });
    succeeded(out.ended);
    expect(await sql(shop, databases)).toBe('');
    expect(await keys({ operation: 'undo', job: out.job })).toEqual(['fact.adds', 'fact.no-disconnect', 'fact.undo-adds']);
    const back = await core.run({ operation: 'undo', job: out.job });
    succeeded(back.ended);
    expect(await sql(shop, databases)).toBe('beside');
    expect(await sql(shop, 'select count(*) >= 40000 from orders', 'beside')).toBe('t');
    expect(await sql(shop, asleep)).toBe(pid);
    await sql(shop, `select pg_terminate_backend(${pid})`);
    await sql(shop, 'drop database beside');
    await client;
    for (const each of [job, out.job, back.job]) await expectClean(each);
  });

  it('with any name, owners, grants and everything that a database can hold', async () => {
    await stdin(shop, seedServer, 'postgres');
    await stdin(shop, seedDatabase, awkward.database);
    const names = [awkward.database, awkward.expansion, awkward.dash, awkward.long, 'empty'];
    const { job, ended } = await core.run(copy({ what: names.map((item) => ({ service: 'postgres', item })) }));
    expect(succeeded(ended).services[0]?.proof).toMatchObject({ ok: true, differences: [] });
    expect(await sql(dev, databaseProperties(names), 'postgres')).toBe(await sql(shop, databaseProperties(names), 'postgres'));
    expect(await stdin(dev, objectProperties, awkward.database)).toBe(await stdin(shop, objectProperties, awkward.database));
    await expectClean(job);
  });
});

/** A script of several statements, through standard input. */
async function stdin(stack: TestStack, script: string, name: string): Promise<string> {
  const psql = ['psql', '-U', 'shop', '-XqAt', '-v', 'ON_ERROR_STOP=1'];
  const argv = ['exec', '-i', '-e', `PGDATABASE=${name}`, `${stack.project}-postgres-1`, ...psql];
  return (await run('docker', argv, { input: script })).stdout.trim();
}

describe('a cache, and a whole stack', () => {
  it('a key space goes over, its container is down only for the switch, and undo brings the old one back', async () => {
    await cache(dev, 'set', 'from', 'dev');
    const { job, ended } = await core.run(copy({ what: [{ service: 'redis' }] }));
    const result = succeeded(ended);
    expect(result.services).toMatchObject([{ service: 'redis', proof: { ok: true, rows: 1 } }]);
    expect(Object.keys(result.secondsDown ?? {})).toEqual([`${dev.project}-redis-1`]);
    expect(await cache(dev, 'get', 'from')).toBe('shop');
    await expectClean(job);
    succeeded((await core.run({ operation: 'undo', job })).ended);
    expect(await cache(dev, 'get', 'from')).toBe('dev');
  });

  it('all services go over together', async () => {
    await cache(shop, 'set', 'and', 'more');
    const { job, ended } = await core.run(copy());
    expect(succeeded(ended).services.map(({ service, proof }) => [service, proof?.ok])).toEqual([
      ['postgres', true],
      ['redis', true],
    ]);
    expect(await cache(dev, 'get', 'and')).toBe('more');
    const compared = await core.api.compare({ a: shop.project, b: dev.project, exact: true });
    const differing = compared.services.flatMap(({ contrasts }) => contrasts.filter(({ differs }) => differs === 'yes'));
    // Its first superuser and what a copy never brings aside, there is no difference.
    expect(differing.map(({ item, name }) => `${item} ${name}`)).toEqual([]);
    await expectClean(job);
  });
});

describe('what cannot be is refused before anything is read', () => {
  const refused = (parts: Partial<Copy>): Promise<unknown> =>
    core.api.plan(copy(parts)).then(
      () => 'planned',
      (error: { key: string; params: unknown }) => error.key,
    );

  it('itself, several items under one name, several services into one, unknown names', async () => {
    expect(await refused({ ...database(), to: shop.project })).toBe('usage.copy-onto-itself');
    expect(await refused({ to: shop.project, what: [{ service: 'redis' }] })).toBe('usage.copy-onto-itself');
    expect(await refused({ what: [{ service: 'postgres' }], as: 'x' })).toBe('usage.as-needs-one-item');
    expect(await refused({ what: [{ service: 'nothing' }] })).toBe('not-found.service');
    expect(await refused(database('nothing'))).toBe('not-found.source-item');
    expect(await refused({ what: [{ service: 'redis' }], toService: 'postgres' })).toBe('not-found.target-service');
    expect(await refused({ toService: 'postgres' })).toBe('usage.target-twice');
    expect(await refused({ to: 'no-such-stack' })).toBe('not-found.stack');
  });

  it('a newer version into an older server, of both kinds', async () => {
    await using old = await looseStack({ db: 'postgres:15', cache: 'redis:6' });
    expect(await refused({ ...database(), to: old.project })).toBe('incompatible.postgres-version');
    expect(await refused({ what: [{ service: 'redis' }], to: old.project })).toBe('incompatible.rdb-format');
    // The other way it goes.
    await old.psql('create table old as select generate_series(1, 3) n');
    const up = { from: old.project, to: dev.project, what: [{ service: 'db', item: 'postgres' }], as: 'from_old' };
    succeeded((await core.run(copy(up))).ended);
    expect(await sql(dev, 'select count(*) from old', 'from_old')).toBe('3');
    await sql(dev, 'drop database from_old');
  });

  it('an extension that the target lacks; where both have it, its own tables come along too', async () => {
    const idOf = async ({ project }: TestStack): Promise<string> =>
      (await run('docker', ['inspect', '-f', '{{.Id}}', `${project}-postgres-1`])).stdout.trim();
    const script = `create table settings (name text, own bool); insert into settings values ('made by the extension', false);
      select pg_catalog.pg_extension_config_dump('settings', '');`;
    await installExtension({ id: await idOf(shop) }, 'copied', script);
    await sql(shop, 'create database extended', 'postgres');
    await sql(shop, `create extension copied; create table plain as select generate_series(1, 50) n`, 'extended');
    await sql(shop, `insert into settings values ('added', true)`, 'extended');
    expect(await refused(database('extended'))).toBe('incompatible.extensions');
    await installExtension({ id: await idOf(dev) }, 'copied', script);
    const { job, ended } = await core.run(copy(database('extended')));
    succeeded(ended);
    expect(await sql(dev, "select string_agg(name, ',' order by name) from settings", 'extended')).toBe(
      'added,made by the extension',
    );
    expect(await sql(dev, 'select count(*) from plain', 'extended')).toBe('50');
    await expectClean(job);
    await sql(shop, 'drop database extended', 'postgres');
  });

  it('a database that can only be overwritten in place, with the way round it', async () => {
    await using busy = await looseStack({ db: 'postgres:17' }, ['-c', 'max_prepared_transactions=4']);
    await busy.psql(`create table t (n int); begin; insert into t values (1); prepare transaction 'held'`);
    expect(await refused({ what: [{ service: 'postgres', item: 'postgres' }], to: busy.project })).toBe(
      'unsupported.blocked-item',
    );
    await busy.psql(`rollback prepared 'held'`);
  });
});

describe('when it does not go to its end', () => {
  it('a source that dies in the middle fails the copy; the target is as it was', async () => {
    await using source = await looseStack({ db: 'postgres:17' });
    await source.psql(
      `create table big as select n, md5(random()::text) || repeat('x', 500) as t from generate_series(1, 400000) n`,
    );
    const job = await start(copy({ from: source.project, what: [{ service: 'db', item: 'postgres' }], as: 'half' }));
    for await (const event of core.api.events({ job })) {
      if (event.type === 'progress' && event.phase === 'stage' && event.bytes > 0) break;
    }
    await run('docker', ['kill', `${source.project}-db-1`]);
    const { outcome, error } = await endOf(core.api, job);
    expect(outcome).toBe('failed');
    expect(error?.code).toMatch(/^(capture-failed|tool-failed|not-found|conflict)$/);
    expect(await sql(dev, `select count(*) from pg_database where datname = 'half'`)).toBe('0');
    await expectClean(job);
  });

  it('too little space at the target is found before anything is made there', async () => {
    await using small = await looseStack({ db: 'postgres:17' }, [], { megabytes: 120 });
    const data = '/var/lib/postgresql/data';
    // All but eight megabytes of it.
    const fill = `dd if=/dev/zero of=${data}/ballast bs=1M count=$(($(df -Pm ${data} | awk 'END { print $4 }') - 8))`;
    await run('docker', ['exec', `${small.project}-db-1`, 'sh', '-c', fill]);
    const { ended, job } = await core.run(copy({ ...database(), to: small.project }));
    expect(ended.error).toMatchObject({ message: { key: 'no-space.data' } });
    await expectClean(job);
  });
});

describe('side by side', () => {
  it('a source is only read: a backup of it and two copies from it go on at once', async () => {
    await using other = await looseStack({ db: 'postgres:17' });
    const requests: Plan[] = [{ operation: 'backup', stack: shop.project }, copy(), copy({ ...database(), to: other.project })];
    const jobs = await Promise.all(requests.map(start));
    for (const job of jobs) succeeded(await endOf(core.api, job));
    expect(await other.psql('select count(*) > 40000 from orders', 'shop')).toBe('t');
  });

  it('into one target only one goes', async () => {
    const jobs = await Promise.all([start(copy(database())), start(copy(database()))]);
    const outcomes = await Promise.all(jobs.map(async (job) => (await endOf(core.api, job)).error?.message.key ?? 'succeeded'));
    expect(outcomes.toSorted()).toEqual(['locked.held', 'succeeded']);
  });

  it('a source that is switched over meanwhile fails the copy or is copied as it was, never half', async () => {
    const snapshot = succeeded(
      (await core.run({ operation: 'backup', stack: shop.project, services: ['postgres'] })).ended,
    ).snapshot;
    await sql(dev, 'select 1');
    const rows = await sql(shop, 'select count(*) from orders');
    const restore: Plan = { operation: 'restore', snapshot: snapshot ?? '', items: ['shop'] };
    const jobs = await Promise.all([start(copy(database())), start(restore)]);
    const [read, switched] = await Promise.all(jobs.map((job) => endOf(core.api, job)));
    expect(switched?.outcome).toBe('succeeded');
    const copied = read?.outcome === 'succeeded' ? await sql(dev, 'select count(*) from orders') : read?.error?.code;
    // `unsupported`: a database is closed for the moment in which it is switched over.
    expect([rows, 'capture-failed', 'tool-failed', 'not-found', 'conflict', 'unsupported']).toContain(copied);
    await expectClean(jobs[0] ?? '');
  });
});

interface LooseStack extends AsyncDisposable {
  project: string;
  psql(script: string, database?: string): Promise<string>;
}

/** Containers of the given images as one stack, each on a volume of its own. */
async function looseStack(
  services: Record<string, string>,
  options: string[] = [],
  { megabytes }: { megabytes?: number } = {},
): Promise<LooseStack> {
  const project = `longshore-test-loose-${randomBytes(3).toString('hex')}`;
  await using stack = new AsyncDisposableStack();
  for (const [service, tag] of Object.entries(services)) {
    const postgres = tag.startsWith('postgres');
    const volume = `${project}-${service}`;
    const size = megabytes === undefined ? [] : ['type=tmpfs', 'device=tmpfs', `o=size=${megabytes}m`].flatMap((o) => ['-o', o]);
    await run('docker', ['volume', 'create', '--label', 'longshore.test=1', ...size, volume]);
    stack.defer(async () => void (await run('docker', ['volume', 'rm', '-f', volume])));
    stack.use(
      await startContainer({
        image: `longshore-test/${tag}`,
        name: `${project}-${service}-1`,
        labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': service },
        ...(postgres && { env: { POSTGRES_PASSWORD: 'x', POSTGRES_USER: 'shop', POSTGRES_DB: 'postgres' } }),
        ...(postgres && options.length > 0 && { command: ['postgres', ...options] }),
        volumes: { [volume]: postgres ? '/var/lib/postgresql/data' : '/data' },
      }),
    );
  }
  const psql = async (script: string, name = 'postgres'): Promise<string> => {
    const words = ['psql', '-h', '127.0.0.1', '-U', 'shop', '-d', name, '-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', script];
    return (await run('docker', ['exec', `${project}-db-1`, ...words])).stdout.trim();
  };
  await waitFor(async () => (await psql('select 1').catch(() => '')) === '1');
  const owned = stack.move();
  return { project, psql, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
