import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainContext } from '../../shared/src/context.ts';
import { writeLabels } from '../../shared/src/jobs/lockLabels.ts';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import { thisProcess } from '../../shared/src/machine/owner.ts';
import { jobDir } from '../../shared/src/jobs/store.ts';
import type { PlanRequest } from '../../shared/src/model/plan.ts';
import type * as z from 'zod';
import { localHost, waitFor } from '../support/docker.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { type DockerProxy, startProxy } from '../support/proxy.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';
import { run } from '../support/run.ts';

/**
 * A laptop that sleeps in the middle of a job, while Docker and all others go on. SIGSTOP stops all threads of the job's
 * process; a proxy before Docker holds it at the moment that is meant, so that nothing depends on being quick.
 */
const host = localHost();
const ctx = plainContext();
const rival = `rival-${randomBytes(3).toString('hex')}`;
let stack: TestStack;
let proxy: DockerProxy;
let core: TestCore;
let before: Record<string, string>;
let snapshot: string;
let writer: string;

beforeAll(async () => {
  stack = await openStack('sample');
  proxy = await startProxy();
  core = await openCore({ ...(proxy.address.type === 'socket' && { socket: proxy.address.path }) });
  before = await stack.states();
  writer = `${stack.project}-writer-1`;
  snapshot = succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const sql = (text: string): Promise<string> => stack.sql('db', text);
const stateIs = (state: string): Promise<void> => waitFor(async () => (await stack.states())[writer] === state);
const listed = async (): Promise<string[]> => (await core.api.snapshots({})).items.map(({ reference }) => reference);

/** Starts a job and stops its process when it is held; `wake` lets both go on. */
async function sleeping(
  request: z.input<typeof PlanRequest>,
  what: 'it' | 'others',
  at: RegExp,
): Promise<{ job: string; release(): void; wake(): void }> {
  const plan = await core.api.plan(request);
  const held = proxy.hold(what, at);
  const { job } = await core.api.run({ plan: plan.id, confirm: true });
  await held.waiting;
  const { pid } = (await readLedger(jobDir(core.dataDir, job))).owner.owner;
  process.kill(pid, 'SIGSTOP');
  return {
    job,
    release: () => held.release(),
    wake: () => {
      held.release();
      process.kill(pid, 'SIGCONT');
    },
  };
}

/** The lock of the stack is removed, and another client takes it, as one does who has made sure that the sleeper is gone. */
async function takeOver(job: string): Promise<AsyncDisposable> {
  const [lock] = (await host.locks(ctx)).filter(({ labels }) => labels['longshore.job'] === job);
  if (!lock) throw new Error('the job holds no lock');
  await host.unlock(lock, ctx);
  return lockedBy(rival, lock.name);
}

async function lockedBy(job: string, name: string): Promise<AsyncDisposable> {
  const owner = { ...thisProcess(), machine: 'other', machineName: 'anna' };
  const labels = writeLabels({ job, owner, stack: stack.project, since: 'now', containers: [], services: [] });
  const lock = await host.lock(name, 'longshore-test/valkey:8', labels, ctx);
  return { [Symbol.asyncDispose]: () => host.unlock(lock, ctx) };
}

describe('in the freeze', () => {
  const request = (): z.input<typeof PlanRequest> => ({ operation: 'backup', stack: stack.project, maxFreezeSeconds: 1 });
  const unchanged = async (known: string[]): Promise<void> => {
    expect(await stack.states()).toEqual(before);
    expect(await listed()).toEqual(known);
  };

  it('the watchdog wakes the writer; a point that is fixed after that is not taken for one of that moment', async () => {
    const known = await listed();
    const job = await sleeping(request(), 'others', /^POST .*\/pause$/);
    await stateIs('running');
    // What the job had sent before it slept arrives only now, when the writer runs.
    job.wake();
    const { error } = await endOf(core.api, job.job);
    expect(error).toMatchObject({ message: { key: 'timeout.freeze' } });
    await unchanged(known);
    expect(await leftovers(job.job)).toEqual([]);
  });

  it('a writer that somebody else wakes spoils the moment, and that is told', async () => {
    const known = await listed();
    const plan = await core.api.plan({ operation: 'backup', stack: stack.project });
    const held = proxy.hold('others', /^POST .*\/pause$/);
    const { job } = await core.api.run({ plan: plan.id, confirm: true });
    await stateIs('paused');
    await run('docker', ['unpause', writer]);
    held.release();
    const { error } = await endOf(core.api, job);
    expect(error?.message).toEqual({ key: 'capture-failed.woken', params: { containers: [writer] } });
    await unchanged(known);
    expect(await leftovers(job)).toEqual([]);
  });
});

describe('while another client takes over', () => {
  it('a backup that wakes in the middle of its streams commits nothing', async () => {
    const known = await listed();
    const job = await sleeping({ operation: 'backup', stack: stack.project }, 'others', /^POST .*\/unpause$/);
    await stateIs('running');
    await using other = await takeOver(job.job);
    void other;
    job.wake();
    const { error } = await endOf(core.api, job.job);
    expect(error).toMatchObject({ message: { key: 'locked.lost' } });
    expect(await listed()).toEqual(known);
    expect(await stack.states()).toEqual(before);
    expect(await leftovers(job.job)).toEqual([]);
    expect(await leftovers(rival)).toHaveLength(1);
  });

  it('a restore that wakes before its switch-over touches nothing; recover cleans up once the other has ended', async () => {
    await sql('create table if not exists shop.present (i int)');
    const restore = await sleeping({ operation: 'restore', snapshot }, 'it', /^POST .*\/stop$/);
    {
      await using other = await takeOver(restore.job);
      void other;
      restore.wake();
      const { error } = await endOf(core.api, restore.job);
      expect(error).toMatchObject({
        message: { key: 'recovery-needed.taken-over', params: { job: rival, owner: 'anna' } },
        hint: { key: 'hint.recover' },
      });
      expect(await sql(`select to_regclass('shop.present')`)).toBe('shop.present');
      const early = await core.run({ operation: 'recover', job: restore.job });
      expect(early.ended.error).toMatchObject({ message: { key: 'recovery-needed.taken-over' } });
      expect((await stack.states())[writer]).toBe('exited');
    }
    succeeded((await core.run({ operation: 'recover', job: restore.job })).ended);
    expect(await stack.states()).toEqual(before);
    expect(await sql(`select to_regclass('shop.present')`)).toBe('shop.present');
    expect(await leftovers(restore.job)).toEqual([]);
    expect(await sql(`select count(*) from pg_database where datname ~ '__longshore_|__undo_'`)).toBe('0');
  });

  it('a restore whose lock was only removed puts everything back under a new one', async () => {
    const restore = await sleeping({ operation: 'restore', snapshot }, 'it', /^POST .*\/stop$/);
    const other = await takeOver(restore.job);
    await other[Symbol.asyncDispose]();
    restore.wake();
    const { error } = await endOf(core.api, restore.job);
    expect(error).toMatchObject({ message: { key: 'locked.lost' } });
    expect(await stack.states()).toEqual(before);
    expect(await sql(`select to_regclass('shop.present')`)).toBe('shop.present');
    expect(await leftovers(restore.job)).toEqual([]);
  });
});
