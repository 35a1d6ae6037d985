import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParamsOf } from '../../shared/src/api.ts';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import { jobDir } from '../../shared/src/jobs/store.ts';
import type { JobEvent } from '../../shared/src/model/job.ts';
import { type TestContainer, startContainer, waitFor } from '../support/docker.ts';
import { type Ended, type TestEngine, openEngine, succeeded } from '../support/engine.ts';
import { startTcpProxy } from '../support/proxy.ts';
import { type Machine, startMachine, tunnels } from '../support/ssh.ts';
import { type TestStack, leftovers, openStack } from '../support/stack.ts';

/** Jobs on a Docker Engine that is reached over SSH, and what becomes of them when the connection is cut. */
let machine: Machine;
let proxy: Awaited<ReturnType<typeof startTcpProxy>>;
let stack: TestStack;
let engine: TestEngine;
let writer: TestContainer;
let before: Record<string, string>;

beforeAll(async () => {
  machine = await startMachine();
  proxy = await startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: machine.port });
  // `box` is reached through something that can be cut, `direct` is the same machine by another way.
  const behind = [`Port ${proxy.address.port}`, `HostKeyAlias [127.0.0.1]:${machine.port}`];
  const direct = `Host direct\n  HostName 127.0.0.1\n  Port ${machine.port}\n  User anna\n  IdentityFile ${machine.key}\n  UserKnownHostsFile ${machine.knownHosts}\n`;
  process.env['LONGSHORE_SSH_CONFIG'] = await machine.config(behind, direct);
  stack = await openStack('plain');
  writer = await startContainer({
    image: 'longshore-test/writer:1',
    name: `${stack.project}-writer-1`,
    entrypoint: ['sleep', 'infinity'],
    network: `${stack.project}_default`,
    labels: {
      'com.docker.compose.project': stack.project,
      'com.docker.compose.service': 'writer',
      'com.docker.compose.project.working_dir': join(import.meta.dirname, '../stacks/plain'),
    },
    // It takes no notice of being asked to end.
    stopTimeout: 1,
  });
  engine = await openEngine();
  await engine.api.addHost({ name: 'box', address: 'ssh://box', default: true });
  await engine.api.addHost({ name: 'direct', address: 'ssh://direct' });
  await sql('create table marker (state text); create table filler as select generate_series(1, 1000) n');
  await write('saved');
  before = await stack.states();
});
afterAll(async () => {
  delete process.env['LONGSHORE_SSH_CONFIG'];
  await engine[Symbol.asyncDispose]();
  await writer[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await machine[Symbol.asyncDispose]();
});

const sql = (text: string): Promise<string> => stack.exec('postgres', 'psql', '-U', 'shop', '-Atc', text);
const write = async (state: string): Promise<void> => {
  await sql(`truncate marker; insert into marker values ('${state}')`);
  await stack.exec('redis', 'redis-cli', 'set', 'marker', state);
};
const read = async (): Promise<string[]> => [
  await sql('select state from marker'),
  await stack.exec('redis', 'redis-cli', 'get', 'marker'),
];

/** The same delays in every run: a cut lies within its step, not always at its beginning. */
function delays(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state / 2_147_483_648) * 400;
  };
}

/** Runs the plan and acts when the step begins. Undefined when there is no such step. */
async function runAndCut(
  request: ParamsOf<'plan'>,
  at: number,
  cut: (job: string) => Promise<void>,
): Promise<{ job: string; ended: Ended; events: JobEvent[] } | undefined> {
  const plan = await engine.api.plan(request);
  if (at >= plan.steps.length) return undefined;
  const { job } = await engine.api.run({ plan: plan.id, confirm: plan.confirm.level === 'type' ? plan.confirm.text : true });
  const events: JobEvent[] = [];
  let cutting: Promise<void> | undefined;
  for await (const event of engine.api.events({ job })) {
    events.push(event);
    if (event.type === 'step' && event.index === at && event.state === 'running') cutting ??= cut(job);
  }
  await cutting;
  const ended = events.at(-1);
  if (ended?.type !== 'ended') throw new Error('the job did not end');
  return { job, ended, events };
}

/** Nothing is half done: containers, helpers and the ledger are as after a job that ended by itself. */
async function settled({ job, ended }: { job: string; ended: Ended }, where: string): Promise<void> {
  if (ended.error?.code === 'recovery-needed') {
    succeeded((await engine.run({ operation: 'recover', job })).ended);
  }
  expect(await stack.states(), where).toEqual(before);
  expect(await leftovers(job), where).toEqual([]);
  expect((await readLedger(jobDir(engine.dataDir, job))).ended, where).toBeDefined();
}

describe('over SSH', () => {
  it('a stack goes through backup, verify, drill, restore and undo', async () => {
    const snapshot = succeeded((await engine.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    succeeded((await engine.run({ operation: 'verify', snapshot })).ended);
    const drill = succeeded((await engine.run({ operation: 'drill', snapshot })).ended);
    expect(drill.services.map(({ proof }) => proof?.ok)).toEqual([true, true]);
    await write('present');
    const restore = await engine.run({ operation: 'restore', snapshot });
    succeeded(restore.ended);
    expect(await read()).toEqual(['saved', 'saved']);
    succeeded((await engine.run({ operation: 'undo', job: restore.job })).ended);
    expect(await read()).toEqual(['present', 'present']);
    expect(await stack.states()).toEqual(before);
  });

  it('a job that is killed leaves no ssh program behind, its writers are woken, and recover cleans up', async () => {
    const plan = await engine.api.plan({ operation: 'backup', stack: stack.project, mode: 'freeze' });
    const at = plan.steps.findIndex((step) => step.do === 'fix');
    const logins = (await tunnels()).length;
    const killed = await runAndCut({ operation: 'backup', stack: stack.project, mode: 'freeze' }, at, async (job) => {
      const { owner } = await readLedger(jobDir(engine.dataDir, job));
      process.kill(owner.owner.pid, 'SIGKILL');
    });
    expect(killed?.ended.error?.message.key).toBe('recovery-needed.interrupted');
    // The watchdog has its own connection.
    await waitFor(async () => JSON.stringify(await stack.states()) === JSON.stringify(before));
    await waitFor(async () => (await tunnels()).length === logins);
    if (killed) await settled(killed, 'killed in its freeze');
  });
});

describe('a connection that is cut, and comes back', () => {
  it('in each step of a backup: what is listed is whole, and the next one succeeds', async () => {
    const delay = delays(7);
    const failures = new Set<string>();
    let succeededOnes = 0;
    let steps = 0;
    const known = new Set((await engine.api.snapshots({})).items.map(({ reference }) => reference));
    for (; ; steps += 1) {
      const request = { operation: 'backup', stack: stack.project, mode: 'freeze' } as const;
      const ran = await runAndCut(request, steps, async () => {
        await sleep(delay());
        proxy.break();
      });
      if (!ran) break;
      await settled(ran, `backup, cut in step ${steps}`);
      const made = (await engine.api.snapshots({})).items.filter(({ reference }) => !known.has(reference));
      if (ran.ended.outcome === 'succeeded') succeededOnes += 1;
      else failures.add(ran.ended.error?.message.key ?? 'untold');
      expect(made.length).toBeGreaterThanOrEqual(ran.ended.outcome === 'succeeded' ? 1 : 0);
      for (const { reference, complete } of made) {
        known.add(reference);
        expect(complete).toBe(true);
        succeeded((await engine.run({ operation: 'verify', snapshot: reference })).ended);
      }
    }
    expect(steps).toBeGreaterThan(6);
    // Some cuts are outlasted, others are not: otherwise they came too late, or nothing reconnects.
    expect(succeededOnes).toBeGreaterThan(0);
    expect(succeededOnes).toBeLessThan(steps);
    // By what the loss showed itself first: the connection, a session of the database, the watchdog, the time of the freeze.
    const lost = /^(host-unreachable|capture-failed|timeout)\.|^(tool-failed\.session-lost|recovery-needed\.no-watchdog)$/;
    expect([...failures].filter((key) => !lost.test(key))).toEqual([]);
    succeeded((await engine.run({ operation: 'backup', stack: stack.project })).ended);
  }, 600_000);

  it('in a drill: it begins anew and proves the same', async () => {
    const snapshot = `${stack.project}/latest`;
    const at = (await engine.api.plan({ operation: 'drill', snapshot })).steps.findIndex((step) => step.do === 'trial');
    const ran = await runAndCut({ operation: 'drill', snapshot }, at, async () => {
      const known = proxy.received;
      await waitFor(() => proxy.received > known + 20_000);
      proxy.break();
    });
    if (!ran) throw new Error('no such step');
    expect(succeeded(ran.ended).services.map(({ proof }) => proof?.ok)).toEqual([true, true]);
    expect(await leftovers(ran.job)).toEqual([]);
  });

  it('in a restore and an undo: both services hold the old data, or both the new', async () => {
    const delay = delays(11);
    await write('saved');
    const snapshot = succeeded((await engine.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    const outcomes = new Set<string>();
    const cutIn = async (name: string, steps: string[], request: () => Promise<ParamsOf<'plan'>>): Promise<void> => {
      for (const step of steps) {
        await write('present');
        const asked = await request();
        const at = (await engine.api.plan(asked)).steps.findIndex((each) => each.do === step);
        const ran = await runAndCut(asked, at, async () => {
          await sleep(delay());
          proxy.break();
        });
        if (!ran) throw new Error(`no step ${step}`);
        await settled(ran, `${name}, cut in ${step}`);
        const [database, cache] = await read();
        expect(database, `${name}, cut in ${step}: ${JSON.stringify(ran.ended)}`).toBe(cache);
        outcomes.add(`${name} ${ran.ended.outcome}`);
      }
    };
    // From the first act on; what comes before changes nothing.
    const steps = ['stage', 'prove', 'quiet', 'swap', 'resume'];
    await cutIn('restore', steps, () => Promise.resolve({ operation: 'restore', snapshot }));
    await cutIn('undo', ['swap'], async () => {
      const { job } = await engine.run({ operation: 'restore', snapshot });
      expect(await read()).toEqual(['saved', 'saved']);
      return { operation: 'undo', job };
    });
    expect(outcomes).toContain('restore failed');
  }, 900_000);
});

describe('a connection that does not come back', () => {
  it('in a freeze: writers wake when it is there again, and the job has told what it waits for', async () => {
    const plan = await engine.api.plan({ operation: 'backup', stack: stack.project, mode: 'freeze' });
    const at = plan.steps.findIndex((step) => step.do === 'fix');
    let restored: Promise<void> | undefined;
    const ran = await runAndCut({ operation: 'backup', stack: stack.project, mode: 'freeze' }, at, async () => {
      await proxy.lose();
      restored = sleep(4000).then(() => proxy.restore());
    });
    await restored;
    if (!ran) throw new Error('no such step');
    expect(ran.events.flatMap((event) => (event.type === 'note' ? [event.message.key] : []))).toEqual(
      expect.arrayContaining(['note.connection-lost', 'note.connection-back']),
    );
    await settled(ran, 'lost in its freeze');
  });

  it('and the job dies: it is recovered by another way, or by another client from the lock alone', async () => {
    const plan = await engine.api.plan({ operation: 'backup', stack: stack.project, mode: 'stop' });
    const at = plan.steps.findIndex((step) => step.do === 'fix');
    const die = async (job: string): Promise<void> => {
      await proxy.lose();
      process.kill((await readLedger(jobDir(engine.dataDir, job))).owner.owner.pid, 'SIGKILL');
    };
    const request = { operation: 'backup', stack: stack.project, mode: 'stop' } as const;
    const first = await runAndCut(request, at, die);
    expect(first?.ended.error?.message.key).toBe('recovery-needed.interrupted');
    expect(await stack.states()).not.toEqual(before);
    succeeded((await engine.run({ operation: 'recover', host: 'direct', job: first?.job ?? '' })).ended);
    expect(await stack.states()).toEqual(before);

    await proxy.restore();
    const second = await runAndCut(request, at, die);
    // Its journal and ledger are lost, too: what is left is the lock on the engine.
    await rm(join(engine.dataDir, 'jobs', second?.job ?? 'none'), { recursive: true });
    succeeded((await engine.run({ operation: 'recover', host: 'direct', job: second?.job ?? '' })).ended);
    expect(await stack.states()).toEqual(before);
    expect(await leftovers(second?.job ?? '')).toEqual([]);
    await proxy.restore();
  });
});
