import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEngine, succeeded } from '../support/engine.ts';
import { type CrashStage, afterEvery, openCrashStage, read, write } from '../support/crash.ts';

let stage: CrashStage;

beforeAll(async () => {
  stage = await openCrashStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

it('a restore that is killed between any two steps: another client, which never saw it, finds all that it needs on the engine', async () => {
  const { stack, engine } = stage;
  const restore = { operation: 'restore', snapshot: await stage.backup() } as const;
  await using other = await openEngine();
  const outcomes = new Set<string>();
  await afterEvery(2, 1, async (after) => {
    await write(stack, 'present');
    const job = await stage.die(restore, after);
    if (job === undefined) return false;
    succeeded((await other.run({ operation: 'recover', job })).ended);
    await stage.expectWhole(job, `after entry ${after}`);
    const [database, cache] = await read(stack);
    expect(database, `restore after entry ${after}`).toBe(cache);
    outcomes.add(database);
    // Its own client finds everything in order.
    succeeded((await engine.run({ operation: 'recover', job })).ended);
    expect(await read(stack)).toEqual([database, cache]);
    return true;
  });
  expect([...outcomes].toSorted()).toEqual(['present', 'saved']);
}, 900_000);
