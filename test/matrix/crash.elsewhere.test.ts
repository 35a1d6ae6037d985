import { afterAll, beforeAll, expect } from 'vitest';
import { type CrashStage, openCrashStage, read, write } from '../support/crash.ts';
import { type TestCore, openCore, succeeded } from '../support/core.ts';
import { matrix } from '../support/matrix.ts';

let stage: CrashStage;
let other: TestCore;
let restore: { operation: 'restore'; snapshot: string };

beforeAll(async () => {
  stage = await openCrashStage();
  restore = { operation: 'restore', snapshot: await stage.backup() };
  other = await openCore();
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

matrix(
  'crash-elsewhere',
  'a restore that is killed between any two steps: another client, which never saw it, finds all that it needs on the engine',
  {
    cases: () => stage.placesOf(restore, 2, 1),
    sample: 2,
    async test(after) {
      const { stack, core } = stage;
      await write(stack, 'present');
      const job = await stage.die(restore, after);
      succeeded((await other.run({ operation: 'recover', job })).ended);
      await stage.expectWhole(job, `after entry ${after}`);
      const [database, cache] = await read(stack);
      expect(database, `restore after entry ${after}`).toBe(cache);
      // Its own client finds everything in order.
      succeeded((await core.run({ operation: 'recover', job })).ended);
      expect(await read(stack)).toEqual([database, cache]);
      return database;
    },
    ends: ['present', 'saved'],
  },
);
