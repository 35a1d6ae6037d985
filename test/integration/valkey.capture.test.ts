import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { valkey } from '../../shared/src/drivers/valkey/driver.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import { leftovers } from '../conformance/leftovers.ts';
import { store } from './postgres.support.ts';
import { capture, host, hostWith, keysOf, startServer, tags, type TestServer } from './valkey.support.ts';

const ctx = plainContext();
const options = { counts: true, lockTimeout: 1000 };

describe('the captured point', () => {
  test('holds every write before it and none after it, while a writer writes into 200,000 keys', async () => {
    await using server = await startServer();
    const fill = "for i = 1, 200000 do redis.call('SET', 'key:' .. i, string.rep('v', i % 200)) end";
    await server.session.command('EVAL', fill, '0');
    const script = `n=0; while :; do n=$((n + 1)); echo "EVAL \\"redis.call('SET', 'written:' .. ARGV[1], '1'); redis.call('RENAME', KEYS[1], 'last:' .. ARGV[1])\\" 1 last:$((n - 1)) $n"; done | valkey-cli >/dev/null`;
    await server.session.command('SET', 'last:0', '1');
    const stop = new AbortController();
    const writing = text(host.exec(server.id, ['sh', '-c', script], plainContext({ signal: stop.signal }))).catch(() => '');
    while ((await server.session.command('EXISTS', 'written:500'))[0] === '0') await sleep(20);

    let before = 0;
    let after = 0;
    const written = async (): Promise<number> => Number((await server.session.command('DBSIZE'))[0]) - 200_001;
    await using prepared = await valkey.prepare(server.target, {}, options, ctx);
    before = await written();
    await using point = await prepared.fix(ctx);
    after = await written();
    const saved = await store(point, '8');
    expect(await written()).toBeGreaterThan(after);
    stop.abort();
    await writing;
    const [, entry] = saved.inventory.entries;
    const captured = Number(entry?.exact['keys']) - 200_001;
    expect(captured).toBeGreaterThanOrEqual(before);
    expect(captured).toBeLessThanOrEqual(after);
    // The writer's two keys changed together, so that the name of one tells the number of the other.
    expect(saved.artifacts.get('dump.rdb')?.includes(`last:${captured}`)).toBe(true);
    expect(saved.artifacts.get('dump.rdb')?.includes(`written:${captured + 1}`)).toBe(false);
  });

  test('waits for a save under way, and is of its own save', async () => {
    await using server = await startServer();
    await server.session.command('EVAL', "for i = 1, 300 do redis.call('SET', i, i) end", '0');
    await slowDown(server, 5_000);
    await server.session.command('BGSAVE');
    await server.session.command('SET', 'after the other save', '1');
    await using prepared = await valkey.prepare(server.target, {}, options, ctx);
    expect((await server.session.info('persistence'))['rdb_bgsave_in_progress']).toBe('0');
    // One begins between the two.
    await server.session.command('BGSAVE');
    await server.session.command('SET', 'after the second one', '1');
    await using point = await prepared.fix(ctx);
    await slowDown(server, 0);
    expect(keysOf(await store(point, '8'))).toMatchObject({ '0': { keys: 302 } });
  });

  test('stays what it is when another save replaces the file while it is read', async () => {
    await using server = await startServer({ tag: 'redis:7' });
    await server.session.command('EVAL', "for i = 1, 20 do redis.call('SET', i, string.rep(i, 1000000)) end", '0');
    await server.session.command('CONFIG', 'SET', 'rdbcompression', 'no');
    await using prepared = await valkey.prepare(server.target, {}, options, ctx);
    await using point = await prepared.fix(ctx);
    const [artifact] = point.artifacts();
    const stream = await artifact?.open(ctx);
    if (!stream) throw new Error('no artifact');
    await server.session.command('FLUSHALL');
    await server.session.command('SAVE');
    let bytes = 0;
    for await (const chunk of stream) bytes += (chunk as Buffer).length;
    expect(bytes).toBeGreaterThan(20_000_000);
    expect(keysOf(await point.inventory(ctx))).toMatchObject({ '0': { keys: 20 } });
  });

  test('is not taken for whole when what reads it is killed half way', async () => {
    await using server = await startServer();
    await server.session.command('CONFIG', 'SET', 'rdbcompression', 'no');
    await server.session.command('EVAL', "for i = 1, 20 do redis.call('SET', i, string.rep(i, 1000000)) end", '0');
    await using prepared = await valkey.prepare(server.target, {}, options, ctx);
    await using point = await prepared.fix(ctx);
    const [artifact] = point.artifacts();
    const stream = await artifact?.open(ctx);
    if (!stream) throw new Error('no artifact');
    const kill = `for p in /proc/[0-9]*; do case $(tr '\\0' ' ' <$p/cmdline 2>/dev/null) in 'cat /data'*) kill -9 \${p#/proc/};; esac; done`;
    await text(host.exec(server.id, ['sh', '-c', kill], ctx, { user: '0' }));
    await expect(finished(stream.resume())).rejects.toMatchObject({ key: 'tool-failed.command' });
    await expect(point.inventory(ctx)).rejects.toMatchObject({ key: 'tool-failed.command' });
  });

  test.each(tags.filter((tag) => tag !== 'redis:6'))(
    'is lost, and said to be, when another save ended before the file was open (%s)',
    async (tag) => {
      await using server = await startServer({ tag });
      await server.session.command('SET', 'a', '1');
      const late = hostWith({
        readFile: (...args) => Readable.from(afterAnotherSave(server, host.readFile.bind(host, ...args))),
        exec: (id, argv, ...rest) =>
          argv[1] === '/data/dump.rdb'
            ? Readable.from(afterAnotherSave(server, host.exec.bind(host, id, argv, ...rest)))
            : host.exec(id, argv, ...rest),
      });
      await using prepared = await valkey.prepare({ ...server.target, host: late }, {}, options, ctx);
      await using point = await prepared.fix(ctx);
      await expect(store(point, '8')).rejects.toMatchObject({ key: 'capture-failed.valkey-replaced' });
    },
  );

  test('is lost, and said to be, when the server is started anew meanwhile', async () => {
    await using server = await startServer();
    await server.session.command('EVAL', "for i = 1, 1000 do redis.call('SET', i, i) end", '0');
    await using prepared = await valkey.prepare(server.target, {}, options, ctx);
    await slowDown(server, 20_000);
    await using point = await prepared.fix(ctx);
    const reading = store(point, '8');
    const restarting = host.stop(server.id, ctx).then(() => host.start(server.id, ctx));
    await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^(capture-failed|tool-failed|conflict)$/) });
    await restarting;
  });
});

test.each(['valkey:8', 'redis:6', 'redis:8'])(
  'a flush of everything during the save fails the capture, with save points and without (%s)',
  async (tag) => {
    for (const points of ['3600 1', '']) {
      await using server = await startServer({ tag });
      await server.session.command('CONFIG', 'SET', 'save', points);
      await server.session.command('EVAL', "for i = 1, 300 do redis.call('SET', i, i) end", '0');
      await server.session.command('SAVE');
      await slowDown(server, 20_000);
      await using prepared = await valkey.prepare(server.target, {}, options, ctx);
      await using point = await prepared.fix(ctx);
      await slowDown(server, 0);
      await server.session.command('FLUSHALL');
      await expect(store(point, '8')).rejects.toMatchObject({ key: 'capture-failed.valkey-replaced' });
    }
  },
);

test('an empty dump of a server that had keys fails the capture', async () => {
  await using server = await startServer();
  await server.session.command('SAVE');
  const empty = await host.exec(server.id, ['cat', '/data/dump.rdb'], ctx).toArray();
  await server.session.command('SET', 'a', '1');
  const flushed = hostWith({
    exec: (id, argv, ...rest) => (argv[1] === '/data/dump.rdb' ? Readable.from(empty) : host.exec(id, argv, ...rest)),
  });
  await using prepared = await valkey.prepare({ ...server.target, host: flushed }, {}, options, ctx);
  await using point = await prepared.fix(ctx);
  await expect(store(point, '8')).rejects.toMatchObject({ key: 'capture-failed.valkey-replaced' });
});

describe('a save that fails', () => {
  test('fails the capture', async () => {
    await using server = await startServer();
    await server.session.command('SET', 'a', '1');
    await using prepared = await valkey.prepare(server.target, {}, options, ctx);
    await text(host.exec(server.id, ['chmod', '555', '/data'], ctx, { user: '0' }));
    await using point = await prepared.fix(ctx);
    await expect(store(point, '8')).rejects.toMatchObject({
      key: 'capture-failed.valkey-save',
      hint: { key: 'hint.valkey-log' },
    });
  });

  test('a killed save fails the capture', async () => {
    await using server = await startServer();
    await server.session.command('EVAL', "for i = 1, 300 do redis.call('SET', i, i) end", '0');
    await slowDown(server, 50_000);
    await using prepared = await valkey.prepare(server.target, {}, options, ctx);
    await using point = await prepared.fix(ctx);
    const kill =
      'for p in /proc/[0-9]*; do [ "$(cut -d" " -f4 $p/stat 2>/dev/null)" = 1 ] && grep -q bgsave $p/cmdline && kill -9 ${p#/proc/}; done; true';
    await text(host.exec(server.id, ['sh', '-c', kill], ctx, { user: '0' }));
    await expect(store(point, '8')).rejects.toMatchObject({ key: 'capture-failed.valkey-save' });
  });
});

test.each(['before the point', 'while it is saved', 'while it is read'])('cancelled %s, nothing is left', async (when) => {
  await using server = await startServer();
  await server.session.command('EVAL', "for i = 1, 500 do redis.call('SET', i, string.rep('x', 100000)) end", '0');
  await server.session.command('CONFIG', 'SET', 'rdbcompression', 'no');
  const job = `cancel-${when.replaceAll(' ', '-')}`;
  const stop = new AbortController();
  const cancelled = plainContext({ job, signal: stop.signal });
  const work = async (): Promise<void> => {
    await using prepared = await valkey.prepare(server.target, {}, options, cancelled);
    if (when === 'before the point') stop.abort();
    if (when === 'while it is saved') await slowDown(server, 10_000);
    await using point = await prepared.fix(cancelled);
    if (when === 'while it is saved') setTimeout(() => stop.abort(), 200);
    const [artifact] = point.artifacts();
    const stream = await artifact?.open(cancelled);
    for await (const _ of stream ?? []) stop.abort();
  };
  await expect(work()).rejects.toMatchObject({ name: expect.stringMatching(/^A(pp|bort)Error$/) });
  expect(stop.signal.aborted).toBe(true);
  expect(await leftovers(job, server.id)).toEqual([]);
});

test('a service that keeps nothing is left as it was', async () => {
  await using server = await startServer({ options: ['--save', ''] });
  await server.session.command('SET', 'a', '1');
  expect(await valkey.inspect(server.target, ctx)).toMatchObject({ ephemeral: { key: 'ephemeral.valkey-save' } });
  const saved = await capture(server);
  expect(keysOf(saved)).toMatchObject({ '0': { keys: 1 } });
  expect(await host.stat(server.id, '/data/dump.rdb', ctx)).toBeUndefined();
});

test('data in memory only are read, and cannot be restored over', async () => {
  await using server = await startServer({ volumes: {}, tmpfs: ['/data'] });
  await server.session.command('SET', 'a', '1');
  expect(keysOf(await capture(server))).toMatchObject({ '0': { keys: 1 } });
  expect(await valkey.inspect(server.target, ctx)).toMatchObject({
    ephemeral: { key: 'ephemeral.valkey-volume' },
    items: [{ blocked: [{ key: 'blocked.valkey-no-volume' }] }],
  });
});

test('what it warns of', async () => {
  await using server = await startServer({
    options: ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru', '--rdbchecksum', 'no'],
  });
  await server.session.command('ACL', 'SETUSER', 'anna', 'on', '>secret of anna', '~*', '+@all');
  const { warnings } = await valkey.inspect(server.target, ctx);
  expect(warnings.map(({ key }) => key)).toEqual(['warning.valkey-eviction', 'warning.valkey-users']);
  const saved = await capture(server);
  expect(saved.warnings).toEqual([{ key: 'warning.valkey-no-checksum', params: { service: 'cache' } }]);
  expect(saved.detail).toMatchObject({ users: ['anna', 'default'] });
  expect(JSON.stringify(saved)).not.toContain('secret of anna');
});

test('only the whole can be chosen', async () => {
  await using server = await startServer();
  const choosing = valkey.prepare(server.target, { items: ['0'] }, options, ctx);
  await expect(choosing).rejects.toMatchObject({ key: 'not-found.valkey-item' });
});

async function* afterAnotherSave(server: TestServer, open: () => Readable): AsyncGenerator<Buffer> {
  await server.session.command('SET', 'another', '1');
  await server.session.command('SAVE');
  yield* open() as AsyncIterable<Buffer>;
}

/** Makes every save last, by this many microseconds a key. */
const slowDown = (server: TestServer, delay: number): Promise<string[]> =>
  server.session.command('CONFIG', 'SET', 'rdb-key-save-delay', String(delay));
