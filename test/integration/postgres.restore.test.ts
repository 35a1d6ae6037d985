import { describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import type { ChangeRef, Staged, StageOptions } from '../../shared/src/drivers/driver.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { standInMark } from '../../shared/src/drivers/postgres/roles.ts';
import { compare } from '../../shared/src/model/proof.ts';
import { installExtension, short, startServer, store, type Stored, type TestServer } from './postgres.support.ts';

const ctx = plainContext();

async function capture(server: TestServer, version: string, items?: string[]): Promise<Stored> {
  await using prepared = await postgres.prepare(
    server.target,
    items ? { items } : {},
    { counts: true, lockTimeout: 20_000 },
    ctx,
  );
  await using captured = await prepared.fix(ctx);
  return await store(captured, version);
}

const intended: ChangeRef[] = [];
const stage = (server: TestServer, stored: Stored, options: Partial<StageOptions> = {}): Promise<Staged> =>
  postgres.stage(
    server.target,
    stored.set,
    { id: short(), intend: async (ref) => void intended.push(structuredClone(ref)), ...options },
    ctx,
  );

const names = (server: TestServer): Promise<string> =>
  server.sql('select string_agg(datname, $$,$$ order by datname) from pg_database');

describe('a restore', () => {
  test('refuses before anything exists: an older server, a missing extension, a database that is not in the set', async () => {
    await using source = await startServer({ tag: 'postgres:17' });
    await source.sql('create extension vector; create table t as select 1 as i');
    const stored = await capture(source, '17.1');
    await using older = await startServer({ tag: 'postgres:15' });
    const before = await names(older);
    await expect(stage(older, stored)).rejects.toMatchObject({ key: 'incompatible.postgres-version' });
    await using lacking = await startServer({ tag: 'postgres-alpine:17' });
    await lacking.sql(`select count(*) from pg_available_extensions where name = 'vector'`);
    const bare = {
      ...stored,
      set: { ...stored.set, detail: JSON.parse(JSON.stringify(stored.detail).replaceAll('"vector"', '"missing_one"')) },
    };
    await expect(stage(source, bare)).rejects.toMatchObject({
      key: 'incompatible.extensions',
      params: { extensions: ['missing_one'] },
    });
    await expect(stage(source, stored, { items: ['other'] })).rejects.toMatchObject({ key: 'not-found.database-in-snapshot' });
    expect(await names(older)).toBe(before);
    expect(await source.sql(`select count(*) from pg_database where datname like '%longshore%'`)).toBe('0');
  });

  test('into another superuser’s server gives it what the first superuser owned, default grants included', async () => {
    await using source = await startServer({ env: { POSTGRES_USER: 'prod admin' } });
    await source.sql(`create role app login; create database shop;`);
    await source.sql(
      `create schema s; create table s.t as select 1 as i; grant select on s.t to app; alter default privileges in schema s grant insert on tables to app;
       create table s.theirs (i int); alter table s.theirs owner to app; create function f() returns int language sql as 'select 1'`,
      'shop',
    );
    const stored = await capture(source, '17', ['shop']);
    await using target = await startServer();
    await using staged = await stage(target, stored);
    expect(compare(stored.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
    await staged.swap(ctx);
    expect(
      await target.sql(
        `select relname, relowner::regrole, relacl from pg_class where relname in ('t', 'theirs') order by 1`,
        'shop',
      ),
    ).toBe('t|postgres|{postgres=arwdDxtm/postgres,app=r/postgres}\ntheirs|app|');
    expect(await target.sql('select defaclrole::regrole, defaclacl from pg_default_acl', 'shop')).toBe(
      'postgres|{app=a/postgres}',
    );
    expect(await target.sql(`select count(*) from pg_roles where rolname = 'prod admin'`)).toBe('0');
    expect(await target.sql(`select datdba::regrole from pg_database where datname = 'shop'`)).toBe('postgres');

    // One that a job left behind when it died is no role of this server's: it is used again, and goes.
    await target.sql(`create role "prod admin" superuser nologin;\ncomment on role "prod admin" is '${standInMark}'`);
    await using again = await stage(target, stored);
    expect(compare(stored.inventory, await again.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
    await again.swap(ctx);
    expect(await target.sql('select t.relowner::regrole from pg_class t where relname = $$t$$', 'shop')).toBe('postgres');
    expect(await target.sql(`select count(*) from pg_roles where rolname = 'prod admin'`)).toBe('0');
  });

  test('leaves out owners and grants when asked, and then needs no roles', async () => {
    await using source = await startServer();
    await source.sql('create role app login; create database shop owner app');
    await source.sql('create table t as select 1 as i; alter table t owner to app; grant select on t to app', 'shop');
    const stored = await capture(source, '17', ['shop']);
    await using target = await startServer();
    await using staged = await stage(target, stored, { noOwner: true, noPrivileges: true });
    expect(compare(stored.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
    await staged.swap(ctx);
    expect(await target.sql(`select relowner::regrole, relacl is null from pg_class where relname = 't'`, 'shop')).toBe(
      'postgres|t',
    );
    expect(await target.sql(`select count(*) from pg_roles where rolname = 'app'`)).toBe('0');
  });

  test('touches neither passwords nor memberships of roles that exist', async () => {
    await using server = await startServer();
    await server.sql(`create role app login password 'old'; create role team; grant team to app; create database shop owner app`);
    const stored = await capture(server, '17', ['shop']);
    await server.sql(`alter role app password 'new' connection limit 3; revoke team from app; drop role team`);
    const before = await server.sql(`select rolpassword, rolconnlimit from pg_authid where rolname = 'app'`);
    await using staged = await stage(server, stored);
    await staged.swap(ctx);
    expect(await server.sql(`select rolpassword, rolconnlimit from pg_authid where rolname = 'app'`)).toBe(before);
  });

  test('that fails half way leaves neither databases nor roles behind', async () => {
    await using source = await startServer();
    await source.sql('create role app login; create database shop owner app');
    await source.sql('create table t as select generate_series(1, 20000) as i; alter table t owner to app', 'shop');
    const stored = await capture(source, '17', ['shop']);
    await using target = await startServer();
    const before = await names(target);
    const dump = stored.artifacts.get('shop.dump') ?? Buffer.alloc(0);
    const cut = {
      ...stored.set,
      artifacts: stored.set.artifacts.map((artifact) =>
        artifact.name === 'shop.dump'
          ? { ...artifact, open: async () => (await import('node:stream')).Readable.from([dump.subarray(0, -40)]) }
          : artifact,
      ),
    };
    await expect(stage(target, { ...stored, set: cut })).rejects.toMatchObject({ key: 'tool-failed.restore' });
    const broken = new Error('the repository is gone');
    const failing = {
      ...cut,
      artifacts: cut.artifacts.map((artifact) =>
        artifact.name === 'shop.dump'
          ? {
              ...artifact,
              open: async () =>
                (await import('node:stream')).Readable.from(
                  (async function* () {
                    yield dump.subarray(0, 3000);
                    throw broken;
                  })(),
                ),
            }
          : artifact,
      ),
    };
    await expect(stage(target, { ...stored, set: failing })).rejects.toThrow('the repository is gone');
    expect(await names(target)).toBe(before);
    expect(await target.sql(`select count(*) from pg_roles where rolname = 'app'`)).toBe('0');
  });

  test('that is cancelled leaves nothing behind', async () => {
    await using server = await startServer();
    await server.sql('create database shop');
    await server.sql(
      `create table t as select g, repeat(md5(g::text), 10) from generate_series(1, 300000) g; create index on t (g); create index on t (repeat)`,
      'shop',
    );
    const stored = await capture(server, '17', ['shop']);
    const before = await names(server);
    const stop = new AbortController();
    const job = plainContext({ signal: stop.signal });
    const options = { id: short(), intend: () => Promise.resolve() };
    const artifacts = stored.set.artifacts.map((artifact) => ({
      ...artifact,
      open: async () => {
        if (artifact.name === 'shop.dump') setTimeout(() => stop.abort(), 300);
        return artifact.open(ctx);
      },
    }));
    await expect(postgres.stage(server.target, { ...stored.set, artifacts }, options, job)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await names(server)).toBe(before);
    expect(await server.sql(`select count(*) from pg_stat_activity where application_name like '%pg_restore%'`)).toBe('0');
  });
});

test('a newer server takes what an older one saved, and a view that cannot be filled there loses no data', async () => {
  await using source = await startServer({ tag: 'postgres:13' });
  await source.sql(`create table t as select generate_series(1, 50) as i;
    create function inner_one() returns int language sql as 'select 1';
    create function outer_one() returns int language plpgsql as 'begin return inner_one(); end';
    create materialized view "mat v" as select outer_one() as x;
    create materialized view second as select * from "mat v"`);
  const stored = await capture(source, '13');
  await using target = await startServer({ tag: 'postgres:17' });
  await using staged = await stage(target, stored);
  expect(compare(stored.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, rows: 50 });
  await staged.swap(ctx);
  expect(await staged.settle(ctx)).toContainEqual({
    key: 'postgres.views-unfilled',
    params: { database: 'postgres', views: ['public."mat v"', 'public.second'] },
  });
  expect(await target.sql('select count(*) from t')).toBe('50');
});

test('rows that an extension makes itself and has registered for dumps do not come twice', async () => {
  const script = `create table kinds (id int primary key, name text); insert into kinds values (1, 'made'), (2, 'made');
    create table parts (kind int references kinds, id int primary key); insert into parts values (1, 1), (2, 2);
    select pg_catalog.pg_extension_config_dump('kinds', ''); select pg_catalog.pg_extension_config_dump('parts', 'where id > 1');`;
  await using server = await startServer();
  await installExtension(server, 'kindly', script);
  await server.sql('create database shop');
  await server.sql(
    `create extension kindly; update kinds set name = 'changed' where id = 2; insert into kinds values (3, 'mine'); create table t as select 1 as i`,
    'shop',
  );
  const stored = await capture(server, '17', ['shop']);
  await using staged = await stage(server, stored);
  expect(compare(stored.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
  await staged.swap(ctx);
  expect(await server.sql('select * from kinds order by 1; select * from parts order by 2', 'shop')).toBe(
    '1|made\n2|changed\n3|mine\n1|1\n2|2',
  );
});

test.each([
  ['postgres:15', `locale_provider icu icu_locale 'de-DE'`],
  ['postgres:17', `locale_provider icu icu_locale 'und' icu_rules '&V << w <<< W'`],
  ['postgres:18', `locale_provider builtin builtin_locale 'PG_UNICODE_FAST'`],
])('on %s a database keeps its %s', async (tag, locale) => {
  await using server = await startServer({ tag });
  await server.sql(`create database shop template template0 ${locale}`);
  await server.sql(`create table t as select 1 as i`, 'shop');
  const facts = `select row_to_json(d)::jsonb - '{oid,datfrozenxid,datminmxid,dathasloginevt}'::text[] from pg_database d where datname = 'shop'`;
  const before = await server.sql(facts);
  const stored = await capture(server, '15', ['shop']);
  await server.sql('drop database shop');
  await using staged = await stage(server, stored);
  expect(compare(stored.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
  await staged.swap(ctx);
  expect(await server.sql(facts)).toBe(before);
});
