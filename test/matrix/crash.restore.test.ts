import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CrashStage, openCrashStage, read, write } from '../support/crash.ts';
import { succeeded } from '../support/core.ts';
import { matrix } from '../support/matrix.ts';

let stage: CrashStage;
let restore: { operation: 'restore'; snapshot: string };

beforeAll(async () => {
  stage = await openCrashStage();
  restore = { operation: 'restore', snapshot: await stage.backup() };
});
afterAll(() => stage[Symbol.asyncDispose]());

it('a server that was up again with its new data, and not yet said to be, is taken back with the others', async () => {
  const { stack } = stage;
  await write(stack, 'present');
  await stage.dieAndRecover(restore, 'before resumed');
  expect(await read(stack)).toEqual(['present', 'present']);
});

matrix('crash-restore', 'a restore that is killed between any two steps: both services hold the old data, or both the new', {
  cases: () => stage.placesOf(restore, 2, 1),
  sample: 2,
  async test(after) {
    const { stack } = stage;
    await write(stack, 'present');
    await stage.dieAndRecover(restore, after);
    const [database, cache] = await read(stack);
    expect(database, `restore after entry ${after}`).toBe(cache);
    return database;
  },
  ends: ['present', 'saved'],
});

// An undo is a swap by the same steps: it dies at the other half of the places.
matrix('crash-undo', 'an undo that is killed between any two steps: both services hold the old data, or both the new', {
  cases: async () => stage.placesOf({ operation: 'undo', job: (await stage.core.run(restore)).job }, 1.5, 1),
  sample: 2,
  async test(after) {
    const { stack, core } = stage;
    await write(stack, 'present');
    const { job, ended } = await core.run(restore);
    succeeded(ended);
    expect(await read(stack)).toEqual(['saved', 'saved']);
    await stage.dieAndRecover({ operation: 'undo', job }, after);
    const [database, cache] = await read(stack);
    expect(database, `undo after entry ${after}`).toBe(cache);
    return database;
  },
  ends: ['present', 'saved'],
});
