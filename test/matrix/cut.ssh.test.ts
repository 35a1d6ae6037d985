import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ParamsOf } from '../../shared/src/api/contract.ts';
import { succeeded } from '../support/core.ts';
import { matrix, randomOf, range } from '../support/matrix.ts';
import { type SshStage, openSshStage } from '../support/sshStage.ts';

/** A connection over SSH that is cut in each step of a job, and comes back. */
let stage: SshStage;
let snapshot: string;

beforeAll(async () => {
  stage = await openSshStage();
  snapshot = succeeded((await stage.core.run(backup())).ended).snapshot ?? '';
});
afterAll(() => stage[Symbol.asyncDispose]());

const backup = () => ({ operation: 'backup', stack: stage.stack.project, mode: 'freeze' }) as const;

/** Cuts the connection somewhere in the step, not always at its beginning. */
const cutIn = (name: string) => async (): Promise<void> => {
  await sleep(randomOf(name)() * 400);
  stage.proxy.break();
};

/** By what the loss showed itself first: the connection, a session of either server, the watchdog, the time of the freeze. */
const lost =
  /^(host-unreachable|capture-failed|timeout)\.|^(tool-failed\.(session-lost|valkey-connection)|recovery-needed\.no-watchdog)$/;

matrix('cut-backup', 'a backup whose connection is cut in each step: what is listed is whole, and the next one succeeds', {
  cases: async () => range(0, (await stage.core.api.plan(backup())).steps.length, 1),
  sample: 2,
  async test(step) {
    const { core, runAndCut, settled } = stage;
    const known = new Set((await core.api.snapshots({})).items.map(({ reference }) => reference));
    const ran = await runAndCut(backup(), step, cutIn(`cut-backup ${step}`));
    await settled(ran, `backup, cut in step ${step}`);
    const { outcome, error } = ran.ended;
    const made = (await core.api.snapshots({})).items.filter(({ reference }) => !known.has(reference));
    expect(made.length).toBeGreaterThanOrEqual(outcome === 'succeeded' ? 1 : 0);
    for (const { reference, complete } of made) {
      expect(complete).toBe(true);
      succeeded((await core.run({ operation: 'verify', snapshot: reference })).ended);
    }
    if (outcome !== 'succeeded') expect(error?.message.key).toMatch(lost);
    succeeded((await core.run(backup())).ended);
    return outcome;
  },
  // Some cuts are outlasted, others are not: otherwise they came too late, or nothing reconnects.
  ends: ['succeeded', 'failed'],
});

matrix(
  'cut-restore',
  'a restore and an undo whose connection is cut in each step: both services hold the old data, or both the new',
  {
    // From the first act on; what comes before changes nothing.
    cases: () => ['restore stage', 'restore prove', 'restore quiet', 'restore swap', 'restore resume', 'undo swap'],
    sample: 2,
    async test(which) {
      const { core, read, write, runAndCut, settled } = stage;
      const [operation = '', step = ''] = which.split(' ');
      const restore: ParamsOf<'plan'> = { operation: 'restore', snapshot };
      await write('present');
      let request: ParamsOf<'plan'> = restore;
      if (operation === 'undo') {
        request = { operation: 'undo', job: (await core.run(restore)).job };
        expect(await read()).toEqual(['saved', 'saved']);
      }
      const at = (await core.api.plan(request)).steps.findIndex((each) => each.do === step);
      const ran = await runAndCut(request, at, cutIn(`cut-restore ${which}`));
      await settled(ran, `cut in ${which}`);
      const [database, cache] = await read();
      expect(database, `cut in ${which}: ${JSON.stringify(ran.ended)}`).toBe(cache);
      return `${operation} ${ran.ended.outcome}`;
    },
    ends: ['restore failed'],
  },
);
