import { beforeAll, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { valkey } from '../../shared/src/drivers/valkey/driver.ts';
import { compare } from '../../shared/src/model/proof.ts';
import { leftovers } from '../conformance/leftovers.ts';
import { source, type Stored } from './postgres.support.ts';
import {
  capture,
  commandOf,
  digest,
  filesIn,
  hidden,
  host,
  Ledger,
  logged,
  seed,
  short,
  stage,
  startServer,
  switchOver,
} from './valkey.support.ts';

const ctx = plainContext();

test.each([
  ['valkey:8', 'a log'],
  ['redis:8', 'a log'],
  ['valkey:8', 'a dump'],
])('%s with %s under names of its own, in a folder of its own', async (tag, persistence) => {
  const names = ['--dir', '/data/our files', '--dbfilename', 'our dump.rdb'];
  const log = [
    '--appendonly',
    'yes',
    '--aof-use-rdb-preamble',
    'no',
    '--appendfilename',
    'our log.aof',
    '--appenddirname',
    'our logs',
  ];
  const options = persistence === 'a log' ? [...names, ...log] : names;
  const [program = '', ...rest] = commandOf(tag, options);
  const command = ['sh', '-c', 'mkdir -p "/data/our files"; exec "$@"', 'sh', program, ...rest];
  await using server = await startServer({ tag, command });
  await seed(server);
  const before = await digest(server);
  const saved = await capture(server);
  await server.session.command('FLUSHALL');
  await server.session.command('SET', 'present', 'data');
  const present = await digest(server);
  const ledger = new Ledger();
  const staged = await stage(server, saved.set, ledger);
  expect(compare(saved.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true });
  const ref = await switchOver(server, staged);
  expect(await digest(server)).toBe(before);
  await switchOver(server, await valkey.reopen(server.target, ref, { id: short(), intend: ledger.intend }, ctx));
  expect(await digest(server)).toBe(present);
});

describe('an empty service', () => {
  test.each(['dump', 'log'])('is filled, and emptied again by undo (%s)', async (persistence) => {
    await using full = await startServer();
    await seed(full);
    const saved = await capture(full);
    await using server = await startServer({ options: persistence === 'log' ? logged : [] });
    const ledger = new Ledger();
    const ref = await switchOver(server, await stage(server, saved.set, ledger));
    expect(await digest(server)).toBe(await digest(full));
    await switchOver(server, await valkey.reopen(server.target, ref, { id: short(), intend: ledger.intend }, ctx));
    expect(await server.session.command('DBSIZE')).toEqual(['0']);
  });

  test('that was saved empties the one that it is restored into, and undo brings all back', async () => {
    await using server = await startServer();
    const nothing = await capture(server);
    await seed(server);
    const before = await digest(server);
    const ledger = new Ledger();
    const staged = await stage(server, nothing.set, ledger);
    expect(compare(nothing.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true });
    const ref = await switchOver(server, staged);
    expect(await server.session.command('DBSIZE')).toEqual(['0']);
    await switchOver(server, await valkey.reopen(server.target, ref, { id: short(), intend: ledger.intend }, ctx));
    expect(await digest(server)).toBe(before);
  });
});

test('a server that keeps nothing gets back by undo what only its memory held', async () => {
  await using server = await startServer({ options: ['--save', ''] });
  await server.session.command('SET', 'a', '1');
  const saved = await capture(server);
  await server.session.command('SET', 'b', '2');
  const before = await digest(server);
  const ledger = new Ledger();
  const ref = await switchOver(server, await stage(server, saved.set, ledger));
  expect(await server.session.command('KEYS', '*')).toEqual(['a']);
  expect(await server.session.config('save')).toEqual({ save: '' });
  await switchOver(server, await valkey.reopen(server.target, ref, { id: short(), intend: ledger.intend }, ctx));
  expect(await digest(server)).toBe(before);
});

test('files have the owner and permissions of those that they replace', async () => {
  await using server = await startServer({ options: logged });
  await server.session.command('SET', 'a', '1');
  await server.session.command('SAVE');
  const before = (await filesIn(server.id)).map((file) => file.replace(/ .*/, ''));
  const saved = await capture(server);
  const staged = await stage(server, saved.set, new Ledger());
  const own = hidden(await filesIn(server.id));
  expect(own).toHaveLength(5);
  for (const file of own) expect(file).toMatch(/ 999 [67]00$/);
  await staged[Symbol.asyncDispose]();
  expect((await filesIn(server.id)).map((file) => file.replace(/ .*/, ''))).toEqual(before);
});

describe('what cannot be loaded', () => {
  let old: Stored;
  let recent: Stored;
  beforeAll(async () => {
    await using redis = await startServer({ tag: 'redis:8' });
    await seed(redis);
    recent = await capture(redis);
    await using other = await startServer({ tag: 'valkey:8' });
    await seed(other);
    old = await capture(other);
  });

  test.each(['valkey:8', 'valkey:9', 'redis:7', 'redis:6'])(
    'a dump of Redis 8 is refused for %s before anything',
    async (tag) => {
      await using server = await startServer({ tag });
      const ledger = new Ledger();
      await expect(stage(server, recent.set, ledger)).rejects.toMatchObject({
        key: 'incompatible.rdb-format',
        params: { format: 'REDIS0012' },
      });
      expect(ledger.entries).toEqual([]);
      expect(hidden(await filesIn(server.id))).toEqual([]);
      await expect(valkey.trial(host, [server.target.container.imageId], recent.set, {}, ctx)).rejects.toMatchObject({
        key: 'incompatible.rdb-format',
      });
    },
  );

  test.each(['redis:8', 'valkey:9', 'valkey-distroless:8'])('a dump of Valkey 8 goes into %s', async (tag) => {
    await using server = await startServer({ tag });
    const staged = await stage(server, old.set, new Ledger());
    expect(compare(old.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true });
    await switchOver(server, staged);
    expect(await server.session.command('GET', 'text')).toEqual(['hello']);
  });

  test('a server with fewer databases cannot load it, and it shows before anything is switched over', async () => {
    await using server = await startServer({ options: ['--databases', '4'] });
    await using small = await stage(server, old.set, new Ledger());
    await expect(small.inventory(ctx)).rejects.toMatchObject({
      key: 'unproven.valkey-load',
      detail: expect.stringContaining('databases'),
    });
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -1), 'corrupt.rdb-truncated'],
    [
      'with the mark of a stream behind it',
      (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(40, 'x')]),
      'corrupt.rdb-trailing',
    ],
    ['with one changed bit', (bytes: Buffer) => changed(bytes), 'corrupt.rdb-checksum'],
  ])('a dump %s is found while it is written, and nothing stays', async (_how, damage, key) => {
    await using server = await startServer();
    const [dump] = old.artifacts.values();
    if (!dump) throw new Error('no dump');
    const set = { ...old.set, artifacts: [source('dump.rdb', damage(dump))] };
    await expect(stage(server, set, new Ledger())).rejects.toMatchObject({ key });
    expect(hidden(await filesIn(server.id))).toEqual([]);
    const [artifact] = set.artifacts;
    if (!artifact) throw new Error('no artifact');
    await expect(valkey.parse(host, [server.target.container.imageId], artifact, ctx)).rejects.toMatchObject({ key });
  });

  /** Within a long value, where only the checksum can tell. */
  function changed(bytes: Buffer): Buffer {
    const copy = Buffer.from(bytes);
    const at = copy.indexOf('element');
    copy.writeUInt8(copy.readUInt8(at + 1) ^ 1, at + 1);
    return copy;
  }
});

test('cancelled while it is written beside, nothing is left', async () => {
  await using server = await startServer();
  await server.session.command('EVAL', "for i = 1, 200 do redis.call('SET', i, string.rep(i, 100000)) end", '0');
  await server.session.command('CONFIG', 'SET', 'rdbcompression', 'no');
  const saved = await capture(server);
  const stop = new AbortController();
  const set = {
    ...saved.set,
    artifacts: saved.set.artifacts.map((artifact) => ({
      ...artifact,
      open: async () => {
        const stream = await artifact.open(ctx);
        stream.once('data', () => stop.abort());
        return stream;
      },
    })),
  };
  const job = `stage-${short()}`;
  const cancelled = stage(server, set, new Ledger(), plainContext({ job, signal: stop.signal }));
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  expect(hidden(await filesIn(server.id))).toEqual([]);
  expect(await leftovers(job, server.id)).toEqual([]);
});
