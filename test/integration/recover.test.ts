import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { up } from '../../scripts/setup/stack.mjs';
import { plainContext } from '../../shared/src/context.ts';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import { jobDir, savePlan } from '../../shared/src/jobs/store.ts';
import type { PlanRequest } from '../../shared/src/model/plan.ts';
import { localHost, startContainer, waitFor } from '../support/docker.ts';
import { type TestCore, endOf, openCore, succeeded } from '../support/core.ts';
import { type DockerProxy, startProxy } from '../support/proxy.ts';
import { diskFull, startSocketProxy } from '../support/socketProxy.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';
import { run } from '../support/run.ts';

/** Worst days: everything that can happen around a job that failed or died, on a real stack. */
let stack: TestStack;
let proxy: DockerProxy;
let core: TestCore;
let before: Record<string, string>;
let snapshot: string;

beforeAll(async () => {
  stack = await openStack('pair');
  proxy = await startProxy();
  core = await openCore({
    ...(proxy.address.type === 'socket' && { socket: proxy.address.path }),
    config: (folder) => `version: 1\nrepositories:\n  second: { type: folder, path: ${folder}/second }\n`,
  });
  await sql('create table marker (state text)');
  await write('saved');
  before = await stack.states();
  snapshot = succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});
beforeEach(() => write('present'));

const sql = (text: string): Promise<string> => stack.sql('database', text);
async function write(state: string): Promise<void> {
  await sql(`truncate marker; insert into marker values ('${state}')`);
  await stack.exec('cache', 'redis-cli', 'set', 'marker', state);
}
const read = async (): Promise<string[]> => [
  await sql('select state from marker'),
  await stack.exec('cache', 'redis-cli', 'get', 'marker'),
];
const restore = (): z.input<typeof PlanRequest> => ({ operation: 'restore', snapshot });
const ours = (): Promise<string> => sql(`select count(*) from pg_database where datname ~ '__longshore_'`);
const name = (service: string): string => `${stack.project}-${service}-1`;

/** A restore that dies right after its first switch-over of two. */
async function halfRestored(): Promise<string> {
  const { job } = await core.run(restore(), { env: { LONGSHORE_TEST_DIE_AFTER: 'after swapped' } });
  const { changes } = await readLedger(jobDir(core.dataDir, job));
  expect(changes.map(({ stage }) => stage)).toContain('swapped');
  return job;
}

/** Has no lock and nothing to take back. */
const killedVerify = async (): Promise<string> =>
  (await core.run({ operation: 'verify', snapshot }, { env: { LONGSHORE_TEST_DIE_AFTER: '1.5' } })).job;

/** Starts a job, and does something while the first request that matches is held back. */
async function during(request: z.input<typeof PlanRequest>, at: RegExp, act: () => Promise<void>) {
  const plan = await core.api.plan(request);
  const held = proxy.hold('it', at);
  const { job } = await core.api.run({ plan: plan.id, confirm: true });
  await held.reached;
  await act();
  held.release();
  return { job, ended: await endOf(core.api, job) };
}

describe('recover', () => {
  it('of two at once one repairs, and the other does not touch what it does', async () => {
    const job = await halfRestored();
    const plans = [await core.api.plan({ operation: 'recover', job }), await core.api.plan({ operation: 'recover', job })];
    const started = await Promise.all(plans.map(({ id }) => core.api.run({ plan: id, confirm: true })));
    const ends = await Promise.all(started.map((one) => endOf(core.api, one.job)));
    const keys = ends.map(({ outcome, error }) => error?.message.key ?? outcome);
    expect(keys).toContain('succeeded');
    for (const key of keys) expect(['succeeded', 'locked.repairing']).toContain(key);
    expect(await read()).toEqual(['present', 'present']);
    expect(await stack.states()).toEqual(before);
    expect(await leftovers(job)).toEqual([]);
    expect((await readLedger(jobDir(core.dataDir, job))).ended?.outcome).toBe('recovered');
  });

  it('waits for a server that was killed meanwhile', async () => {
    const job = await halfRestored();
    await run('docker', ['kill', name('database')]);
    await run('docker', ['start', name('database')]);
    succeeded((await core.run({ operation: 'recover', job })).ended);
    expect(await read()).toEqual(['present', 'present']);
    expect(await ours()).toBe('0');
  });

  it('finds containers that Compose has made anew since', async () => {
    const job = await halfRestored();
    await run('docker', ['rm', '--force', name('database'), name('cache')]);
    await up('pair', { project: stack.project });
    succeeded((await core.run({ operation: 'recover', job })).ended);
    expect(await read()).toEqual(['present', 'present']);
    expect(await stack.states()).toEqual(before);
    expect(await ours()).toBe('0');
  });

  it.each([['journal.jsonl'], ['job.json', 'plan.json', 'journal.jsonl']])(
    'finds a job of whose files a power failure has left %s and others empty',
    async (...emptied) => {
      const job = await halfRestored();
      for (const file of emptied) await writeFile(join(jobDir(core.dataDir, job), file), '');
      succeeded((await core.run({ operation: 'recover', job })).ended);
      expect(await read()).toEqual(['present', 'present']);
      expect(await stack.states()).toEqual(before);
      expect(await ours()).toBe('0');
      expect((await core.api.job({ job })).state).toBe('failed');
    },
  );

  it('does not take a job for harmless whose description is lost here and on the engine, while its ledger names changes', async () => {
    const job = await halfRestored();
    const dir = jobDir(core.dataDir, job);
    const description = await readFile(join(dir, 'job.json'));
    await writeFile(join(dir, 'job.json'), '');
    const { lock } = await readLedger(dir);
    await run('docker', ['cp', join(dir, 'job.json'), `${lock?.id}:/longshore/job.json`]);
    expect((await core.run({ operation: 'recover', job })).ended).toMatchObject({
      outcome: 'failed',
      error: { message: { key: 'corrupt.job', params: { services: ['cache', 'database'] } } },
    });
    expect(await stack.states()).not.toEqual(before);
    await writeFile(join(dir, 'job.json'), description);
    succeeded((await core.run({ operation: 'recover', job })).ended);
    expect(await read()).toEqual(['present', 'present']);
    expect(await stack.states()).toEqual(before);
  });

  it('one job that cannot be repaired yet is not in the way of another, whichever comes first', async () => {
    const [first, last] = [await killedVerify(), await killedVerify()];
    const half = await halfRestored();
    await run('docker', ['kill', name('database')]);
    const plan = await core.api.plan({ operation: 'recover' });
    const steps = plan.steps.flatMap((step) => (step.do === 'repair' ? [step.job] : []));
    expect(steps).toEqual(expect.arrayContaining([first, half, last]));
    // Others may use this host: a plan of exactly these.
    const three = await core.api.plan({ operation: 'recover', job: half });
    await savePlan(core.dataDir, { ...three, steps: [first, half, last].map((job) => ({ do: 'repair' as const, job })) });
    const { job } = await core.api.run({ plan: three.id, confirm: true });
    expect((await endOf(core.api, job)).error).toMatchObject({ code: 'recovery-needed', hint: { key: 'hint.recover' } });
    const states = await Promise.all([first, half, last, job].map(async (id) => (await core.api.job({ job: id })).state));
    expect(states).toEqual(['failed', 'interrupted', 'failed', 'failed']);
    await run('docker', ['start', name('database')]);
    succeeded((await core.run({ operation: 'recover', job: half })).ended);
    expect(await read()).toEqual(['present', 'present']);
  });

  it('cleans the repository that the job wrote to', async () => {
    const backup = { operation: 'backup', stack: stack.project, repo: 'second' } as const;
    const started = async (): Promise<string> =>
      (await run('sh', ['-c', `find ${join(core.dataDir, 'second')} -name started.json 2>/dev/null || true`])).stdout;
    // It has begun its snapshot, and has not connected to a service yet.
    const { job, ended } = await during(backup, /^POST .*\/exec$/, async () => {
      expect(await started()).not.toBe('');
      const [running] = (await core.api.jobs({})).items;
      const { owner } = await readLedger(jobDir(core.dataDir, running?.id ?? ''));
      process.kill(owner.owner.pid, 'SIGKILL');
    });
    expect(ended.error).toMatchObject({ message: { key: 'recovery-needed.interrupted' } });
    const { repaired } = succeeded((await core.run({ operation: 'recover', job })).ended);
    expect(repaired).toContainEqual({ key: 'repaired.attempt', params: {} });
    expect(await started()).toBe('');
  });

  it('one job of which nothing can be known is left alone, until its machine is named, which may have our own name', async () => {
    const job = await killedVerify();
    const ledger = join(jobDir(core.dataDir, job), 'ledger.jsonl');
    // As a container that had another data folder, and the same host name.
    const text = (await readFile(ledger, 'utf8')).replace(/"machine":"\w+"/, '"machine":"other"');
    await writeFile(ledger, text.replace(/"folder":\{"id":"[\w-]+"/, '"folder":{"id":"other"'));
    const machine = hostname();
    const plan = await core.api.plan({ operation: 'recover', job });
    expect(plan).toMatchObject({ steps: [], warnings: [{ key: 'warning.elsewhere', params: { job, machine } }] });
    expect((await core.api.job({ job })).state).toBe('running');
    const named = await core.api.plan({ operation: 'recover', job, takeOver: machine });
    expect(named.confirm).toEqual({ level: 'type', text: machine });
    succeeded((await core.run({ operation: 'recover', job, takeOver: machine })).ended);
    expect((await core.api.job({ job })).state).toBe('failed');
  });

  it('a record that cannot be read is named, and hinders no other job', async () => {
    const torn = join(core.dataDir, 'jobs', '20200101-000000-aaaaaa');
    await mkdir(torn);
    const damaged = join(core.dataDir, 'jobs', '20200101-000000-bbbbbb');
    const [sample = ''] = (await core.api.jobs({})).items.map(({ id }) => id);
    await run('cp', ['-r', jobDir(core.dataDir, sample), damaged]);
    await writeFile(join(damaged, 'ledger.jsonl'), 'nonsense\n');
    try {
      const plan = await core.api.plan({ operation: 'recover' });
      expect(plan.warnings).toContainEqual({ key: 'corrupt.ledger', params: { path: join(damaged, 'ledger.jsonl') } });
      succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended);
    } finally {
      for (const dir of [torn, damaged]) await rm(dir, { recursive: true });
    }
  });
});

describe('a job that fails', () => {
  it('because its server is gone leaves live data and containers alone, and is cleaned up when it is back', async () => {
    const staged = async (): Promise<boolean> => {
      const [running] = (await core.api.jobs({})).items;
      const { changes } = await readLedger(jobDir(core.dataDir, running?.id ?? ''));
      return changes.some(({ service, stage }) => service === 'database' && stage === 'staged');
    };
    // The cache waits for its helper, while the database is prepared to the end.
    const { job, ended } = await during(restore(), /^POST \/containers\/create$/, async () => {
      await waitFor(staged);
      await run('docker', ['kill', name('database')]);
    });
    expect(ended.error).toMatchObject({ message: { key: 'recovery-needed.unfinished' }, hint: { key: 'hint.recover' } });
    expect(await stack.states()).toEqual({ ...before, [name('database')]: 'exited' });
    await run('docker', ['start', name('database')]);
    succeeded((await core.run({ operation: 'recover', job })).ended);
    expect(await stack.states()).toEqual(before);
    expect(await read()).toEqual(['present', 'present']);
    expect(await ours()).toBe('0');
    expect(await leftovers(job)).toEqual([]);
  });

  it('brings back every container that lets itself be brought back, and the last one later', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'longshore-bind-'));
    const { labels } = await localHost().container(name('database'), plainContext());
    const stackLabels = Object.fromEntries(Object.entries(labels).filter(([key]) => /compose\.project/.test(key)));
    const writer = (service: string, volumes: Record<string, string> = {}): ReturnType<typeof startContainer> =>
      startContainer({
        image: 'longshore-test/reader:1',
        name: name(service),
        entrypoint: ['sleep', 'infinity'],
        stopTimeout: 1,
        network: `${stack.project}_default`,
        labels: { ...stackLabels, 'com.docker.compose.service': service },
        volumes,
      });
    await using broken = await writer('a', { [folder]: '/bound' });
    await using whole = await writer('b');
    void whole;
    const all = await stack.states();
    const request = { operation: 'backup', stack: stack.project, mode: 'stop' } as const;
    const { job, ended } = await during(request, new RegExp(`^POST /containers/${broken.id}/start$`), () =>
      rm(folder, { recursive: true }),
    );
    expect(ended.error?.message).toEqual({ key: 'recovery-needed.not-back', params: { containers: [name('a')] } });
    expect(await stack.states()).toEqual({ ...all, [name('a')]: 'exited' });
    await mkdir(folder);
    succeeded((await core.run({ operation: 'recover', job })).ended);
    expect(await stack.states()).toEqual(all);
    await rm(folder, { recursive: true });
  });

  it('and is an undo can be undone later all the same', async () => {
    const { job, ended } = await core.run(restore());
    succeeded(ended);
    const kept = '/data/.longshore-undo-*/dump.rdb';
    await stack.exec('cache', 'sh', '-c', `cp ${kept} /data/good; echo nonsense >"$(ls ${kept})"`);
    const undo = { operation: 'undo', job } as const;
    expect((await core.run(undo)).ended.error?.message.key).toBe('unproven.valkey-down');
    expect(await read()).toEqual(['saved', 'saved']);
    expect(await stack.states()).toEqual(before);
    expect((await core.api.job({ job })).undo?.services.toSorted()).toEqual(['cache', 'database']);
    await stack.exec('cache', 'sh', '-c', `cp /data/good "$(ls ${kept})"; rm /data/good`);
    succeeded((await core.run(undo)).ended);
    expect(await read()).toEqual(['present', 'present']);
  });
});

it('an undo finds what was kept after Compose has made the containers anew', async () => {
  const { job, ended } = await core.run(restore());
  succeeded(ended);
  await run('docker', ['rm', '--force', name('database'), name('cache')]);
  await up('pair', { project: stack.project });
  succeeded((await core.run({ operation: 'undo', job })).ended);
  expect(await read()).toEqual(['present', 'present']);
  expect(await stack.states()).toEqual(before);
});

it('the undo of a restore under another name puts the new database aside, and the undo of that brings it back', async () => {
  const there = (): Promise<string> => sql(`select count(*) from pg_database where datname = 'shop_old'`);
  const request = { operation: 'restore' as const, snapshot, items: ['database/shop'], as: 'shop_old' };
  const { job, ended } = await core.run(request);
  succeeded(ended);
  expect(await there()).toBe('1');
  const undo = await core.run({ operation: 'undo', job });
  succeeded(undo.ended);
  expect(await there()).toBe('0');
  succeeded((await core.run({ operation: 'undo', job: undo.job })).ended);
  expect(await stack.sql('database', 'select state from marker', 'shop_old')).toBe('saved');
  expect(await read()).toEqual(['present', 'present']);
});

it('a server with nothing but its empty postgres database is saved, tried, restored and undone', async () => {
  await using bare = await startContainer({
    image: 'longshore-test/postgres:17',
    name: `${stack.project}-bare`,
    env: { POSTGRES_PASSWORD: 'bare' },
  });
  const ask = async (text: string): Promise<string> =>
    (await run('docker', ['exec', bare.id, 'psql', '-h', '127.0.0.1', '-U', 'postgres', '-XqAtc', text])).stdout.trim();
  await waitFor(async () => (await ask('select 1').catch(() => '')) === '1');
  const saved = succeeded((await core.run({ operation: 'backup', stack: `${stack.project}-bare` })).ended).snapshot ?? '';
  succeeded((await core.run({ operation: 'drill', snapshot: saved })).ended);
  await ask('create table later (i int)');
  const { job, ended } = await core.run({ operation: 'restore', snapshot: saved });
  expect(succeeded(ended).services[0]?.proof).toMatchObject({ ok: true });
  expect(await ask(`select to_regclass('later')`)).toBe('');
  succeeded((await core.run({ operation: 'undo', job })).ended);
  expect(await ask(`select to_regclass('later')`)).toBe('later');
});

it('a job whose notes find no room on the engine takes everything back without them', async () => {
  let room = Infinity;
  await using full = await startSocketProxy((method, path) => {
    const isNote = method === 'PUT' && /\/archive\?/.test(path);
    if (isNote) room -= 1;
    return !isNote || room >= 0;
  }, diskFull);
  await using other = await openCore({ socket: full.path });
  const saved = succeeded((await other.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
  const failed: string[] = [];
  for (let notes = 0; ; notes += 8) {
    room = notes;
    const { job, ended } = await other.run({ operation: 'restore', snapshot: saved });
    if (ended.outcome === 'succeeded') break;
    expect(ended.error).toMatchObject({ code: 'tool-failed', detail: expect.stringContaining('no space left') as string });
    failed.push(job);
    expect(await read()).toEqual(['present', 'present']);
    expect(await stack.states()).toEqual(before);
    expect(await ours()).toBe('0');
    expect(await leftovers(job)).toEqual([]);
  }
  expect(failed.length).toBeGreaterThan(1);
});
