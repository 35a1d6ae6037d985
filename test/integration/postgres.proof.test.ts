import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import type { Staged } from '../../shared/src/drivers/driver.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { compare, type Proof } from '../../shared/src/model/proof.ts';
import { installExtension, short, startServer, store, type Stored, type TestServer } from './postgres.support.ts';

const ctx = plainContext();
let server: TestServer;
beforeAll(async () => {
  // Before 17, an index may call a function that finds others by the search path.
  server = await startServer({ tag: 'postgres:15' });
  await installExtension(server, 'outbox', 'create unlogged table queue (id bigserial primary key, body text);');
});
afterAll(() => server[Symbol.asyncDispose]());

async function capture(items: string[], from = server): Promise<Stored> {
  await using prepared = await postgres.prepare(from.target, { items }, { counts: true, lockTimeout: 20_000 }, ctx);
  await using captured = await prepared.fix(ctx);
  return await store(captured, '15');
}

async function restored(stored: Stored, look: (staged: string) => Promise<void> = async () => {}): Promise<Proof> {
  const id = short();
  const stage: Promise<Staged> = postgres.stage(server.target, stored.set, { id, intend: () => Promise.resolve() }, ctx);
  await using staged = await stage;
  await look(await server.sql(`select datname from pg_database where datname like '%\\_\\_longshore\\_${id}'`));
  return compare(stored.inventory, await staged.inventory(ctx));
}

async function database(name: string, script: string): Promise<Stored> {
  await server.sql(`create database ${name}`);
  await server.sql(script, name);
  return capture([name]);
}

describe('a count', () => {
  test('never costs a backup: an index whose function trusts the search path', async () => {
    const stored = await database(
      'trusting',
      `create extension unaccent;
       create function plain(t text) returns text language sql immutable as $$ select lower(unaccent(t)) $$;
       create table people (id int primary key, name text);
       create index people_plain on people (plain(name));
       insert into people (id, name) select g, 'Zoë ' || g from generate_series(1, 200) g`,
    );
    const people = stored.inventory.entries.find(({ type, name }) => type === 'table' && name === 'public.people');
    expect(people?.exact['rows']).toBe(200);
    expect(stored.warnings.map(({ key }) => key)).not.toContain('postgres.not-counted');
  });

  test('that the server refuses is left out, and the table is named', async () => {
    const stored = await database(
      'raising',
      `create table odd (id int); create table even (id int); insert into even values (1);
       create function refuse(int) returns int language plpgsql immutable as $$ begin return 1; end $$;
       create index on odd (refuse(7 + 0 * id)) where refuse(3) = 1; insert into odd values (1);
       create or replace function refuse(int) returns int language plpgsql immutable as $$ begin raise exception 'no'; end $$`,
    );
    const entry = (name: string): unknown => stored.inventory.entries.find((one) => one.name === name);
    expect(entry('public.even')).toMatchObject({ exact: { rows: 1 } });
    expect(entry('public.odd')).toMatchObject({ unknown: ['rows'] });
    expect(stored.warnings).toContainEqual(
      expect.objectContaining({ key: 'postgres.not-counted', params: { database: 'raising', tables: ['public.odd'] } }),
    );
  });

  test('keeps no lock of an index: a schema of more indexes than the lock table holds', async () => {
    await using narrow = await startServer({
      command: ['postgres', '-c', 'max_locks_per_transaction=10', '-c', 'max_connections=20'],
    });
    await narrow.sql(
      `do $$ begin for t in 1 .. 60 loop execute format('create table t%s (a int primary key, b int)', t);
         for c in 1 .. 20 loop execute format('create index on t%s (b, a)', t); end loop; commit; end loop; end $$`,
    );
    const stored = await capture(['postgres'], narrow);
    expect(stored.inventory.entries.filter(({ exact }) => exact['rows'] === 0)).toHaveLength(60);
  });

  test('of partitions that a hash fills is one of all together: an enum’s numbers are new after a load', async () => {
    const stored = await database(
      'dealt',
      `create type size as enum ('s', 'm', 'l', 'xl', 'xxl', 'xs'); create table orders (id int, s size) partition by hash (s);
       create table orders_0 partition of orders for values with (modulus 3, remainder 0);
       create table orders_1 partition of orders for values with (modulus 3, remainder 1);
       create table orders_2 partition of orders for values with (modulus 3, remainder 2);
       insert into orders select g, (enum_range(null::size))[1 + g % 6] from generate_series(1, 6000) g`,
    );
    expect(await restored(stored)).toMatchObject({ ok: true, differences: [], rows: 6000 });
    const one = await restored(stored, async (staged) => void (await server.sql('delete from orders where id = 1', staged)));
    expect(one.differences).toMatchObject([
      { type: 'partitioned table', name: 'public.orders', field: 'rows', expected: 6000, found: 5999 },
    ]);
  });
});

describe('an extension', () => {
  test('has sequences that no dump brings along: none is asked for', async () => {
    const stored = await database(
      'queued',
      `create extension outbox; insert into queue (body) select 'x' from generate_series(1, 500); delete from queue`,
    );
    expect(await restored(stored)).toMatchObject({ ok: true, differences: [] });
  });

  test('that a table has joined does not bring it along: the table is named', async () => {
    const stored = await database(
      'joined',
      `create extension outbox; create table q_mail (id uuid default gen_random_uuid() primary key, body text);
       alter extension outbox add table q_mail; insert into q_mail (body) select 'mail ' || g from generate_series(1, 300) g`,
    );
    const proof = await restored(stored);
    expect(proof.ok).toBe(false);
    expect(proof.differences).toContainEqual(
      expect.objectContaining({ type: 'extension', name: 'outbox', field: 'members.table public.q_mail', found: null }),
    );
  });
});

test('without owners and rights, roles that policies and user mappings name are made all the same', async () => {
  await server.sql('create role plain; create role granted');
  const stored = await database(
    'ruled',
    `create table t as select 1 as id; create policy p on t to plain using (true); grant select on t to granted;
     create foreign data wrapper nothing; create server nowhere foreign data wrapper nothing; create user mapping for plain server nowhere`,
  );
  await using target = await startServer({ tag: 'postgres:15' });
  const options = { id: short(), intend: () => Promise.resolve(), noOwner: true, noPrivileges: true };
  await using staged = await postgres.stage(target.target, stored.set, options, ctx);
  expect(compare(stored.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [], notes: [] });
  expect(await target.sql(`select string_agg(rolname, ',') from pg_roles where rolname in ('plain', 'granted')`)).toBe('plain');
});
