import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import type { ArtifactSet } from '../../shared/src/artifact.ts';
import type { ChangeRef, Staged, StageOptions } from '../../shared/src/drivers/driver.ts';
import { postgres } from '../../shared/src/drivers/postgres/driver.ts';
import { compare } from '../../shared/src/model/proof.ts';
import { createNetwork, killContainer, logsOf, startContainer, waitFor } from '../support/docker.ts';
import { host, image, short, startServer, store, type Stored, type TestServer } from './postgres.support.ts';

const ctx = plainContext();
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ command: ['postgres', '-c', 'wal_level=logical', '-c', 'max_prepared_transactions=5'] });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function capture(...items: string[]): Promise<Stored> {
  await using prepared = await postgres.prepare(server.target, { items }, { counts: true, lockTimeout: 20_000 }, ctx);
  await using captured = await prepared.fix(ctx);
  return await store(captured, '17');
}

/** The reference survives only as JSON, as it does in a ledger. */
let ledger: ChangeRef;
const stage = (set: ArtifactSet, options: Partial<StageOptions> = {}): Promise<Staged> => {
  const intend = async (ref: ChangeRef): Promise<void> => {
    ledger = JSON.parse(JSON.stringify(ref)) as ChangeRef;
  };
  return postgres.stage(server.target, set, { id: short(), intend, ...options }, ctx);
};
const reopen = (ref: ChangeRef): Promise<Staged> =>
  postgres.reopen(
    server.target,
    ref,
    {
      id: short(),
      intend: async (change) => {
        ledger = JSON.parse(JSON.stringify(change)) as ChangeRef;
      },
    },
    ctx,
  );
const state = (ref = ledger): Promise<string> => postgres.reconcile(server.target, ref, ctx);
const databases = async (): Promise<string[]> =>
  (await server.sql(`select datname from pg_database where datname ~ '^(shop|books|news)' order by 1`))
    .split('\n')
    .filter((name) => name !== '');
const rows = (database: string): Promise<string> => server.sql('select count(*) from t', database);

beforeEach(async () => {
  for (const name of await server
    .sql(`select format('%I', datname) from pg_database where datname ~ '^(shop|books|news)'`)
    .then((names) => names.split('\n'))) {
    if (name !== '')
      await server.sql(`alter database ${name} is_template false; drop database ${name} with (force)`.replace(';', ';\n'));
  }
  await server.sql('create database shop; create database books'.replace(';', ';\n'));
  await server.sql('create table t as select generate_series(1, 10) as i', 'shop');
  await server.sql('create table t as select generate_series(1, 20) as i', 'books');
});

describe('a switch', () => {
  test('and its undo, and the undo of that, each keep what they replace', async () => {
    const stored = await capture('shop', 'books');
    await server.sql('insert into t select 0', 'shop');
    await server.sql('drop table t', 'books');

    const staged = await stage(stored.set);
    expect(await state()).toBe('staged');
    expect(compare(stored.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, rows: 30 });
    const first = await staged.swap(ctx);
    await staged[Symbol.asyncDispose]();
    expect(await state()).toBe('swapped');
    expect([await rows('shop'), await rows('books')]).toEqual(['10', '20']);
    expect(await postgres.undoBytes(server.target, first, ctx)).toBeGreaterThan(10_000_000);
    expect((await postgres.inspect(server.target, ctx)).items.map(({ name }) => name)).toEqual(['books', 'postgres', 'shop']);

    const undo = await reopen(first);
    expect(await state()).toBe('staged');
    const { entries } = await undo.inventory(ctx);
    expect(entries.find(({ item, name }) => item === 'shop' && name === 'public.t')?.exact['rows']).toBe(11);
    const second = await undo.swap(ctx);
    await undo[Symbol.asyncDispose]();
    expect(await rows('shop')).toBe('11');
    await expect(rows('books')).rejects.toThrow('relation "t" does not exist');
    await expect(reopen(first)).rejects.toMatchObject({ key: 'conflict.already-undone' });

    const redo = await reopen(second);
    await redo.swap(ctx);
    await redo[Symbol.asyncDispose]();
    expect([await rows('shop'), await rows('books')]).toEqual(['10', '20']);
    expect(await databases()).toHaveLength(4);
    await postgres.discard(server.target, ledger, 'undo', ctx);
    await postgres.discard(server.target, ledger, 'undo', ctx);
    expect(await databases()).toEqual(['books', 'shop']);
    expect(await state()).toBe('swapped');
    await expect(reopen(ledger)).rejects.toMatchObject({ key: 'not-found.undo' });
  });

  test('ends the sessions of clients that reconnect at once, and they go on with the replacement', async () => {
    await using network = await createNetwork(`longshore-test-${short()}`);
    await using busy = await startServer({
      network: network.name,
      networkAliases: ['db'],
      env: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
    });
    await busy.sql('create database shop');
    await busy.sql('create table t (i int)', 'shop');
    const loop = `while :; do psql -XqAt -h db -U postgres -d shop -c 'insert into t values (1)' -c 'select pg_sleep(0.05)' >/dev/null 2>&1; done`;
    await using clients = await startContainer({
      image: image('postgres:17'),
      network: network.name,
      entrypoint: ['sh', '-c', `for i in 1 2 3; do (${loop}) & done; wait`],
    });
    const there = { ...busy.target };
    const count = async (): Promise<number> => Number(await busy.sql('select count(*) from t', 'shop'));
    await waitFor(async () => (await count()) > 20);
    let stored: Stored;
    {
      await using prepared = await postgres.prepare(there, { items: ['shop'] }, { counts: true, lockTimeout: 20_000 }, ctx);
      await using captured = await prepared.fix(ctx);
      stored = await store(captured, '17');
    }
    const saved = Number(stored.inventory.entries.find(({ name }) => name === 'public.t')?.exact['rows']);
    const staged = await postgres.stage(there, stored.set, { id: short(), intend: () => Promise.resolve() }, ctx);
    const before = await count();
    expect(before).toBeGreaterThan(saved);
    const ref = await staged.swap(ctx);
    await staged[Symbol.asyncDispose]();
    await waitFor(async () => (await count()) > saved);
    const undo = await postgres.reopen(there, ref, { id: short(), intend: () => Promise.resolve() }, ctx);
    await undo.swap(ctx);
    await undo[Symbol.asyncDispose]();
    expect(await count()).toBeGreaterThanOrEqual(before);
    const last = await count();
    await waitFor(async () => (await count()) > last);
    expect(await logsOf(clients.id)).toBe('');
  });

  test('happens to all databases or to none', async () => {
    const stored = await capture('shop', 'books');
    await using staged = await stage(stored.set);
    await server.sql('insert into t select 0', 'shop');
    const taken = (ledger.data as { items: { target: string; last: { name: string } }[] }).items.find(
      ({ target }) => target === 'shop',
    )?.last.name;
    await server.sql(`create database "${taken}"`);
    await expect(staged.swap(ctx)).rejects.toMatchObject({ key: 'tool-failed.sql', params: { state: '42P04' } });
    expect(await state()).toBe('staged');
    expect([await rows('shop'), await rows('books')]).toEqual(['11', '20']);
  });

  test('under another name takes nothing away, and its undo only puts it aside', async () => {
    const stored = await capture('shop');
    await server.sql('insert into t select 0', 'shop');
    const staged = await stage(stored.set, { rename: { shop: 'news' } });
    expect(compare(stored.inventory, await staged.inventory(ctx)).ok).toBe(true);
    const ref = await staged.swap(ctx);
    await staged[Symbol.asyncDispose]();
    expect([await rows('shop'), await rows('news')]).toEqual(['11', '10']);
    expect(await databases()).toEqual(['books', 'news', 'shop']);
    const undo = await reopen(ref);
    const back = await undo.swap(ctx);
    await undo[Symbol.asyncDispose]();
    expect(await state(back)).toBe('swapped');
    const left = await databases();
    expect(left).not.toContain('news');
    expect(left).toHaveLength(3);
    const redo = await reopen(back);
    await redo.swap(ctx);
    await redo[Symbol.asyncDispose]();
    expect(await rows('news')).toBe('10');
  });

  test('brings back a database that was dropped', async () => {
    const stored = await capture('shop');
    await server.sql('drop database shop');
    await using staged = await stage(stored.set);
    await staged.swap(ctx);
    expect(await rows('shop')).toBe('10');
    expect(await databases()).toEqual(['books', 'shop']);
  });

  test('is refused when the live database was replaced by somebody else meanwhile', async () => {
    const stored = await capture('shop');
    await using staged = await stage(stored.set);
    await server.sql('drop database shop;\ncreate database shop');
    await expect(staged.swap(ctx)).rejects.toMatchObject({ key: 'conflict.database-changed', params: { database: 'shop' } });
  });

  test('keeps names apart that are cut at 63 bytes', async () => {
    const [one, two] = [`shop${'é'.repeat(29)}a`, `shop${'é'.repeat(29)}b`];
    await server.sql(`create database "${one}";\ncreate database "${two}"`);
    await server.sql('create table t as select 1 as i', one);
    await server.sql('create table t as select generate_series(1, 2) as i', two);
    const stored = await capture(one, two);
    await using staged = await stage(stored.set);
    expect(compare(stored.inventory, await staged.inventory(ctx)).ok).toBe(true);
    await staged.swap(ctx);
    expect([await rows(one), await rows(two)]).toEqual(['1', '2']);
    expect(await databases()).toHaveLength(6);
  });
});

describe('an interrupted change', () => {
  test('before anything exists is absent', async () => {
    const stored = await capture('shop');
    const intend = (ref: ChangeRef): Promise<void> => {
      ledger = JSON.parse(JSON.stringify(ref)) as ChangeRef;
      return Promise.reject(new Error('the disk of the ledger is full'));
    };
    await expect(stage(stored.set, { intend })).rejects.toThrow('the disk of the ledger is full');
    expect(await state()).toBe('absent');
    expect(await databases()).toEqual(['books', 'shop']);
  });

  test('while it was loaded is staged, known by name as long as its identity was not noted, and can be discarded', async () => {
    const stored = await capture('shop');
    const refs: ChangeRef[] = [];
    await using staged = await stage(stored.set, {
      intend: async (ref) => void refs.push(JSON.parse(JSON.stringify(ref)) as ChangeRef),
    });
    expect(refs).toHaveLength(2);
    expect(await state(refs[0])).toBe('staged');
    expect(await state(refs[1])).toBe('staged');
    expect(staged.ref).toEqual(refs[1]);
    await postgres.discard(server.target, refs[0] ?? staged.ref, 'staged', ctx);
    await postgres.discard(server.target, refs[1] ?? staged.ref, 'staged', ctx);
    expect(await state(refs[1])).toBe('absent');
    expect(await databases()).toEqual(['books', 'shop']);
  });

  test('after the live database was closed is half done, locks out even superusers, and is rolled back', async () => {
    const stored = await capture('shop', 'books');
    const staged = await stage(stored.set);
    await server.sql('alter database shop allow_connections false');
    await expect(rows('shop')).rejects.toThrow('not currently accepting connections');
    expect(await state()).toBe('half');
    await postgres.rollback(server.target, ledger, ctx);
    await postgres.rollback(server.target, ledger, ctx);
    expect(await state()).toBe('staged');
    expect([await rows('shop'), await rows('books')]).toEqual(['10', '20']);
    await staged[Symbol.asyncDispose]();
    expect(await databases()).toEqual(['books', 'shop']);
  });

  test('after the switch is swapped; rolled back it is staged again; nothing live is ever discarded', async () => {
    const stored = await capture('shop');
    await server.sql('insert into t select 0', 'shop');
    const staged = await stage(stored.set);
    await staged.swap(ctx);
    await postgres.discard(server.target, ledger, 'staged', ctx);
    expect(await rows('shop')).toBe('10');
    expect(await state()).toBe('swapped');
    await postgres.rollback(server.target, ledger, ctx);
    expect(await state()).toBe('staged');
    expect(await rows('shop')).toBe('11');
    await postgres.discard(server.target, ledger, 'undo', ctx);
    expect(await rows('shop')).toBe('11');
    await staged.swap(ctx);
    expect(await rows('shop')).toBe('10');
    await staged[Symbol.asyncDispose]();
    expect(await rows('shop')).toBe('10');
  });

  test('of an undo leaves what was kept where it is', async () => {
    const stored = await capture('shop');
    const staged = await stage(stored.set);
    const ref = await staged.swap(ctx);
    const before = await databases();
    const undo = await reopen(ref);
    await undo[Symbol.asyncDispose]();
    expect(await databases()).toEqual(before);
    expect(await server.sql(`select count(*) from pg_database where datname like 'shop\\_\\_undo%' and not datallowconn`)).toBe(
      '1',
    );
    const again = await reopen(ref);
    await again.swap(ctx);
    await postgres.rollback(server.target, ledger, ctx);
    expect(await databases()).toEqual(before);
    await again[Symbol.asyncDispose]();
  });
});

describe("somebody else's hands", () => {
  const rename = (from: string, to: string): Promise<string> => server.sql(`alter database "${from}" rename to "${to}"`);
  const kept = async (): Promise<string> =>
    await server.sql(`select datname from pg_database where datname like 'shop\\_\\_undo%'`);

  test('a database that was switched over and then renamed is nobody’s to drop', async () => {
    const stored = await capture('shop');
    const staged = await stage(stored.set);
    await staged.swap(ctx);
    await rename('shop', 'news');
    expect(await state()).toBe('swapped');
    await postgres.discard(server.target, ledger, 'staged', ctx);
    expect(await rows('news')).toBe('10');
    // What was kept comes back beside it.
    const undo = await reopen(staged.ref);
    await undo.swap(ctx);
    expect([await rows('news'), await rows('shop')]).toEqual(['10', '10']);
  });

  test('what a later change has put aside is kept for that one', async () => {
    const stored = await capture('shop');
    const first = await stage(stored.set);
    const earlier = await first.swap(ctx);
    await server.sql('insert into t select 0', 'shop');
    const second = await stage(stored.set);
    const later = await second.swap(ctx);
    expect(await state(earlier)).toBe('swapped');
    await postgres.discard(server.target, earlier, 'staged', ctx);
    const undo = await reopen(later);
    await undo.swap(ctx);
    expect(await rows('shop')).toBe('11');
  });

  test.each(['dropped', 'renamed'])('when what was kept was %s, nothing is taken back, and what is live stays', async (how) => {
    const stored = await capture('shop');
    await server.sql('insert into t select 0', 'shop');
    const staged = await stage(stored.set);
    await staged.swap(ctx);
    const aside = await kept();
    if (how === 'renamed') await rename(aside, 'news');
    else await server.sql(`drop database "${aside}"`);
    await expect(postgres.rollback(server.target, ledger, ctx)).rejects.toMatchObject({
      key: 'recovery-needed.nothing-kept',
      params: { database: 'shop', kept: aside },
    });
    await expect(reopen(ledger)).rejects.toMatchObject({ key: 'not-found.undo' });
    await postgres.discard(server.target, ledger, 'undo', ctx);
    expect(await rows('shop')).toBe('10');
    expect(await databases()).toEqual(how === 'renamed' ? ['books', 'news', 'shop'] : ['books', 'shop']);
  });

  test('the live database was dropped: the undo brings back what was kept', async () => {
    const stored = await capture('shop');
    await server.sql('insert into t select 0', 'shop');
    const staged = await stage(stored.set);
    const ref = await staged.swap(ctx);
    await server.sql('drop database shop');
    const undo = await reopen(ref);
    await undo.swap(ctx);
    expect(await rows('shop')).toBe('11');
    expect(await databases()).toEqual(['books', 'shop']);
  });

  test('a server that was made anew gives out the same identities to other databases: they are left alone', async () => {
    const stored = await capture('shop');
    await using staged = await stage(stored.set);
    const identity = await server.sql(`select oid from pg_database where datname = 'books'`);
    const { items, ...rest } = staged.ref.data as { items: { next: object; last: object }[] };
    const [item] = items;
    const moved = { ...item, next: { ...item?.next, oid: identity }, last: { ...item?.last, oid: identity } };
    const foreign: ChangeRef = { ...staged.ref, data: { ...rest, items: [moved] } };
    await postgres.discard(server.target, foreign, 'staged', ctx);
    await postgres.discard(server.target, foreign, 'undo', ctx);
    await expect(reopen(foreign)).rejects.toMatchObject({ key: 'not-found.undo' });
    await postgres.rollback(server.target, foreign, ctx);
    expect(await rows('books')).toBe('20');
    expect(await databases()).toContain('books');
  });

  test('a server that is killed is waited for', async () => {
    const stored = await capture('shop');
    await using staged = await stage(stored.set);
    await killContainer(server.id);
    await host.start(server.id, ctx);
    expect(await state(staged.ref)).toBe('staged');
    await postgres.discard(server.target, staged.ref, 'staged', ctx);
    expect(await databases()).toEqual(['books', 'shop']);
  });
});

describe('in place', () => {
  test('it is proven in a throw-away server, then replaced, and says that only the safety snapshot leads back', async () => {
    const stored = await capture('shop', 'postgres');
    await server.sql('insert into t select 0', 'shop');
    await server.sql(`alter database shop connection limit 9`);
    const staged = await stage(stored.set, { inPlace: true });
    expect(await state()).toBe('absent');
    expect(compare(stored.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, rows: 10 });
    expect(await rows('shop')).toBe('11');
    const ref = await staged.swap(ctx);
    await staged[Symbol.asyncDispose]();
    expect(await state()).toBe('swapped');
    expect(await rows('shop')).toBe('10');
    expect(await server.sql(`select datconnlimit from pg_database where datname = 'shop'`)).toBe('-1');
    expect(await databases()).toEqual(['books', 'shop']);
    await expect(reopen(ref)).rejects.toMatchObject({ key: 'unsupported.in-place-undo' });
    expect((await capture('shop')).inventory.entries.find(({ name }) => name === 'public.t')?.exact['rows']).toBe(10);
  });

  test('a load that breaks after the drop is half done, and says what to do', async () => {
    const stored = await capture('shop');
    let opened = 0;
    const artifacts = stored.set.artifacts.map((artifact) => ({
      ...artifact,
      open: async () => {
        if (artifact.name === 'shop.dump') opened += 1;
        return opened === 2 ? Readable.from([Buffer.from('PGDMP')]) : artifact.open(ctx);
      },
    }));
    await using staged = await stage({ ...stored.set, artifacts }, { inPlace: true });
    expect(compare(stored.inventory, await staged.inventory(ctx)).ok).toBe(true);
    await expect(staged.swap(ctx)).rejects.toMatchObject({ key: 'recovery-needed.in-place', params: { databases: ['shop'] } });
    expect(await state()).toBe('half');
    await expect(postgres.rollback(server.target, ledger, ctx)).rejects.toMatchObject({ key: 'recovery-needed.in-place' });
  });

  test('a load that breaks where nothing was leaves nothing, and says why', async () => {
    const stored = await capture('books');
    await server.sql('drop database books');
    let opened = 0;
    const artifacts = stored.set.artifacts.map((artifact) => ({
      ...artifact,
      open: async () => {
        if (artifact.name === 'books.dump') opened += 1;
        return opened === 2 ? Readable.from([Buffer.from('PGDMP')]) : artifact.open(ctx);
      },
    }));
    await using staged = await stage({ ...stored.set, artifacts }, { inPlace: true });
    expect(compare(stored.inventory, await staged.inventory(ctx)).ok).toBe(true);
    await expect(staged.swap(ctx)).rejects.toMatchObject({ key: 'tool-failed.restore' });
    expect(await state()).toBe('absent');
    expect(await databases()).toEqual(['shop']);
  });

  test('interrupted before the drop, it is taken back', async () => {
    const stored = await capture('shop');
    await using staged = await stage(stored.set, { inPlace: true });
    expect(staged.ref).toEqual(ledger);
    await server.sql(
      `alter database shop set longshore.change to 'replacing ${ledger.id}';\nalter database shop allow_connections false`,
    );
    expect(await state()).toBe('half');
    await postgres.rollback(server.target, ledger, ctx);
    expect(await state()).toBe('absent');
    expect(await rows('shop')).toBe('10');
  });
});

describe('what stands in the way', () => {
  test.each([
    [
      'a logical replication slot',
      `select pg_create_logical_replication_slot('cdc', 'pgoutput')`,
      `select pg_drop_replication_slot('cdc')`,
      'postgres.blocked-slots',
    ],
    [
      'a prepared transaction',
      `begin; insert into t values (1); prepare transaction 'two phases'`,
      `rollback prepared 'two phases'`,
      'postgres.blocked-prepared',
    ],
    [
      'a subscription',
      `create subscription news connection 'host=nowhere' publication p with (connect = false)`,
      `alter subscription news set (slot_name = none); drop subscription news`,
      'postgres.blocked-subscriptions',
    ],
  ])('%s is found, and refused before and at the switch', async (_, obstacle, removal, key) => {
    const stored = await capture('shop');
    await using staged = await stage(stored.set);
    await server.sql(obstacle, 'shop');
    const { items } = await postgres.inspect(server.target, ctx);
    expect(items.find(({ name }) => name === 'shop')?.blocked.map((why) => why.key)).toEqual([key]);
    await expect(stage(stored.set)).rejects.toMatchObject({ key: 'unsupported.beside', detail: key });
    await expect(stage(stored.set, { inPlace: true })).rejects.toMatchObject({ key: 'unsupported.replace', detail: key });
    await expect(staged.swap(ctx)).rejects.toMatchObject({ key: 'unsupported.beside', detail: key });
    for (const statement of removal.split('; ')) await server.sql(statement, 'shop');
    expect(await state(staged.ref)).toBe('staged');
    await staged.swap(ctx);
    expect(await rows('shop')).toBe('10');
  });

  test('a subscription in the archive comes back disabled, and what holds it can be dropped', async () => {
    await server.sql(`create subscription news connection 'host=nowhere' publication p with (connect = false)`, 'shop');
    const stored = await capture('shop');
    await server.sql('alter subscription news set (slot_name = none)', 'shop');
    await server.sql('drop subscription news', 'shop');
    await using staged = await stage(stored.set);
    expect(await server.sql(`select subname, subenabled from pg_subscription`)).toBe('news|f');
    await postgres.discard(server.target, staged.ref, 'staged', ctx);
    expect(await server.sql('select count(*) from pg_subscription')).toBe('0');
    expect(await databases()).toEqual(['books', 'shop']);
  });
});
