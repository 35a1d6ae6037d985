import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import type { Staged, StageOptions } from '../../shared/src/drivers/driver.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { compare, type Difference, type FoundInventory } from '../../shared/src/model/proof.ts';
import { corpus, corpusRoles, noPublic, resetPublic } from './postgres.corpus.ts';
import { short, startServer, store, type Stored, type TestServer } from './postgres.support.ts';

const ctx = plainContext();
const majors = [13, 15, 17, 18];
/** A setting that later versions do not know. */
const refused = 'operator_precedence_warning';
const servers = new Map<number, TestServer>();
const saved = new Map<number, Stored>();

const on = (major: number): TestServer => {
  const server = servers.get(major);
  if (!server) throw new Error(`no server ${major}`);
  return server;
};
const of = (major: number): Stored => {
  const stored = saved.get(major);
  if (!stored) throw new Error(`nothing of ${major}`);
  return stored;
};

async function capture(server: TestServer, version: string, items: string[]): Promise<Stored> {
  await using prepared = await postgres.prepare(server.target, { items }, { counts: true, lockTimeout: 20_000 }, ctx);
  await using captured = await prepared.fix(ctx);
  return await store(captured, version);
}

const stage = (server: TestServer, stored: Stored, options: Partial<StageOptions> = {}): Promise<Staged> =>
  postgres.stage(server.target, stored.set, { id: short(), intend: () => Promise.resolve(), ...options }, ctx);
const stagedName = (server: TestServer): Promise<string> =>
  server.sql(`select datname from pg_database where datname like 'app\\_\\_longshore\\_%'`);
const said = ({ type, name, field }: Difference): string => [type, name, field].filter((one) => one !== '').join(' ');

beforeAll(async () => {
  await Promise.all(
    majors.map(async (major) => {
      // Each in a time zone of its own: what is printed must not depend on it.
      const server = await startServer({
        tag: `postgres:${major}`,
        command: ['postgres', '-c', `timezone=Etc/GMT-${major % 12}`],
      });
      servers.set(major, server);
      await server.sql(corpusRoles);
      await server.sql('create database app owner app');
      await server.sql(
        `comment on database app is 'the app'; grant create on database app to web; alter database app set work_mem = '3MB';
         alter role web in database app set search_path = 'shop, public';`,
      );
      if (major === 13) await server.sql(`alter database app set ${refused} = on`);
      await server.sql(corpus, 'app');
      await server.sql('create database reset');
      await server.sql(resetPublic, 'reset');
      await server.sql('create database bare');
      await server.sql(noPublic, 'bare');
      saved.set(major, await capture(server, String(major), ['app', 'reset', 'bare']));
    }),
  );
});
afterAll(async () => {
  for (const server of servers.values()) await server[Symbol.asyncDispose]();
});

describe('a right restore is proven, with every table, right and condition compared by name', () => {
  const pairs = majors.flatMap((from) => majors.filter((to) => to >= from).map((to) => [from, to] as const));
  test.each(pairs)('from %i into %i', async (from, to) => {
    await using staged = await stage(on(to), of(from));
    const proof = compare(of(from).inventory, await staged.inventory(ctx));
    expect(proof).toMatchObject({ ok: true, differences: [], notCompared: [] });
    expect(proof.notes.map(said)).toEqual(from === 13 && to > 13 ? [`database settings.${refused}`] : []);
  });
});

describe('so is one into a server', () => {
  test('whose first superuser has another name, and one that SQL has to quote', async () => {
    await using target = await startServer({ env: { POSTGRES_USER: 'user' } });
    await using staged = await stage(target, of(17));
    expect(compare(of(17).inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
  });

  test('without owners, or without rights', async () => {
    await using target = await startServer();
    for (const options of [{ noOwner: true }, { noPrivileges: true }]) {
      await using staged = await stage(target, of(17), options);
      const found = await staged.inventory(ctx);
      const owners = (name: string): boolean => !(options.noOwner ?? false) || name !== 'owner';
      const recorded = Object.fromEntries(
        Object.entries(found.recorded ?? {}).map(([type, facts]) => [type, facts.filter(owners)]),
      );
      expect(compare(of(17).inventory, found, { expected: of(17).inventory.recorded, found: recorded })).toMatchObject({
        ok: true,
        differences: [],
      });
    }
  });
});

test('keys and passwords that a trigger hands on are in no inventory', () => {
  expect(JSON.stringify(of(17).inventory)).not.toContain('geheim');
});

/** What is changed in a staged database, and how the proof must name it. */
const changes: [statement: string, ...named: string[]][] = [
  ['drop table shop.scratch', 'table shop.scratch'],
  ['create table shop.more (x int)', 'table shop.more'],
  ['alter table shop.orders drop column at', 'table shop.orders columns.at', 'table shop.orders order'],
  ['alter table shop.items alter price set default 2', 'table shop.items defaults.price'],
  ['alter table shop.items alter price drop not null', 'table shop.items columns.price'],
  ['alter table shop.base alter c type varchar', 'table shop.base columns.c', 'table shop.kid columns.c'],
  ['alter table shop.items drop constraint cheap', 'table shop.items constraints.cheap'],
  [
    `alter table shop.items drop constraint items_status_check, add constraint items_status_check check (status in ('new', 'olt')) not valid`,
    'table shop.items constraints.items_status_check',
  ],
  ['alter table shop.orders drop constraint orders_item_fkey', 'table shop.orders constraints.orders_item_fkey'],
  ['drop index shop.items_lower', 'table shop.items indexes.items_lower'],
  [
    'drop index shop.items_status; create index items_status on shop.items (status) where price > 1',
    'table shop.items indexes.items_status',
  ],
  ['alter table shop.items disable trigger touching', 'table shop.items triggers.touching'],
  ['drop trigger late on shop.orders', 'table shop.orders triggers.late'],
  ['drop policy mine on shop.items', 'table shop.items policies.mine'],
  [
    'drop policy odd on shop.orders; create policy odd on shop.orders for select to app using (true)',
    'table shop.orders policies.odd',
  ],
  ['alter table shop.items disable row level security', 'table shop.items security'],
  ['revoke select on shop.items from web', 'table shop.items rights.web'],
  ['revoke update (name) on shop.items from team', 'table shop.items rights.team (name)'],
  ['grant select on shop.sums to web', 'matview shop.sums rights.web'],
  ['revoke usage on schema shop from web', 'schema shop rights.web'],
  ['alter table shop.kid owner to web', 'table shop.kid owner'],
  ['drop rule no_delete on shop.orders', 'table shop.orders rules.no_delete'],
  ['delete from shop.items where id = 1', 'table shop.items rows'],
  [`comment on column shop.items.name is 'another'`, 'table shop.items comments'],
  ['alter table shop.parts_1a set (fillfactor = 40)', 'table shop.parts_1a options'],
  [
    `create or replace function shop.add(a int, b int default 2) returns int language sql immutable strict parallel safe set search_path = pg_catalog as 'select a - b'`,
    'function shop.add(a integer, b integer) body',
  ],
  ['alter function shop.touch() security definer', 'function shop.touch() options'],
  ['drop procedure shop.proc()', 'procedure shop.proc()'],
  ['drop aggregate shop.total (int)', 'aggregate shop.total(integer)'],
  [`alter type shop.mood add value 'new'`, 'type shop.mood labels'],
  ['alter domain shop.word drop constraint word_check', 'domain shop.word constraints.word_check'],
  ['alter domain shop.positive set default 8', 'domain shop.positive default'],
  ['drop view shop.cheap', 'view shop.cheap'],
  ['alter sequence shop.counter no cycle', 'sequence shop.counter definition'],
  ['drop event trigger noting', 'event trigger noting'],
  ['alter publication changes add table shop.orders', 'publication changes tables.shop.orders'],
  [
    'alter default privileges for role app in schema shop revoke select on tables from web',
    'default rights app on tables in shop',
  ],
  ['drop statistics shop.stats', 'object statistics object shop.stats'],
  ['drop user mapping for app server elsewhere', 'object user mapping app on server elsewhere'],
  ['alter role app nologin', 'role app attributes'],
  ['revoke team from app', 'role app memberships.team'],
];

async function changeAll(server: TestServer, database: string): Promise<string[]> {
  for (const [statement] of changes) await server.sql(statement, database);
  await server.sql(`alter database "${database}" set work_mem = '1MB'; alter role web in database "${database}" reset search_path;
    revoke create on database "${database}" from web; comment on database "${database}" is null`);
  await server.sql('refresh materialized view shop.sums with no data', database);
  const properties = ['settings.work_mem', 'settings.web search_path', 'rights.web', 'comments'].map(
    (what) => `database ${what}`,
  );
  return [...changes.flatMap(([, ...all]) => all), ...properties].sort();
}

describe('what is removed or changed is named, each thing, and nothing else', () => {
  test('in the staged database', async () => {
    await using target = await startServer();
    await using staged = await stage(target, of(17));
    const named = await changeAll(target, await stagedName(target));
    const proof = compare(of(17).inventory, await staged.inventory(ctx));
    expect(proof.differences.map(said).sort()).toEqual(named);
    // What a view shows can be made again: it is said, and no failure.
    expect(proof.notes.map(said)).toEqual(['matview shop.sums filled']);
  });

  test('in the live one, between the switch-over and the return of the writers', async () => {
    await using target = await startServer();
    await using staged = await stage(target, of(17));
    await staged.swap(ctx);
    expect(compare(of(17).inventory, await liveOf(staged))).toMatchObject({ ok: true, differences: [], notes: [] });
    const named = await changeAll(target, 'app');
    const proof = compare(of(17).inventory, await liveOf(staged));
    // Rows are not counted once more: writers wait.
    expect(proof.differences.map(said).sort()).toEqual(named.filter((name) => !name.endsWith(' rows')));
    expect(proof.notCompared).toContain('table.rows');
  });

  const liveOf = async (staged: Staged): Promise<FoundInventory> => {
    const found = await staged.live?.(ctx);
    if (!found) throw new Error('nothing looks at it');
    return found;
  };
});

describe('after the switch-over', () => {
  test('the server is asked whether it serves, and no replication slot hears of it', async () => {
    await using target = await startServer({ command: ['postgres', '-c', 'wal_level=logical'] });
    await using staged = await stage(target, of(17));
    await staged.swap(ctx);
    await target.sql(`select pg_create_logical_replication_slot('heard', 'test_decoding')`, 'app');
    await staged.assertServing?.(ctx);
    expect(await target.sql(`select count(*) from pg_logical_slot_get_changes('heard', null, null)`, 'app')).toBe('0');
    await target.sql(`select pg_drop_replication_slot('heard')`, 'app');
    await target.sql('alter database app rename to other');
    await expect(staged.assertServing?.(ctx)).rejects.toMatchObject({ key: 'unproven.postgres-exchanged' });
  });
});
