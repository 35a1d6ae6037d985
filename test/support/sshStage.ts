import { join } from 'node:path';
import { expect } from 'vitest';
import type { ParamsOf } from '../../shared/src/api/contract.ts';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import { jobDir } from '../../shared/src/jobs/store.ts';
import type { JobEvent } from '../../shared/src/model/job.ts';
import { startContainer } from './docker.ts';
import { type Ended, type TestCore, openCore, succeeded } from './core.ts';
import { startTcpProxy } from './proxy.ts';
import { startMachine } from './ssh.ts';
import { type TestStack, leftovers, openStack } from './stack.ts';

interface Ran {
  job: string;
  ended: Ended;
  events: JobEvent[];
}

/**
 * A plain stack with one writer on a Docker Engine that is reached over SSH: as `box` through something that can be cut, as
 * `direct` by another way. Both services hold one word: `saved`.
 */
export interface SshStage extends AsyncDisposable {
  proxy: Awaited<ReturnType<typeof startTcpProxy>>;
  stack: TestStack;
  core: TestCore;
  /** The containers' states, when all is well. */
  before: Record<string, string>;
  write: (word: string) => Promise<void>;
  /** What PostgreSQL says, and what Redis says. */
  read: () => Promise<string[]>;
  /** Runs the plan and acts when the step begins. Fails when there is no such step. */
  runAndCut: (request: ParamsOf<'plan'>, at: number, cut: (job: string) => Promise<void>) => Promise<Ran>;
  /** Nothing is half done: containers, helpers and the ledger are as after a job that ended by itself. */
  settled: (ran: Ran, where: string) => Promise<void>;
}

export async function openSshStage(): Promise<SshStage> {
  const machine = await startMachine();
  const proxy = await startTcpProxy({ type: 'tcp', host: '127.0.0.1', port: machine.port });
  const behind = [`Port ${proxy.address.port}`, `HostKeyAlias [127.0.0.1]:${machine.port}`];
  const direct = `Host direct\n  HostName 127.0.0.1\n  Port ${machine.port}\n  User anna\n  IdentityFile ${machine.key}\n  UserKnownHostsFile ${machine.knownHosts}\n`;
  process.env['LONGSHORE_SSH_CONFIG'] = await machine.config(behind, direct);
  const stack = await openStack('plain');
  const writer = await startContainer({
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
  const core = await openCore();
  await core.api.addHost({ name: 'box', address: 'ssh://box', default: true });
  await core.api.addHost({ name: 'direct', address: 'ssh://direct' });
  const sql = (text: string): Promise<string> => stack.exec('postgres', 'psql', '-U', 'shop', '-Atc', text);
  const write = async (word: string): Promise<void> => {
    await sql(`truncate marker; insert into marker values ('${word}')`);
    await stack.exec('redis', 'redis-cli', 'set', 'marker', word);
  };
  await sql('create table marker (state text); create table filler as select generate_series(1, 1000) n');
  await write('saved');
  const before = await stack.states();
  return {
    proxy,
    stack,
    core,
    before,
    write,
    read: async () => [await sql('select state from marker'), await stack.exec('redis', 'redis-cli', 'get', 'marker')],
    async runAndCut(request, at, cut) {
      const plan = await core.api.plan(request);
      expect(plan.steps[at], `step ${at}`).toBeDefined();
      const { job } = await core.api.run({ plan: plan.id, confirm: plan.confirm.level === 'type' ? plan.confirm.text : true });
      const events: JobEvent[] = [];
      let cutting: Promise<void> | undefined;
      for await (const event of core.api.events({ job })) {
        events.push(event);
        if (event.type === 'step' && event.index === at && event.state === 'running') cutting ??= cut(job);
      }
      await cutting;
      const ended = events.at(-1);
      if (ended?.type !== 'ended') throw new Error('the job did not end');
      return { job, ended, events };
    },
    async settled({ job, ended }, where) {
      if (ended.error?.code === 'recovery-needed') succeeded((await core.run({ operation: 'recover', job })).ended);
      expect(await stack.states(), where).toEqual(before);
      expect(await leftovers(job), where).toEqual([]);
      expect((await readLedger(jobDir(core.dataDir, job))).ended, where).toBeDefined();
    },
    async [Symbol.asyncDispose]() {
      delete process.env['LONGSHORE_SSH_CONFIG'];
      await core[Symbol.asyncDispose]();
      await writer[Symbol.asyncDispose]();
      await stack[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}
