import { afterAll, beforeAll, expect, it } from 'vitest';
import { succeeded } from '../support/engine.ts';
import { type CrashStage, afterEvery, openCrashStage } from '../support/crash.ts';

let stage: CrashStage;

beforeAll(async () => {
  stage = await openCrashStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

it('a job that dies before its first act has changed nothing, and says so', async () => {
  const { stack, engine, before } = stage;
  await expect(stage.die({ operation: 'backup', stack: stack.project }, 1)).rejects.toMatchObject({
    key: 'tool-failed.job-process',
  });
  expect(await stack.states()).toEqual(before);
  succeeded((await engine.run({ operation: 'backup', stack: stack.project })).ended);
});

it('a backup that is killed between any two steps: no half snapshot is listed, none is lost, and the next one succeeds', async () => {
  const { stack, engine } = stage;
  const request = { operation: 'backup', stack: stack.project, mode: 'stop' } as const;
  let { length: listed } = (await engine.api.snapshots({})).items;
  const kills = await afterEvery(1.5, 0.5, async (after) => {
    const job = await stage.dieAndRecover(request, after);
    const { items } = await engine.api.snapshots({});
    const all = await Promise.all(items.map(({ reference }) => engine.api.snapshot({ snapshot: reference })));
    const mine = all.filter(({ manifest }) => manifest.job === job);
    if (job === undefined) return false;
    // Only after the commit may there be one, and then it must be whole.
    listed += mine.length;
    expect(items.length).toBe(listed);
    for (const { reference } of mine) succeeded((await engine.run({ operation: 'verify', snapshot: reference })).ended);
    return true;
  });
  expect(kills).toBeGreaterThan(4);
  succeeded((await engine.run(request)).ended);
}, 600_000);
