import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Change } from '../../shared/src/api/contract.ts';
import { createCore } from '../../shared/src/core/core.ts';
import { startContainer } from '../support/docker.ts';
import { startProxy } from '../support/proxy.ts';

describe('changes', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'longshore-changes-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  /** Runs `act` every `milliseconds` until disposed. Disposal returns when all runs have ended. */
  function repeat(milliseconds: number, act: () => Promise<void>): AsyncDisposable {
    const runs: Promise<void>[] = [];
    const timer = setInterval(() => runs.push(act()), milliseconds);
    return {
      async [Symbol.asyncDispose]() {
        clearInterval(timer);
        await Promise.all(runs);
      },
    };
  }

  async function startOne(): Promise<void> {
    await using container = await startContainer({ image: 'longshore-test/writer:1', entrypoint: ['true'] });
    void container;
  }

  /** Returns whether the core reports a change of this sort; `begin` causes one, again and again while the test listens. */
  async function isTold(wanted: Change['what'], begin: () => Promise<void>): Promise<boolean> {
    await using core = await createCore({ places: { configFile: join(dataDir, 'none.yaml'), named: false, dataDir } });
    const over = new AbortController();
    // Listening begins with the first question; a change before it may be reported or not.
    await using begun = repeat(1000, begin);
    void begun;
    // The first word is about jobs, whether or not one has begun: a list may have been read before.
    const told: Change['what'][] = [];
    for await (const { what } of core.changes({}, { signal: over.signal })) {
      told.push(what);
      if (told.slice(1).includes(wanted)) over.abort();
    }
    expect(told[0]).toBe('jobs');
    return over.signal.aborted;
  }

  test('a container that starts is told, whoever started it', async () => {
    expect(await isTold('containers', startOne)).toBe(true);
  });

  test('a job that begins is told', async () => {
    let count = 0;
    const begin = async (): Promise<void> => {
      const folder = join(dataDir, 'jobs', `20260503-120200-${(count += 1)}`);
      await mkdir(folder, { recursive: true });
      await setTimeout(100);
      const event = {
        v: 1,
        seq: 1,
        time: new Date().toISOString(),
        type: 'note',
        level: 'info',
        message: { key: 'x', params: {} },
      };
      await writeFile(join(folder, 'journal.jsonl'), `${JSON.stringify(event)}\n`);
    };
    expect(await isTold('jobs', begin)).toBe(true);
  });

  test('an engine that is lost is told, and that it is back', async () => {
    await using proxy = await startProxy();
    const path = proxy.address.type === 'socket' ? proxy.address.path : '';
    const places = { configFile: join(dataDir, 'none.yaml'), named: false, dataDir };
    await using core = await createCore({ places, env: { ...process.env, DOCKER_HOST: `unix://${path}` } });
    const told = core.changes({})[Symbol.asyncIterator]();
    const first = told.next();
    {
      // Nothing tells when a subscription begins, so containers are started until one is seen.
      await using begun = repeat(500, startOne);
      void begun;
      await first;
    }
    await proxy.lose();
    const reachable = (): Promise<boolean> =>
      core.stacks({}).then(
        () => true,
        () => false,
      );
    while (await reachable()) await told.next();
    await proxy.restore();
    while (!(await reachable())) expect(await told.next()).toMatchObject({ done: false });
    await told.return?.(undefined);
  });

  test('an engine that does not answer ends it with an error', async () => {
    const env = { ...process.env, DOCKER_HOST: 'unix:///nowhere.sock' };
    await using core = await createCore({
      places: { configFile: join(dataDir, 'none.yaml'), named: false, dataDir },
      env,
    });
    await expect(core.changes({})[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'host-unreachable' });
  });
});
