import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CrashStage, openCrashStage } from '../support/crash.ts';
import { succeeded } from '../support/core.ts';
import { matrix } from '../support/matrix.ts';

let stage: CrashStage;

beforeAll(async () => {
  stage = await openCrashStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const request = () => ({ operation: 'backup', stack: stage.stack.project, mode: 'stop' }) as const;

it('a job that dies before its first act has changed nothing, and says so', async () => {
  const { stack, core, before } = stage;
  await expect(stage.die(request(), 1)).rejects.toMatchObject({ key: 'tool-failed.job-process' });
  expect(await stack.states()).toEqual(before);
  succeeded((await core.run({ operation: 'backup', stack: stack.project })).ended);
});

matrix(
  'crash-backup',
  'a backup that is killed between any two steps: no half snapshot is listed, none is lost, and the next one succeeds',
  {
    cases: () => stage.placesOf(request(), 1.5, 0.5),
    sample: 3,
    async test(after) {
      const { core } = stage;
      const { length: before } = (await core.api.snapshots({})).items;
      const job = await stage.dieAndRecover(request(), after);
      const { items } = await core.api.snapshots({});
      const all = await Promise.all(items.map(({ reference }) => core.api.snapshot({ snapshot: reference })));
      const mine = all.filter(({ manifest }) => manifest.job === job);
      // Only after the commit may there be one, and then it must be whole.
      expect(items.length).toBe(before + mine.length);
      for (const { reference } of mine) succeeded((await core.run({ operation: 'verify', snapshot: reference })).ended);
      succeeded((await core.run(request())).ended);
      return mine.length > 0 ? 'committed' : 'nothing';
    },
    ends: ['committed', 'nothing'],
  },
);
