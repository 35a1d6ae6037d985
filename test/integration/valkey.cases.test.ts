import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArtifactSet } from '../../shared/src/artifact.ts';
import { plainContext } from '../../shared/src/context.ts';
import type { Staged } from '../../shared/src/drivers/driver.ts';
import { connect } from '../../shared/src/drivers/valkey/connect.ts';
import { valkey } from '../../shared/src/drivers/valkey/driver.ts';
import { servingOf, assertServing, type Serving } from '../../shared/src/drivers/valkey/serving.ts';
import { askServer } from '../../shared/src/drivers/valkey/server.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { compare } from '../../shared/src/model/proof.ts';
import { createNetwork, startContainer, waitFor } from '../support/docker.ts';
import type { Stored } from './postgres.support.ts';
import { capture, commandOf, host, Ledger, short, stage, startServer, switchOver, type TestServer } from './valkey.support.ts';

/** What public reports tell of, each by the kind of harm that it stands for: `docs/cases.md`. */

const ctx = plainContext();

const inside = (server: Pick<TestServer, 'id'>, ...argv: string[]): Promise<string> =>
  text(host.exec(server.id, argv, ctx, { user: '0' }));

/** With one connection of its own, which is gone again afterwards, as one of a person at a shell. */
async function by({ target }: Pick<TestServer, 'target'>, ...commands: string[][]): Promise<void> {
  await using session = await connect(target, ctx);
  for (const words of commands) await session.command(...words);
}

/** As a job switches over, without asking afterwards. */
async function swap(server: TestServer, staged: Staged, between = (): Promise<unknown> => Promise.resolve()): Promise<void> {
  await server.session[Symbol.asyncDispose]();
  await staged.beforeStop?.(ctx);
  await host.stop(server.id, ctx);
  await staged.swap(ctx);
  await between();
  await host.start(server.id, ctx);
}

const serving = async ({ session }: TestServer): Promise<Serving> => servingOf(await askServer(session), undefined);

describe('a connection that the server closes', () => {
  test.each(['valkey:8', 'redis:8', 'redis:6'])('while nothing is asked is opened again (%s)', async (tag) => {
    await using server = await startServer({ tag });
    await server.session.command('SET', 'a', '1');
    await using prepared = await valkey.prepare(server.target, {}, { counts: true, lockTimeout: 1000 }, ctx);
    await server.session.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await using point = await prepared.fix(ctx);
    await server.session.command('CLIENT', 'KILL', 'TYPE', 'normal');
    const [artifact] = point.artifacts();
    const [dump] = await Promise.all([artifact?.open(ctx).then((stream) => stream.toArray()), point.inventory(ctx)]);
    expect(dump).not.toEqual([]);
  });

  test('before it has answered is lost, and said to be', async () => {
    await using server = await startServer();
    await using other = await connect(server.target, ctx);
    const waiting = other.command('BLPOP', 'nothing', '0').catch((error: unknown) => error);
    await waitFor(async () => (await server.session.info('clients'))['blocked_clients'] === '1');
    await server.session.command('CLIENT', 'KILL', 'TYPE', 'normal');
    expect(await waiting).toMatchObject({ key: 'tool-failed.valkey-connection' });
  });
});

describe('data of a module beside the keys', () => {
  let server: TestServer;
  let saved: Stored;
  beforeAll(async () => {
    // Options come as the image takes them, so that nothing but its entry point names the module.
    server = await startServer({ tag: 'redis-stack:8', command: ['/entrypoint.sh'], env: { REDIS_ARGS: '--save 3600 1' } });
    await server.session.command('FT.CREATE', 'books');
    await server.session.command('HSET', 'book:1', 'title', 'Moby Dick');
    saved = await capture(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('is tried with that module, restored, and undone', async () => {
    expect(saved.detail).toMatchObject({
      moduleTypes: ['ft_index0'],
      modules: expect.arrayContaining([expect.objectContaining({ name: 'search' })]),
    });
    const { imageId } = server.target.container;
    {
      await using trial = await valkey.trial(host, [imageId], saved.set, { service: 'stack' }, ctx);
      expect(compare(saved.inventory, await trial.inventory(ctx))).toMatchObject({ ok: true, notCompared: [] });
    }
    const [artifact] = saved.set.artifacts;
    if (artifact) await valkey.parse(host, [imageId], artifact, ctx);
    await server.session.command('FT.CREATE', 'later');
    const ledger = new Ledger();
    const staged = await stage(server, saved.set, ledger);
    expect(compare(saved.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true });
    const ref = await switchOver(server, staged);
    expect(await server.session.command('FT._LIST')).toEqual(['books']);
    await switchOver(server, await valkey.reopen(server.target, ref, { id: short(), intend: ledger.intend }, ctx));
    expect(await server.session.command('FT._LIST')).toEqual(['later']);
  });

  test('cannot be tried without it, and the message says of which service', async () => {
    await using plain = await startServer({ tag: 'redis:8' });
    const detail = saved.set.detail as Record<string, never>;
    const set: ArtifactSet = { ...saved.set, detail: { ...detail, modules: [] } };
    await expect(valkey.trial(host, [plain.target.container.imageId], set, { service: 'stack' }, ctx)).rejects.toMatchObject({
      key: 'unproven.valkey-load',
      params: { service: 'stack' },
      detail: expect.stringContaining('ft_index0'),
    });
  });
});

describe('what a proof compares', () => {
  let server: TestServer;
  let saved: Stored;
  const library = ['FUNCTION', 'LOAD', `#!lua name=counting\nredis.register_function('f', function() return 1 end)`];
  const other = ['FUNCTION', 'LOAD', 'REPLACE', `#!lua name=counting\nredis.register_function('f', function() return 2 end)`];
  const user = ['ACL', 'SETUSER', 'anna', 'on', '>secret of anna', '~app:*', '+get'];
  beforeAll(async () => {
    const [program = '', ...rest] = commandOf('valkey:8', ['--aclfile', '/data/users.acl']);
    const command = ['sh', '-c', 'touch /data/users.acl; exec "$@"', 'sh', program, ...rest];
    server = await startServer({ command });
    const long = `a group whose name is long enough to be compressed ${'x'.repeat(200)}`;
    await by(
      server,
      ['SET', 'lasting', '1'],
      ['SET', 'expiring', '1', 'EX', '1000000'],
      ['XADD', `orders ${'x'.repeat(200)}`, '1-1', 'a', 'b'],
      ['XGROUP', 'CREATE', `orders ${'x'.repeat(200)}`, long, '1-1'],
      ['XADD', '12', '1-1', 'a', 'b'],
      ['XGROUP', 'CREATE', '12', 'workers', '0'],
      ['XREADGROUP', 'GROUP', 'workers', 'first', 'STREAMS', '12', '>'],
      library,
      user,
      ['ACL', 'SAVE'],
    );
    saved = await capture(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('holds no password', () => {
    expect(JSON.stringify([saved.inventory, saved.detail])).not.toContain('secret');
    expect(saved.inventory.entries.filter(({ type }) => type === 'user').map(({ name }) => name)).toEqual(['anna', 'default']);
  });

  const gone: [string, string[][], string[][], object, string, object][] = [
    ['a key', [['DEL', 'lasting']], [['SET', 'lasting', '1']], { name: '0', field: 'keys' }, 'keys', { expected: 3, found: 2 }],
    [
      'an expiry',
      [['PERSIST', 'expiring']],
      [['EXPIRE', 'expiring', '1000000']],
      { name: '0', field: 'expiring', expected: 1, found: 0 },
      'keys',
      { expected: 3, found: 4 },
    ],
    [
      'a key with an expiry',
      [['DEL', 'expiring']],
      [['SET', 'expiring', '1', 'EX', '1000000']],
      { name: '0', field: 'expiring', expected: 1, found: 0 },
      'expiring',
      { expected: 1, found: 0 },
    ],
    [
      'a group of a stream',
      [['XGROUP', 'DESTROY', '12', 'workers']],
      [
        ['XGROUP', 'CREATE', '12', 'workers', '0'],
        ['XREADGROUP', 'GROUP', 'workers', 'first', 'STREAMS', '12', '>'],
      ],
      { name: '0', field: 'groups', expected: 2, found: 1 },
      'groups',
      { database: 0, expected: 2, found: 1 },
    ],
    [
      'what a group has still to do',
      [['XACK', '12', 'workers', '1-1']],
      [
        ['XGROUP', 'DESTROY', '12', 'workers'],
        ['XGROUP', 'CREATE', '12', 'workers', '0'],
        ['XREADGROUP', 'GROUP', 'workers', 'first', 'STREAMS', '12', '>'],
      ],
      { name: '0', field: 'groupsDigest' },
      'groups',
      { expected: 2, found: 2 },
    ],
    [
      'a function library',
      [['FUNCTION', 'DELETE', 'counting']],
      [library],
      { type: 'library', name: 'counting', found: null },
      'libraries',
      { libraries: ['counting'] },
    ],
    [
      'the code of one',
      [other],
      [['FUNCTION', 'DELETE', 'counting'], library],
      { type: 'library', name: 'counting', field: 'code' },
      'libraries',
      { libraries: ['counting'] },
    ],
  ];

  test('is seen by name where it is gone from what is staged, and proven where it is not', async () => {
    await using whole = await stage(server, saved.set, new Ledger());
    const proof = compare(saved.inventory, await whole.inventory(ctx));
    expect(proof).toMatchObject({ ok: true, notCompared: ['user'] });
    // What a snapshot of before did not record is named.
    const { recorded: _, ...older } = saved.inventory;
    const recorded = { service: ['functions'], keyspace: ['keys', 'expiring'] };
    const entries = older.entries
      .filter(({ type }) => Object.hasOwn(recorded, type))
      .map(({ exact: { groups: _groups, groupsDigest: _digest, ...exact }, ...entry }) => ({ ...entry, exact }));
    expect(compare({ ...older, recorded, entries }, await whole.inventory(ctx))).toMatchObject({
      ok: true,
      notCompared: ['keyspace.groups', 'keyspace.groupsDigest', 'library'],
    });
    for (const [what, remove, putBack, difference] of gone) {
      await by(server, ...remove);
      const { set } = await capture(server);
      await by(server, ...putBack);
      // What a staged replacement is proven by, without its files.
      await using trial = await valkey.trial(host, [server.target.container.imageId], set, {}, ctx);
      const { ok, differences } = compare(saved.inventory, await trial.inventory(ctx));
      expect({ what, ok, differences }).toMatchObject({ what, ok: false });
      expect(differences).toContainEqual(expect.objectContaining(difference));
    }
  });

  test('is seen by name where it is gone from the live server, and settled where it is not', async () => {
    const staged = await stage(server, saved.set, new Ledger());
    await swap(server, staged);
    const users: (typeof gone)[number] = ['a user', [['ACL', 'DELUSER', 'anna']], [user], {}, 'users', { users: ['anna'] }];
    const rights: (typeof gone)[number] = [
      'a right of one',
      [['ACL', 'SETUSER', 'anna', '+set']],
      [['ACL', 'DELUSER', 'anna'], user],
      {},
      'users',
      { users: ['anna'] },
    ];
    expect(await staged.settle(ctx)).toEqual([]);
    for (const [what, remove, putBack, , key, params] of [...gone, users, rights]) {
      await by(server, ...remove);
      const failed: unknown = await staged.settle(ctx).catch((error: unknown) => error);
      expect({ what, failed }).toMatchObject({ what, failed: { key: `unproven.valkey-${key}`, params } });
      await by(server, ...putBack);
    }
    expect(await staged.settle(ctx)).toEqual([]);
    // Clients that are there by now may change as much as the server counts.
    await using client = await connect(server.target, ctx);
    await client.command('DEL', 'lasting');
    expect(await staged.settle(ctx)).toEqual([]);
    await staged.assertServing?.(ctx);
    await server.reconnect();
  });
});

test.each(['valkey:9', 'redis:8'])('what has expired by the time of the start is not missed (%s)', async (tag) => {
  await using server = await startServer({ tag });
  const { session } = server;
  // So that all of it is still there when it is saved.
  await session.command('DEBUG', 'SET-ACTIVE-EXPIRE', '0');
  await session.command('HSET', 'whole', 'f', '1', 'g', '1');
  await session.command('HPEXPIRE', 'whole', '1', 'FIELDS', '2', 'f', 'g');
  await session.command('HSET', 'part', 'f', '1', 'g', '1');
  await session.command('HPEXPIRE', 'part', '1', 'FIELDS', '1', 'f');
  await session.command('SET', 'key', '1', 'PX', '1');
  const saved = await capture(server);
  expect(saved.inventory.entries).toMatchObject([{}, { name: '0', exact: { keys: 3, expiring: 1 } }]);
  const staged = await stage(server, saved.set, new Ledger());
  expect(compare(saved.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true });
  await switchOver(server, staged);
  expect(await server.session.command('KEYS', '*')).toEqual(['part']);
});

describe('a smaller limit of memory', () => {
  let saved: Stored;
  let memory = 0;
  beforeAll(async () => {
    await using server = await startServer();
    await server.session.command('EVAL', "for i = 1, 2000 do redis.call('SET', i, string.rep('x', 8000)) end", '0');
    saved = await capture(server);
    memory = (saved.detail as { memory: number }).memory;
  });

  test('is refused before anything is touched', async () => {
    await using server = await startServer({ options: ['--maxmemory', '4mb', '--maxmemory-policy', 'allkeys-lru'] });
    const ledger = new Ledger();
    await expect(stage(server, saved.set, ledger)).rejects.toMatchObject({
      key: 'incompatible.valkey-maxmemory',
      params: { memory, limit: 4 * 2 ** 20 },
    });
    expect(ledger.entries).toEqual([]);
  });

  test('that is only a little too small shows when the keys have been dropped', async () => {
    const limit = Math.floor(memory / 1.2);
    await using server = await startServer({ options: ['--maxmemory', String(limit), '--maxmemory-policy', 'allkeys-lru'] });
    const staged = await stage(server, saved.set, new Ledger());
    await swap(server, staged);
    await expect(staged.settle(ctx)).rejects.toMatchObject({ key: 'unproven.valkey-evicted', params: { limit } });
    await server.reconnect();
  });
});

describe('a node of a cluster', () => {
  test('takes back only what belongs to its slots', async () => {
    await using server = await startServer({ options: ['--cluster-enabled', 'yes'] });
    const { session } = server;
    const empty = await serving(server);
    await expect(assertServing(server.target, empty, ctx)).rejects.toMatchObject({ key: 'unproven.valkey-no-slots' });
    expect((await valkey.inspect(server.target, ctx)).warnings).toMatchObject([{ key: 'warning.valkey-no-slots' }]);
    await session.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await waitFor(async () => /cluster_state:ok/.test(await session.text('CLUSTER', 'INFO')));
    await session.command('EVAL', "for i = 1, 500 do redis.call('SET', 'k' .. i, i) end", '0');
    const saved = await capture(server);
    expect(saved.detail).toMatchObject({ slots: ['0-16383'] });
    const { warnings } = await valkey.inspect(server.target, ctx);
    expect(warnings).toEqual([{ key: 'warning.valkey-cluster', params: { service: 'cache', slots: ['0-16383'] } }]);
    await assertServing(server.target, await serving(server), ctx);
    await switchOver(server, await stage(server, saved.set, new Ledger()));
    await assertServing(server.target, await serving(server), ctx);

    // A second node takes half of the slots. It ends with the container's next stop; the first one remembers it.
    const second = ['valkey-server', '--port', '6380', '--dir', '/tmp', '--cluster-enabled', 'yes', '--daemonize', 'yes'];
    await inside(server, ...second);
    await waitFor(async () => (await inside(server, 'valkey-cli', '-p', '6380', 'PING')).startsWith('PONG'));
    await server.session.command('CLUSTER', 'DELSLOTSRANGE', '8000', '16383');
    // Slots that no node serves keep the whole cluster down.
    await waitFor(async () => /cluster_state:fail/.test(await server.session.text('CLUSTER', 'INFO')));
    await expect(assertServing(server.target, await serving(server), ctx)).rejects.toMatchObject({
      key: 'unproven.valkey-cluster-down',
    });
    await inside(server, 'valkey-cli', '-p', '6380', 'CLUSTER', 'ADDSLOTSRANGE', '8000', '16383');
    await server.session.command('CLUSTER', 'MEET', '127.0.0.1', '6380');
    await waitFor(async () => /connected 8000-16383/.test(await server.session.text('CLUSTER', 'NODES')));

    const ledger = new Ledger();
    await expect(stage(server, saved.set, ledger)).rejects.toMatchObject({
      key: 'incompatible.valkey-slots',
      params: { captured: ['0-16383'], serves: ['0-7999'] },
    });
    expect(ledger.entries).toEqual([]);
    // A snapshot of before does not say which slots it was made of.
    const { slots: _, ...older } = saved.detail as { slots: string[] };
    const staged = await stage(server, { ...saved.set, detail: older }, new Ledger());
    await swap(server, staged);
    await expect(staged.settle(ctx)).rejects.toMatchObject({
      key: 'unproven.valkey-dropped',
      params: { service: 'cache', expected: 500, slots: ['0-7999'] },
    });
    await server.reconnect();
  });
});

describe('a live server is asked whether it takes writes', () => {
  test('without anything that arrives anywhere', async () => {
    await using server = await startServer({ options: ['--appendonly', 'yes', '--notify-keyspace-events', 'KEAmn'] });
    const replica = ['valkey-server', '--port', '6380', '--dir', '/tmp', '--save', '', '--daemonize', 'yes'];
    await inside(server, ...replica, '--replicaof', '127.0.0.1', '6379');
    await waitFor(async () => (await server.session.info('replication'))['slave0']?.includes('state=online') === true);
    const listening = new AbortController();
    const listen = ['sh', '-c', 'exec valkey-cli psubscribe "__key*" > /tmp/events'];
    const listener = text(host.exec(server.id, listen, plainContext({ signal: listening.signal }))).catch(() => '');
    await waitFor(async () => (await server.session.command('PUBSUB', 'NUMPAT'))[0] === '1');
    const before = await server.session.info('persistence');
    const expected = await serving(server);
    for (let times = 0; times < 3; times += 1) await assertServing(server.target, expected, ctx);
    expect(await server.session.command('DBSIZE')).toEqual(['0']);
    const after = await server.session.info('persistence');
    expect(after['rdb_changes_since_last_save']).toBe(before['rdb_changes_since_last_save']);
    expect(after['aof_current_size']).toBe(before['aof_current_size']);
    // What does arrive comes behind it.
    await server.session.command('SET', 'control', '1');
    await waitFor(async () => (await inside(server, 'cat', '/tmp/events')).includes('control'));
    await waitFor(async () => (await inside(server, 'valkey-cli', '-p', '6380', 'GET', 'control')).includes('1'));
    expect(await inside(server, 'cat', '/tmp/events')).not.toContain('longshore');
    expect(await inside(server, 'valkey-cli', '-p', '6380', 'INFO', 'commandstats')).not.toContain('setrange');
    const log = await inside(server, 'sh', '-c', 'cat /data/appendonlydir/*.aof');
    expect(log).toContain('control');
    expect(log).not.toContain('longshore');
    listening.abort();
    await listener;
  });

  test.each(['valkey:8', 'redis:6'])('and says why it does not (%s)', async (tag) => {
    await using server = await startServer({ tag });
    const { session, target } = server;
    const expected = await serving(server);
    const refused = (key: string): Promise<void> =>
      expect(assertServing(target, expected, ctx)).rejects.toMatchObject({
        key: `unproven.valkey-${key}`,
        params: { service: 'cache' },
      });
    await assertServing(target, expected, ctx);
    await session.command('CONFIG', 'SET', 'maxmemory', '1');
    await refused('full');
    await session.command('CONFIG', 'SET', 'maxmemory', '0');
    // A server that was only just started is given time for its replicas to find it.
    if (tag === 'valkey:8') {
      await session.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
      await refused('no-replicas');
      await session.command('CONFIG', 'SET', 'min-replicas-to-write', '0');
    }
    await session.command('CONFIG', 'SET', 'save', '3600 1');
    await inside(server, 'chmod', '555', '/data');
    await session.command('BGSAVE');
    await waitFor(async () => (await session.info('persistence'))['rdb_last_bgsave_status'] === 'err');
    await refused('misconf');
    await inside(server, 'chmod', '755', '/data');
    await session.command('SAVE');
    await session.command('REPLICAOF', '127.0.0.1', '1');
    await refused('replica');
    await session.command('REPLICAOF', 'NO', 'ONE');
    await assertServing(target, expected, ctx);
  });
});

test('a server that Sentinels watch is looked at until they no longer act', async () => {
  await using network = await createNetwork(`longshore-test-${short()}`);
  await using server = await startServer({ network: network.name, networkAliases: ['primary'] });
  await using replica = await startServer({ network: network.name, options: ['--replicaof', 'primary', '6379'] });
  const lines = [
    'sentinel resolve-hostnames yes',
    'sentinel monitor main primary 6379 1',
    'sentinel down-after-milliseconds main 1500',
    'sentinel failover-timeout main 5000',
  ];
  const start = `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > /tmp/s.conf; exec valkey-server /tmp/s.conf --sentinel`;
  await using sentinel = await startContainer({
    image: 'longshore-test/valkey:8',
    network: network.name,
    command: ['sh', '-c', start],
  });
  const asked = (...words: string[]): Promise<string> => inside(sentinel, 'valkey-cli', '-p', '26379', 'SENTINEL', ...words);
  const containers = [server.target.container, replica.target.container, sentinel.container];
  expect(valkey.find(containers, []).flatMap((found) => found.containers)).toEqual([server.id, replica.id]);
  await server.session.command('SET', 'colour', 'blue');
  const saved = await capture(server);
  await server.session.command('SET', 'colour', 'red');
  await waitFor(async () => (await asked('REPLICAS', 'main')).includes('slave'));
  const { warnings } = await valkey.inspect(server.target, ctx);
  expect(warnings).toEqual([{ key: 'warning.valkey-sentinel', params: { service: 'cache', sentinels: 1 } }]);
  expect((await valkey.inspect(replica.target, ctx)).items).toMatchObject([{ blocked: [{ key: 'blocked.valkey-replica' }] }]);

  const staged = await stage(server, saved.set, new Ledger());
  expect(staged.watchSeconds).toBe(12);
  await staged.assertServing?.(ctx);
  const before = await asked('GET-MASTER-ADDR-BY-NAME', 'main');
  await swap(server, staged, () => waitFor(async () => (await asked('GET-MASTER-ADDR-BY-NAME', 'main')) !== before));
  const changed = Promise.withResolvers<unknown>();
  await waitFor(async () => {
    try {
      await staged.assertServing?.(ctx);
      return false;
    } catch (error) {
      changed.resolve(error);
      return true;
    }
  });
  expect(await changed.promise).toMatchObject({ key: 'unproven.valkey-replica', hint: { key: 'hint.valkey-failover' } });
  await server.reconnect();
});
