import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCore } from '../../shared/src/core/core.ts';
import { readJob } from '../../shared/src/jobs/store.ts';
import { missingNames } from '../../shared/src/model/manifest.ts';
import { waitFor } from '../support/docker.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';
import { run } from '../support/run.ts';

let stack: TestStack;
let core: TestCore;
let before: Record<string, string>;

beforeAll(async () => {
  stack = await openStack('sample');
  core = await openCore();
  before = await stack.states();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const sql = (text: string): Promise<string> => stack.sql('db', text);
const backup = { operation: 'backup', stack: '' } as const;
const request = (): { operation: 'backup'; stack: string } => ({ ...backup, stack: stack.project });

describe('the whole stack', () => {
  it('names every container with its role, and why', async () => {
    const plan = await core.api.plan(request());
    expect(plan.mode).toBe('freeze');
    expect(Object.fromEntries(plan.containers.map(({ service, role, action }) => [service, `${role} ${action}`]))).toEqual({
      cache: 'data none',
      db: 'data none',
      exporter: 'bystander none',
      idle: 'bystander none',
      migrate: 'bystander none',
      reader: 'reader none',
      writer: 'writer pause',
    });
  });

  it('comes back from a restore whole: data, containers, and undo', async () => {
    const snapshot = succeeded((await core.run(request())).ended).snapshot ?? '';
    const orders = await sql('select count(*) from shop.orders');
    await sql('truncate shop.orders');
    const restore = await core.run({ operation: 'restore', snapshot });
    const result = succeeded(restore.ended);
    expect(result.services.every(({ proof }) => proof?.ok)).toBe(true);
    expect(await sql('select count(*) from shop.orders')).toBe(orders);
    expect(await stack.states()).toEqual(before);
    expect(await leftovers(restore.job)).toEqual([]);
    succeeded((await core.run({ operation: 'undo', job: restore.job })).ended);
    expect(await sql('select count(*) from shop.orders')).toBe('0');
    await expect(core.api.plan({ operation: 'undo', job: restore.job })).rejects.toMatchObject({ key: 'conflict.undo-gone' });
  });

  it('is not what a backup of one database holds, which can be proven and restored by itself', async () => {
    await sql(`drop table if exists kept; create table kept as select 1 as i`);
    const { ended } = await core.run({ ...request(), items: ['db/app'] });
    const { snapshot = '', complete } = succeeded(ended);
    expect(complete).toBe(false);
    const { manifest } = await core.api.snapshot({ snapshot });
    expect(manifest.services.map(({ name, items }) => [name, items])).toEqual([['db', ['app']]]);
    expect(missingNames(manifest.missing)).toEqual(['cache', 'db/my-app "db" ü', 'db/postgres'].sort());
    succeeded((await core.run({ operation: 'verify', snapshot })).ended);
    succeeded((await core.run({ operation: 'drill', snapshot })).ended);
    await sql('drop table kept');
    await expect(core.api.plan({ operation: 'restore', snapshot })).rejects.toMatchObject({
      key: 'incomplete.name-services',
    });
    const restored = await core.run({ operation: 'restore', snapshot, items: ['app'] });
    succeeded(restored.ended);
    expect(await sql('select i from kept')).toBe('1');
    succeeded((await core.run({ operation: 'undo', job: restored.job })).ended);
    expect((await core.api.snapshot({ snapshot: `${stack.project}/latest` })).manifest.complete).toBe(true);
  });
});

describe('two at a time', () => {
  it('lets one run and tells the others who holds the stack, whoever asks', async () => {
    await using second = await createCore();
    const plans = [await core.api.plan(request()), await second.plan(request()), await core.api.plan(request())];
    const started = await Promise.all(
      plans.map(({ id }, index) => (index === 1 ? second : core.api).run({ plan: id, confirm: true })),
    );
    const outcomes: string[] = [];
    for (const { job } of started) {
      const { outcome, error } = await endOf(core.api, job);
      outcomes.push(error?.message.key ?? outcome);
    }
    expect(outcomes.toSorted()).toEqual(['locked.held', 'locked.held', 'succeeded']);
  });

  it('uses a plan once', async () => {
    const plan = await core.api.plan(request());
    const tries = await Promise.allSettled([1, 2, 3].map(() => core.api.run({ plan: plan.id, confirm: true })));
    const [job] = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value.job] : []));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    succeeded(await endOf(core.api, job ?? ''));
  });

  it('recover leaves a running job alone', async () => {
    const plan = await core.api.plan({ ...request(), mode: 'stop' });
    const { job } = await core.api.run({ plan: plan.id, confirm: true });
    const found = await core.api.plan({ operation: 'recover', job });
    expect(found.steps).toEqual([]);
    succeeded(await endOf(core.api, job));
  });
});

describe('confirmation', () => {
  it('is wanted by the engine, so that no face can leave it out', async () => {
    const { items } = await core.api.snapshots({});
    const restore = await core.api.plan({ operation: 'restore', snapshot: items[0]?.reference ?? '' });
    expect(restore.confirm).toEqual({ level: 'click' });
    await expect(core.api.run({ plan: restore.id, confirm: false })).rejects.toMatchObject({ key: 'usage.not-confirmed' });
    const inPlace = await core.api.plan({
      operation: 'restore',
      snapshot: items[0]?.reference ?? '',
      items: ['app'],
      inPlace: true,
    });
    expect(inPlace.confirm).toEqual({ level: 'type', text: stack.project });
    await expect(core.api.run({ plan: inPlace.id, confirm: true })).rejects.toMatchObject({ key: 'usage.not-confirmed' });
  });
});

describe('when things break', () => {
  it('thaws the writers of a job that is killed in its freeze, before anybody cleans up', async () => {
    // The writer stands still, and the entry that says that it is back is not there.
    const { ended, job } = await core.run(request(), { env: { LONGSHORE_TEST_DIE_AFTER: 'before resumed' } });
    expect(ended.error).toMatchObject({ message: { key: 'recovery-needed.interrupted' } });
    expect((await readJob(core.dataDir, job))?.ledger.quiet).not.toEqual([]);
    await waitFor(async () => JSON.stringify(await stack.states()) === JSON.stringify(before));
    succeeded((await core.run({ operation: 'recover', job })).ended);
  });

  it('fails and lists nothing when the repository is full', async () => {
    const path = join(core.dataDir, 'small');
    await mkdir(path);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]);
    try {
      await run('sh', [
        '-c',
        `mkdir -p ${core.dataDir}/longshore && printf 'version: 1\nrepositories:\n  small: { type: folder, path: ${path}/repo }\n' > ${core.dataDir}/longshore/config.yaml`,
      ]);
      await using full = await createCore();
      const plan = await full.plan({ ...request(), repo: 'small' });
      const { job } = await full.run({ plan: plan.id, confirm: true });
      expect((await endOf(full, job)).error?.code).toBe('no-space');
      expect((await full.snapshots({ repo: 'small' })).items).toEqual([]);
      expect(await stack.states()).toEqual(before);
      expect(await leftovers(job)).toEqual([]);
    } finally {
      await rm(join(core.dataDir, 'longshore'), { recursive: true, force: true });
      await run('umount', [path]);
    }
  });

  it('fails when a service is down, unless it is left out on purpose', async () => {
    await run('docker', ['stop', `${stack.project}-cache-1`]);
    try {
      await expect(core.api.plan(request())).rejects.toMatchObject({ key: 'incomplete.not-running' });
      const without = succeeded((await core.run({ ...request(), exclude: ['cache'] })).ended);
      expect(without.complete).toBe(false);
      const going = succeeded((await core.run({ ...request(), keepGoing: true })).ended);
      expect(going.complete).toBe(false);
      await expect(core.api.plan({ operation: 'restore', snapshot: going.snapshot ?? '' })).rejects.toMatchObject({
        key: 'incomplete.name-services',
      });
      const latest = await core.api.snapshot({ snapshot: `${stack.project}/latest` });
      expect(latest.manifest.complete).toBe(true);
    } finally {
      await run('docker', ['start', `${stack.project}-cache-1`]);
      await waitFor(async () => (await stack.exec('cache', 'sh', '-c', 'valkey-cli ping || true')).includes('NOAUTH'));
    }
  });

  it('refuses a plan whose stack has changed since', async () => {
    const plan = await core.api.plan(request());
    await run('docker', ['stop', '-t', '1', `${stack.project}-reader-1`]);
    try {
      await sleep(5200);
      await expect(core.api.run({ plan: plan.id, confirm: true })).rejects.toMatchObject({ key: 'stale-plan.changed' });
    } finally {
      await run('docker', ['start', `${stack.project}-reader-1`]);
    }
  });
});
