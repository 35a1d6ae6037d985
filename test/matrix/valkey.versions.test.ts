import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { valkey } from '../../shared/src/drivers/valkey/driver.ts';
import { compare } from '../../shared/src/model/proof.ts';
import { store } from '../integration/postgres.support.ts';
import {
  capture,
  digest,
  filesIn,
  hidden,
  host,
  keysOf,
  Ledger,
  logged,
  seed,
  short,
  stage,
  startServer,
  switchOver,
  tags,
  type TestServer,
} from '../integration/valkey.support.ts';
import { matrix } from '../support/matrix.ts';

const ctx = plainContext();

matrix('valkey-captures', 'whatever a server of a version holds is saved, proven and read', {
  cases: () => tags,
  sample: 2,
  async test(tag) {
    await using server = await startServer({ tag });
    await tellsWhatItIs(server, tag);
    await savesNothing(server);
    await savesEverything(server, tag);
    await isNotProvenByAnotherInventory(server);
    return 'proven';
  },
  ends: ['proven'],
});

/** An empty server is saved and proven. */
async function savesNothing(server: TestServer): Promise<void> {
  const saved = await capture(server);
  expect(keysOf(saved)).toEqual({ '': { functions: 0 } });
  await using trial = await valkey.trial(host, [server.target.container.imageId], saved.set, {}, ctx);
  expect(compare(saved.inventory, await trial.inventory(ctx))).toMatchObject({ ok: true });
}

/** Everything that it holds is saved, proven and read, also a key whose time has come meanwhile. */
async function savesEverything(server: TestServer, tag: string): Promise<void> {
  await seed(server);
  await using prepared = await valkey.prepare(server.target, {}, { counts: true, lockTimeout: 1000 }, ctx);
  await server.session.command('SET', 'short-lived', 'x', 'PX', '2000');
  await using point = await prepared.fix(ctx);
  const info = await server.session.info('keyspace');
  const saved = await store(point, '8');
  const [, keys] = /keys=(\d+)/.exec(info['db0'] ?? '') ?? [];
  const functions = tag === 'redis:6' ? 0 : 1;
  expect(keysOf(saved)).toEqual({
    '': { functions },
    ...(functions > 0 && { library: { code: expect.stringMatching(/^[0-9a-f]{64}$/) } }),
    '0': { keys: Number(keys), expiring: 2, groups: 1, groupsDigest: expect.stringMatching(/^[0-9a-f]{16}$/) },
    '9': { keys: 1, expiring: 0 },
  });
  while ((await server.session.command('EXISTS', 'short-lived'))[0] !== '0') await sleep(100);
  await using trial = await valkey.trial(host, [server.target.container.imageId], saved.set, {}, ctx);
  expect(compare(saved.inventory, await trial.inventory(ctx))).toMatchObject({
    ok: true,
    differences: [],
    notCompared: [],
    rows: Number(keys) + 1,
  });
  expect(trial.images).toMatchObject([{ reference: `longshore-test/${tag}`, id: server.target.container.imageId }]);
  const [artifact] = saved.set.artifacts;
  if (artifact) await valkey.parse(host, [server.target.container.imageId], artifact, ctx);
  expect(artifact?.name).toBe('dump.rdb');
}

/** A dump that does not hold what was counted is not taken for proven. */
async function isNotProvenByAnotherInventory(server: TestServer): Promise<void> {
  const saved = await capture(server);
  await server.session.command('SET', 'one more', '1');
  const other = await capture(server);
  await using trial = await valkey.trial(host, [server.target.container.imageId], saved.set, {}, ctx);
  expect(compare(other.inventory, await trial.inventory(ctx)).ok).toBe(false);
}

/** The driver tells product, version and what can be saved. */
async function tellsWhatItIs(server: TestServer, tag: string): Promise<void> {
  const found = await valkey.inspect(server.target, ctx);
  expect(found.version).toMatch(tag.startsWith('redis') ? /^Redis \d+\.\d+\.\d+$/ : /^Valkey \d+\.\d+\.\d+$/);
  expect(found).toMatchObject({ items: [{ name: 'data', inPlaceOnly: [], blocked: [] }], warnings: [], clients: [] });
  expect(found.ephemeral).toBeUndefined();
}

matrix(
  'valkey-restores',
  'a server of a version, however it keeps its data, is restored, undone, and the undo undone; each time everything is as it was',
  {
    cases: () => [
      'valkey:8 with a dump',
      'valkey:8 with a log',
      'valkey:9 with a dump',
      'valkey-distroless:8 with a log',
      'redis:8 with a log',
      'redis:7 with a dump',
      'redis:6 with a dump',
      'redis:6 with a log',
    ],
    sample: 2,
    async test(one) {
      const [tag = '', persistence] = one.split(' with a ');
      await using server = await startServer({ tag, options: persistence === 'log' ? logged : [] });
      await restoresAndUndoes(server);
      await survivesARestart(server);
      return 'as it was';
    },
    ends: ['as it was'],
  },
);

async function restoresAndUndoes(server: TestServer): Promise<void> {
  await seed(server);
  const before = await digest(server);
  const saved = await capture(server);
  await server.session.command('FLUSHALL');
  await server.session.command('SET', 'present', 'data');
  const present = await digest(server);

  const ledger = new Ledger();
  const staged = await stage(server, saved.set, ledger);
  expect(await digest(server)).toBe(present);
  expect(compare(saved.inventory, await staged.inventory(ctx))).toMatchObject({ ok: true, differences: [] });
  expect(await valkey.reconcile(server.target, ledger.last, ctx)).toBe('staged');

  const first = await switchOver(server, staged);
  expect(await digest(server)).toBe(before);
  expect(await valkey.reconcile(server.target, first, ctx)).toBe('swapped');
  expect(await valkey.undoBytes(server.target, first, ctx)).toBeGreaterThan(0);
  await staged[Symbol.asyncDispose]();
  await server.session.command('SET', 'written after', 'the restore');
  const written = await digest(server);

  const undo = await valkey.reopen(server.target, first, { id: short(), intend: ledger.intend }, ctx);
  expect((await undo.inventory(ctx)).entries.find(({ name }) => name === '0')?.exact).toMatchObject({ keys: 1, expiring: 0 });
  const second = await switchOver(server, undo);
  expect(await digest(server)).toBe(present);
  expect(await valkey.reconcile(server.target, first, ctx)).toBe('absent');
  expect(await valkey.reconcile(server.target, second, ctx)).toBe('swapped');

  const again = await valkey.reopen(server.target, second, { id: short(), intend: ledger.intend }, ctx);
  const third = await switchOver(server, again);
  expect(await digest(server)).toBe(written);

  await valkey.discard(server.target, third, 'undo', ctx);
  await valkey.discard(server.target, third, 'undo', ctx);
  expect(await valkey.reconcile(server.target, third, ctx)).toBe('absent');
  expect(await valkey.undoBytes(server.target, third, ctx)).toBe(0);
  expect(hidden(await filesIn(server.id))).toEqual([]);
  await expect(valkey.reopen(server.target, third, { id: short(), intend: ledger.intend }, ctx)).rejects.toMatchObject({
    key: 'conflict.undo-files-gone',
  });
}

/** It goes on saving, and has everything after a restart. */
async function survivesARestart(server: TestServer): Promise<void> {
  await server.session.command('SET', 'after', 'everything');
  const before = await digest(server);
  await host.stop(server.id, ctx);
  await host.start(server.id, ctx);
  await server.reconnect();
  expect(await digest(server)).toBe(before);
}
