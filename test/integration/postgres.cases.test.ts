import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ArtifactSource } from '../../shared/src/artifact.ts';
import { plainContext } from '../../shared/src/context.ts';
import type { ChangeRef, Staged, StageOptions } from '../../shared/src/drivers/driver.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import type { Message } from '../../shared/src/model/message.ts';
import { compare } from '../../shared/src/model/proof.ts';
import { commitContainer, restartContainer, waitFor } from '../support/docker.ts';
import { host, image, short, startServer, store, type Stored, type TestServer } from './postgres.support.ts';

/*
 * What databases of real installations have, and a backup must be restorable with: each server here has many of them, which are saved
 * once, drilled once and restored once.
 */

const ctx = plainContext();
const counts = { counts: true, lockTimeout: 60_000 };
const proven = { ok: true, differences: [] };

async function capture({ target }: TestServer, version: string, items?: string[]): Promise<Stored> {
  await using prepared = await postgres.prepare(target, items ? { items } : {}, counts, ctx);
  await using captured = await prepared.fix(ctx);
  return await store(captured, version);
}

const stage = ({ target }: TestServer, stored: Stored, options: Partial<StageOptions> = {}): Promise<Staged> =>
  postgres.stage(target, stored.set, { id: short(), intend: () => Promise.resolve(), ...options }, ctx);

/** Makes what is staged live, and resolves with what the restore warns of. */
async function restore(
  server: TestServer,
  stored: Stored,
  options: Partial<StageOptions> = {},
): Promise<{ ref: ChangeRef; warnings: Message[] }> {
  await using staged = await stage(server, stored, options);
  const chosen = new Set(options.items ?? stored.inventory.entries.map(({ item }) => item));
  const entries = stored.inventory.entries.filter(({ item }) => chosen.has(item));
  expect(compare({ ...stored.inventory, entries }, await staged.inventory(ctx))).toMatchObject(proven);
  const ref = await staged.swap(ctx);
  return { ref, warnings: await staged.settle(ctx) };
}

/** Makes databases, each with its script. */
async function make(server: TestServer, databases: Record<string, string>, options: Record<string, string> = {}): Promise<void> {
  for (const [name, script] of Object.entries(databases)) {
    await server.sql(`create database ${name} ${options[name] ?? ''}`);
    await server.sql(script, name);
  }
}

function readOnce(artifact: ArtifactSource): ArtifactSource {
  let read = false;
  return {
    ...artifact,
    open: (late) => {
      if (read) throw new Error(`${artifact.name} is read twice`);
      read = true;
      return artifact.open(late);
    },
  };
}

const keys = (messages: readonly Message[]): string[] => messages.map(({ key }) => key);

describe('PostgreSQL 17 with what people install', () => {
  const databases = {
    // A script of an extension that puts its path together from the database's own.
    maps: `create extension postgis; create extension fuzzystrmatch; create schema tiger; create extension postgis_tiger_geocoder;
      create table parcels as select g as id, st_point(g, g) as at from generate_series(1, 50) g`,
    base: `create table start as select 1 as i; alter database base is_template true`,
    // Latin-1 in a database that has no encoding.
    legacy: `create table people as select 1 as id, convert_from('\\x436166e9', 'SQL_ASCII') as name`,
    // Its index takes half a gigabyte of shared memory as soon as two processes build it.
    docs: `create extension vector; create table docs as select g as id, array[g, g % 7, g % 11]::real[]::vector(3) as e from generate_series(1, 3000) g;
      set max_parallel_maintenance_workers = 0; create index docs_e on docs using hnsw (e vector_l2_ops);
      alter database docs set maintenance_work_mem = '512MB'; alter database docs set min_parallel_table_scan_size = 0`,
    // Rules that ask a setting of the database, and one of the server.
    tenant: `alter database tenant set app.tenant = '7'; set app.tenant = '7';
      create function tenant() returns int language sql stable as $$ select current_setting('app.tenant')::int $$;
      create table notes (id int primary key, t int not null default tenant(), check (t = public.tenant() and current_setting('app.plan') = 'gold'));
      insert into notes (id) select generate_series(1, 20)`,
    // Settings that change what a session says, and may do.
    odd: `create table t as select g as id, '\\x00'::bytea as b, interval '1 day' as d from generate_series(1, 5) g;
      create role owner_of_odd; alter database odd set quote_all_identifiers = on; alter database odd set role = 'owner_of_odd';
      alter database odd set bytea_output = 'escape'; alter database odd set intervalstyle = 'sql_standard';
      alter database odd set session_replication_role = 'replica'; alter database odd set default_transaction_isolation = 'serializable'`,
    // It writes down each session that comes, ours if it may.
    logins: `create table logins (who text); create function note() returns event_trigger language plpgsql as $$
      begin insert into public.logins values (session_user); end $$;
      create event trigger note on login execute function note(); alter event trigger note enable always`,
    // It writes down each command, and lets no view be filled.
    diary: `create table diary (tag text); create table sales as select g as id, g % 7 as shop from generate_series(1, 100) g;
      create materialized view per_shop as select shop, count(*) as n from sales group by 1;
      create function note() returns event_trigger language plpgsql as $$ begin insert into public.diary values (tg_tag); end $$;
      create event trigger note on ddl_command_end execute function note();
      create function refuse() returns event_trigger language plpgsql as $$ begin raise exception 'only the app may do that'; end $$;
      create event trigger refuse on ddl_command_end when tag in ('REFRESH MATERIALIZED VIEW', 'CREATE TABLE') execute function refuse()`,
  };
  const noEncoding = { legacy: `encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0` };

  test('is saved, drilled, restored and undone', async () => {
    await using server = await startServer({
      tag: 'postgres-extensions:17',
      command: ['postgres', '-c', 'app.plan=gold', '-c', 'app.jwt_secret=hidden'],
    });
    await make(server, databases, noEncoding);
    const names = Object.keys(databases);
    const stored = await capture(server, '17', names);
    expect(JSON.stringify(stored.detail)).not.toContain('hidden');
    {
      await using drill = await postgres.trial(host, [server.target.container.imageId], stored.set, {}, ctx);
      expect(compare(stored.inventory, await drill.inventory(ctx))).toMatchObject(proven);
      expect(drill.warnings).toEqual([]);
    }
    // A standby that never comes holds the commits of others, not ours.
    await server.sql(`alter system set synchronous_standby_names = 'nowhere'; select pg_reload_conf()`.replace('; ', ';\n'));
    const { ref, warnings } = await restore(server, stored);
    await server.sql('alter system reset synchronous_standby_names;\nselect pg_reload_conf()');
    expect(warnings).toEqual([]);

    expect(await server.sql(`select count(*) from tiger.pagc_rules`, 'maps')).not.toBe('0');
    expect(await server.sql(`select datistemplate from pg_database where datname = 'base'`)).toBe('t');
    expect(await server.sql(`create database from_base template base;\nselect count(*) from pg_database`)).not.toBe('');
    expect(await server.sql(`\\x on\nselect encode(convert_to(name, 'SQL_ASCII'), 'hex') from people`, 'legacy')).toContain(
      '436166e9',
    );
    expect(await server.sql(`select indisvalid from pg_index where indexrelid = 'docs_e'::regclass`, 'docs')).toBe('t');
    expect(await server.sql('select count(*), min(t) from notes', 'tenant')).toBe('20|7');
    expect(
      await server.sql(
        `select string_agg(lower(c), ' ' order by lower(c)) from pg_db_role_setting s, unnest(s.setconfig) c, pg_database d where d.oid = s.setdatabase and d.datname = 'odd'`,
      ),
    ).toBe(
      'bytea_output=escape default_transaction_isolation=serializable intervalstyle=sql_standard quote_all_identifiers=on role=owner_of_odd session_replication_role=replica',
    );
    // The session of this test alone.
    expect(await server.sql('select count(*) from logins', 'logins')).toBe('1');
    expect(await server.sql('select evtname, evtenabled from pg_event_trigger', 'logins')).toBe('note|A');
    expect(await server.sql('select count(*) from diary', 'diary')).toBe('1');
    expect(await server.sql('select count(*) from per_shop', 'diary')).toBe('7');

    const inspected = await postgres.inspect(server.target, ctx);
    expect(inspected.items.flatMap(({ blocked }) => blocked)).toEqual([]);
    await using back = await postgres.reopen(server.target, ref, { id: short(), intend: () => Promise.resolve() }, ctx);
    const second = await back.swap(ctx);
    await postgres.discard(server.target, second, 'undo', ctx);
    expect(await server.sql(`select datname, datistemplate from pg_database where datname like 'base%' order by 1`)).toBe(
      'base|t',
    );
  });

  test('takes rows into a hypertable after a restore in place', async () => {
    await using server = await startServer({
      tag: 'postgres-extensions:17',
      command: ['postgres', '-c', 'shared_preload_libraries=timescaledb'],
    });
    await make(server, {
      metrics: `create extension timescaledb; create table m (t timestamptz not null, d int, v float);
        select create_hypertable('m', 't', chunk_time_interval => interval '1 day');
        insert into m select now() - g * interval '5 min', g % 9, g from generate_series(1, 900) g`,
    });
    const stored = await capture(server, '17', ['metrics']);
    // What the extension counts for itself is in no dump.
    for (const entry of stored.inventory.entries) if (entry.name.startsWith('_timescaledb_internal.bgw_job')) entry.atLeast = {};
    {
      await using drill = await postgres.trial(host, [server.target.container.imageId], stored.set, {}, ctx);
      expect(compare(stored.inventory, await drill.inventory(ctx))).toMatchObject(proven);
    }
    const { warnings } = await restore(server, stored, { inPlace: true });
    expect(warnings).toEqual([]);
    await server.sql(`insert into m values (now() + interval '9 days', 1, 1), (now(), 1, 1)`, 'metrics');
    expect(await server.sql('select count(*) from m', 'metrics')).toBe('902');
    expect(await server.sql('show timescaledb.restoring', 'metrics')).toBe('off');
  });
});

describe('PostgreSQL 15', () => {
  const databases = {
    shop: `create table w as select unnest('{a,B,c,Z,z}'::text[]) as t`,
    emoji: `create table w as select 1 as i`,
    // Event triggers that would see the load, and views that a safe path cannot fill.
    diary: `create extension citext; create table diary (tag text); create table people as select g as id from generate_series(1, 100) g;
      create function many() returns bigint language plpgsql stable as $$ begin return (select count(*) from people); end $$;
      create materialized view "a view" as select many() as n;
      create function note() returns event_trigger language plpgsql as $$ begin insert into public.diary values (tg_tag); end $$;
      create event trigger note on ddl_command_end execute function note(); alter event trigger note enable always;
      comment on event trigger note is 'keeps a diary';
      create function refuse() returns event_trigger language plpgsql as $$ begin raise exception 'only the app may do that'; end $$;
      create event trigger refuse on ddl_command_end when tag in ('REFRESH MATERIALIZED VIEW') execute function refuse();
      create event trigger "left off" on ddl_command_end execute function refuse(); alter event trigger "left off" disable`,
    // One that no path can fill: the drill says so, too.
    hopeless: `create table t as select 1 as i; create function f() returns int language plpgsql stable as $$ begin return 1 / (select i from public.t); end $$;
      create materialized view mv as select f() as n; update t set i = 0`,
  };
  const options = {
    shop: `template template0 locale_provider libc lc_collate 'C' lc_ctype 'C'`,
    emoji: `template template0 locale_provider icu icu_locale 'en-US-u-co-emoji'`,
  };

  test('in a cluster that began with ICU is saved, drilled and restored, and moves on to 17', async () => {
    await using server = await startServer({
      tag: 'postgres:15',
      env: { POSTGRES_INITDB_ARGS: '--locale-provider=icu --icu-locale=de-DE' },
    });
    await make(server, databases, options);
    const names = Object.keys(databases);
    const stored = await capture(server, '15', names);
    const unfilled = { key: 'postgres.views-unfilled', params: { database: 'hopeless', views: ['public.mv'] } };
    {
      await using drill = await postgres.trial(host, [server.target.container.imageId], stored.set, {}, ctx);
      expect(compare(stored.inventory, await drill.inventory(ctx))).toMatchObject(proven);
      expect(drill.warnings).toEqual([unfilled]);
    }
    const { warnings } = await restore(server, stored);
    expect(warnings).toEqual([unfilled]);
    const look = async (there: TestServer): Promise<void> => {
      expect(await there.sql(`select string_agg(t, ',' order by t) from w`, 'shop')).toBe('B,Z,a,c,z');
      expect(await there.sql('select count(*) from diary', 'diary')).toBe('1');
      expect(
        await there.sql(
          'select evtname, evtenabled, evtowner::regrole, obj_description(oid) from pg_event_trigger order by 1',
          'diary',
        ),
      ).toBe('left off|D|postgres|\nnote|A|postgres|keeps a diary\nrefuse|O|postgres|');
    };
    await look(server);
    expect(await server.sql('select n from "a view"', 'diary')).toBe('100');
    // As a copy comes, which can be read once.
    const live = { ...stored, set: { ...stored.set, live: true as const, artifacts: stored.set.artifacts.map(readOnce) } };
    await restore(server, live, { items: ['diary'] });
    await look(server);
    await using newer = await startServer();
    await using staged = await stage(newer, stored, { items: ['shop', 'emoji', 'diary'] });
    await staged.swap(ctx);
    await look(newer);
    expect(await newer.sql(`select datlocprovider, datlocale from pg_database where datname = 'emoji'`)).toBe(
      'i|en-US-u-co-emoji',
    );
  });
});

test('rights on the schema public come along from 13 to 17, and only where they were', async () => {
  await using old = await startServer({ tag: 'postgres:13' });
  await old.sql('create role web login');
  await make(old, {
    app: 'create table t as select 1 as i',
    closed: 'create table t as select 1 as i; revoke create on schema public from public',
    granted: 'create table t as select 1 as i; grant all on schema public to web',
  });
  const stored = await capture(old, '13', ['app', 'closed', 'granted']);
  const without = JSON.parse(JSON.stringify(stored.detail).replaceAll('"publicRights"', '"unknown"')) as Stored['detail'];
  await using server = await startServer();
  const created = (database: string): Promise<string> =>
    server.sql(
      `select has_schema_privilege('public', 'public', 'create'), has_schema_privilege('web', 'public', 'usage')`,
      database,
    );
  for (const set of [stored.set, { ...stored.set, detail: without }]) {
    await restore(server, { ...stored, set });
    expect([await created('app'), await created('closed'), await created('granted')]).toEqual(['t|t', 'f|t', 't|t']);
  }
  await restore(server, stored, { items: ['app'], rename: { app: 'bare' }, noPrivileges: true });
  expect(await created('bare')).toBe('f|t');
});

test('an extension that is mounted is there when a restore in place is tried, in the version and the frame that it wants', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-extension-'));
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  await chmod(folder, 0o755);
  // Its name alone says that it has a frame. Rows of version 1 do not fit version 2.
  const script = (columns: string): string => `create table item (id int primary key${columns});
    create table called (what text);
    select pg_catalog.pg_extension_config_dump('item', '');
    create function timescaledb_pre_restore() returns bool language sql as $$ insert into @extschema@.called values ('before'); select true $$;
    create function timescaledb_post_restore() returns bool language sql as $$ insert into @extschema@.called select 'after ' || count(*) from @extschema@.item; select true $$;`;
  const files = {
    'timescaledb.control': 'default_version = 2\nrelocatable = false\n',
    'timescaledb--1.sql': script(''),
    'timescaledb--2.sql': script(', more int not null'),
  };
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  await using server = await startServer({
    volumes: Object.fromEntries(
      Object.keys(files).map((file) => [join(folder, file), `/usr/share/postgresql/17/extension/${file}:ro`]),
    ),
  });
  await make(server, {
    app: `create extension timescaledb version '1'; insert into item values (1), (2); create table t as select 1 as i`,
  });
  const stored = await capture(server, '17', ['app']);
  await expect(postgres.trial(host, [server.target.container.imageId], stored.set, {}, ctx)).rejects.toMatchObject({
    key: 'incompatible.extensions',
    params: { service: image('postgres:17'), extensions: ['timescaledb'] },
    hint: { key: 'hint.extensions-beside' },
  });
  await restore(server, stored, { inPlace: true });
  expect(await server.sql('select count(*) from t', 'app')).toBe('1');
  expect(await server.sql('select what from called', 'app')).toBe('before\nafter 2');
  expect(await server.sql('select extversion from pg_extension where extname = $$timescaledb$$', 'app')).toBe('1');
});

const entryPoint = '/usr/local/bin/docker-entrypoint.sh';

test('a drill needs no entry point and no user but the server’s programs; a standby is known as one, and is no target', async () => {
  await using server = await startServer();
  await make(server, { app: 'create table t as select 1 as i' });
  const stored = await capture(server, '17', ['app']);
  const asRoot = (script: string): Promise<string> => text(host.exec(server.id, ['sh', '-ec', script], ctx, { user: '0' }));
  await asRoot(`mv ${entryPoint} /root/; cp -p /etc/passwd /root/; sed -i '/^postgres:/d' /etc/passwd`);
  {
    await using bare = await commitContainer(server.id, `longshore-test/bare-${short()}`);
    await using drill = await postgres.trial(host, [bare.id], stored.set, {}, ctx);
    expect(compare(stored.inventory, await drill.inventory(ctx))).toMatchObject(proven);
  }
  await asRoot(
    `mv /root/docker-entrypoint.sh ${entryPoint}; cp -p /root/passwd /etc/; touch "$PGDATA/standby.signal"; chown postgres "$PGDATA/standby.signal"`,
  );
  await restartContainer(server.id);
  await waitFor(async () => (await server.sql('select pg_is_in_recovery()').catch(() => '')) === 't');
  const { items, warnings } = await postgres.inspect(server.target, ctx);
  expect(items.map(({ blocked }) => keys(blocked))).toEqual(items.map(() => ['postgres.blocked-standby']));
  expect(keys(warnings)).toContain('postgres.standby');
  for (const inPlace of [false, true]) {
    await expect(stage(server, stored, { inPlace })).rejects.toMatchObject({ key: 'unsupported.standby' });
  }
});
