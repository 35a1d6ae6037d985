import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLedger } from '../../shared/src/jobs/ledger.ts';
import { jobDir } from '../../shared/src/jobs/store.ts';
import { waitFor } from '../support/docker.ts';
import { succeeded } from '../support/core.ts';
import { type SshStage, openSshStage } from '../support/sshStage.ts';
import { tunnels } from '../support/ssh.ts';
import { leftovers } from '../support/stack.ts';

/** Jobs on a Docker Engine that is reached over SSH, and what becomes of them when the connection is cut. */
let stage: SshStage;

beforeAll(async () => {
  stage = await openSshStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe('over SSH', () => {
  it('a stack goes through backup, verify, drill, restore and undo', async () => {
    const { stack, core, before, write, read } = stage;
    const snapshot = succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended).snapshot ?? '';
    succeeded((await core.run({ operation: 'verify', snapshot })).ended);
    const drill = succeeded((await core.run({ operation: 'drill', snapshot })).ended);
    expect(drill.services.map(({ proof }) => proof?.ok)).toEqual([true, true]);
    await write('present');
    const restore = await core.run({ operation: 'restore', snapshot });
    succeeded(restore.ended);
    expect(await read()).toEqual(['saved', 'saved']);
    succeeded((await core.run({ operation: 'undo', job: restore.job })).ended);
    expect(await read()).toEqual(['present', 'present']);
    expect(await stack.states()).toEqual(before);
  });

  it('a job that is killed leaves no ssh program behind, its writers are woken, and recover cleans up', async () => {
    const { stack, core, before, runAndCut, settled } = stage;
    const plan = await core.api.plan({ operation: 'backup', stack: stack.project, mode: 'freeze' });
    const at = plan.steps.findIndex((step) => step.do === 'fix');
    const logins = (await tunnels()).length;
    const killed = await runAndCut({ operation: 'backup', stack: stack.project, mode: 'freeze' }, at, async (job) => {
      const { owner } = await readLedger(jobDir(core.dataDir, job));
      process.kill(owner.owner.pid, 'SIGKILL');
    });
    expect(killed.ended.error).toMatchObject({ message: { key: 'recovery-needed.interrupted' } });
    // The watchdog has its own connection.
    await waitFor(async () => JSON.stringify(await stack.states()) === JSON.stringify(before));
    await waitFor(async () => (await tunnels()).length === logins);
    await settled(killed, 'killed in its freeze');
  });
});

describe('a connection that is cut, and comes back', () => {
  it('in a drill: it begins anew and proves the same', async () => {
    const { proxy, stack, core, runAndCut } = stage;
    const snapshot = `${stack.project}/latest`;
    const at = (await core.api.plan({ operation: 'drill', snapshot })).steps.findIndex((step) => step.do === 'trial');
    const ran = await runAndCut({ operation: 'drill', snapshot }, at, async () => {
      const known = proxy.received;
      await waitFor(() => proxy.received > known + 20_000);
      proxy.break();
    });
    expect(succeeded(ran.ended).services.map(({ proof }) => proof?.ok)).toEqual([true, true]);
    expect(await leftovers(ran.job)).toEqual([]);
  });
});

describe('a connection that does not come back', () => {
  it('in a freeze: writers wake when it is there again, and the job has told what it waits for', async () => {
    const { proxy, stack, core, runAndCut, settled } = stage;
    const plan = await core.api.plan({ operation: 'backup', stack: stack.project, mode: 'freeze' });
    const at = plan.steps.findIndex((step) => step.do === 'fix');
    let restored: Promise<void> | undefined;
    const ran = await runAndCut({ operation: 'backup', stack: stack.project, mode: 'freeze' }, at, async () => {
      await proxy.lose();
      restored = sleep(4000).then(() => proxy.restore());
    });
    await restored;
    expect(ran.events.flatMap((event) => (event.type === 'note' ? [event.message.key] : []))).toEqual(
      expect.arrayContaining(['note.connection-lost', 'note.connection-back']),
    );
    await settled(ran, 'lost in its freeze');
  });

  it('and the job dies: it is recovered by another way, or by another client from the lock alone', async () => {
    const { proxy, stack, core, before, runAndCut } = stage;
    const plan = await core.api.plan({ operation: 'backup', stack: stack.project, mode: 'stop' });
    const at = plan.steps.findIndex((step) => step.do === 'fix');
    const die = async (job: string): Promise<void> => {
      await proxy.lose();
      process.kill((await readLedger(jobDir(core.dataDir, job))).owner.owner.pid, 'SIGKILL');
    };
    const request = { operation: 'backup', stack: stack.project, mode: 'stop' } as const;
    const first = await runAndCut(request, at, die);
    expect(first.ended.error).toMatchObject({ message: { key: 'recovery-needed.interrupted' } });
    expect(await stack.states()).not.toEqual(before);
    succeeded((await core.run({ operation: 'recover', host: 'direct', job: first.job })).ended);
    expect(await stack.states()).toEqual(before);

    await proxy.restore();
    const second = await runAndCut(request, at, die);
    // Its journal and ledger are lost, too: what is left is the lock on the host.
    await rm(join(core.dataDir, 'jobs', second.job), { recursive: true });
    succeeded((await core.run({ operation: 'recover', host: 'direct', job: second.job })).ended);
    expect(await stack.states()).toEqual(before);
    expect(await leftovers(second.job)).toEqual([]);
    await proxy.restore();
  });
});
