import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStack } from '../support/stack.ts';
import { type CrashStage, afterEvery, openCrashStage, read, sessionsOf, write } from '../support/crash.ts';

let stage: CrashStage;

beforeAll(async () => {
  stage = await openCrashStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

it('a copy that is killed between any two steps: both services hold the old data or both the new, and the source is untouched', async () => {
  const { stack } = stage;
  await using source = await openStack('plain');
  const from = await source.states();
  await write(source, 'copied');
  const outcomes = new Set<string>();
  await afterEvery(2, 1, async (after) => {
    await write(stack, 'present');
    const job = await stage.dieAndRecover({ operation: 'copy', from: source.project, to: stack.project }, after);
    expect(await source.states()).toEqual(from);
    expect(await sessionsOf(source), `sessions after entry ${after}`).toBe('0');
    if (job === undefined) return false;
    const [database, cache] = await read(stack);
    expect(database, `copy after entry ${after}`).toBe(cache);
    outcomes.add(database);
    return true;
  });
  expect(await read(source)).toEqual(['copied', 'copied']);
  expect([...outcomes].toSorted()).toEqual(['copied', 'present']);
}, 600_000);
