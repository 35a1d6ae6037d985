import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { valkey } from '../../shared/src/drivers/valkey/driver.ts';
import { text } from '../../shared/src/hosts/collect.ts';
import type { Stored } from './postgres.support.ts';
import {
  capture,
  digest,
  filesIn,
  hidden,
  host,
  hostWith,
  Ledger,
  logged,
  short,
  stage,
  startServer,
  type TestServer,
} from './valkey.support.ts';

const ctx = plainContext();

describe('a switch-over that is cut off', () => {
  /** Ends the helper's shell with force just before its n-th move. */
  const dyingAt = (move: number) =>
    hostWith({
      run: (spec, argv, ...rest) => {
        const trap = `moves=0; mv() { moves=$((moves + 1)); [ $moves -ne ${move} ] || kill -9 $$; command mv "$@"; }\n`;
        return host.run(spec, argv[0] === 'sh' ? ['sh', '-c', trap + (argv[2] ?? ''), ...argv.slice(3)] : argv, ...rest);
      },
    });

  describe.each(['dump', 'log'])('with a %s', (persistence) => {
    let server: TestServer;
    let saved: Stored;
    beforeAll(async () => {
      server = await startServer({ options: persistence === 'log' ? logged : [] });
      await server.session.command('SET', 'saved', '1');
      saved = await capture(server);
      await server.session.command('SET', 'present', '1');
      await server.session.command('SAVE');
    });
    afterAll(() => server[Symbol.asyncDispose]());

    test.each([1, 2, 3, 4, 5])('before move %i, it is taken back or completed', async (move) => {
      const ledger = new Ledger();
      const broken = await valkey.stage(
        { ...server.target, host: dyingAt(move) },
        saved.set,
        { id: short(), intend: ledger.intend },
        ctx,
      );
      await host.stop(server.id, ctx);
      const before = await contents(server);
      const outcome = await broken.swap(ctx).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
      const moves = persistence === 'log' ? 4 : 3;
      expect(outcome).toBe(move <= moves ? 'tool-failed' : 'done');
      const state = await valkey.reconcile(server.target, ledger.last, ctx);
      expect(state).toBe(move <= moves ? 'half' : 'swapped');
      // A second crash while it is taken back changes nothing.
      await valkey.rollback({ ...server.target, host: dyingAt(2) }, ledger.last, ctx).catch(() => {});
      await valkey.rollback(server.target, ledger.last, ctx);
      await valkey.rollback(server.target, ledger.last, ctx);
      expect(await valkey.reconcile(server.target, ledger.last, ctx)).toBe('staged');
      expect(await contents(server)).toEqual(before);
      await valkey.discard(server.target, ledger.last, 'staged', ctx);
      await valkey.discard(server.target, ledger.last, 'staged', ctx);
      expect(await valkey.reconcile(server.target, ledger.last, ctx)).toBe('absent');
      await host.start(server.id, ctx);
      await server.reconnect();
      expect((await server.session.command('KEYS', '*')).sort()).toEqual(['present', 'saved']);
      expect(hidden(await filesIn(server.id))).toEqual([]);
    });
  });

  test.each(['dump', 'log'])('is taken back even when the server was started in between (%s)', async (persistence) => {
    await using server = await startServer({ options: persistence === 'log' ? logged : [] });
    await server.session.command('SET', 'saved', '1');
    const saved = await capture(server);
    await server.session.command('SET', 'present', '1');
    await server.session.command('SAVE');
    const before = await digest(server);
    const ledger = new Ledger();
    // All of the old files are away, none of the new ones is there yet.
    const target = { ...server.target, host: dyingAt(persistence === 'log' ? 3 : 2) };
    const broken = await valkey.stage(target, saved.set, { id: short(), intend: ledger.intend }, ctx);
    await host.stop(server.id, ctx);
    await expect(broken.swap(ctx)).rejects.toMatchObject({ code: 'tool-failed' });
    await host.start(server.id, ctx);
    await server.reconnect();
    await server.session.command('SET', 'stray', '1');
    await server.session.command('SAVE');
    await host.stop(server.id, ctx);
    expect(await valkey.reconcile(server.target, ledger.last, ctx)).toBe('half');
    await valkey.rollback(server.target, ledger.last, ctx);
    expect(await valkey.reconcile(server.target, ledger.last, ctx)).toBe('staged');
    await valkey.discard(server.target, ledger.last, 'staged', ctx);
    await host.start(server.id, ctx);
    await server.reconnect();
    expect(await digest(server)).toBe(before);
    expect(hidden(await filesIn(server.id))).toEqual([]);
  });

  test('by a move that fails is taken back at once', async () => {
    await using server = await startServer({ options: logged });
    await server.session.command('SET', 'a', '1');
    const saved = await capture(server);
    const failing = hostWith({
      run: (spec, argv, ...rest) => {
        const trap = `moves=0; mv() { moves=$((moves + 1)); [ $moves -ne 3 ] || return 1; command mv "$@"; }\n`;
        return host.run(spec, argv[0] === 'sh' ? ['sh', '-c', trap + (argv[2] ?? ''), ...argv.slice(3)] : argv, ...rest);
      },
    });
    const ledger = new Ledger();
    const staged = await valkey.stage(
      { ...server.target, host: failing },
      saved.set,
      { id: short(), intend: ledger.intend },
      ctx,
    );
    await host.stop(server.id, ctx);
    const before = await contents(server);
    await expect(staged.swap(ctx)).rejects.toMatchObject({ code: 'tool-failed' });
    expect(await valkey.reconcile(server.target, ledger.last, ctx)).toBe('staged');
    expect(await contents(server)).toEqual(before);
    await staged[Symbol.asyncDispose]();
  });

  /** Names and checksums of the live files. */
  async function contents(server: TestServer): Promise<string[]> {
    const list = `cd /data && find . -name '.longshore*' -prune -o -type f -exec sha256sum {} + | sort -k2`;
    const spec = { image: 'longshore-test/valkey:8', volumesFrom: server.id };
    return (await text(host.run(spec, ['sh', '-c', list], ctx, { user: '0' }))).trim().split('\n');
  }
});

test('a server that loads something else than was proven is not taken for settled', async () => {
  await using server = await startServer();
  await server.session.command('SET', 'a', '1');
  const saved = await capture(server);
  await server.session.command('SET', 'b', '1');
  const staged = await stage(server, saved.set, new Ledger());
  await staged.beforeStop?.(ctx);
  await host.stop(server.id, ctx);
  await host.start(server.id, ctx);
  await expect(staged.settle(ctx)).rejects.toMatchObject({ key: 'unproven.valkey-start', params: { expected: 1, found: 2 } });
});

test('a server that does not come up again is said not to', async () => {
  await using server = await startServer();
  await server.session.command('SET', 'a', '1');
  const staged = await stage(server, (await capture(server)).set, new Ledger());
  await host.stop(server.id, ctx);
  const spoil = ['sh', '-c', 'echo nonsense >/data/dump.rdb'];
  await text(host.run({ image: 'longshore-test/valkey:8', volumesFrom: server.id }, spoil, ctx, { user: '0' }));
  await host.start(server.id, ctx);
  await expect(staged.settle(ctx)).rejects.toMatchObject({ key: 'unproven.valkey-down' });
});
