import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobDir } from '../../shared/src/jobs/store.ts';
import { succeeded } from '../support/engine.ts';
import { type CrashStage, afterEvery, openCrashStage, read, write } from '../support/crash.ts';

let stage: CrashStage;

beforeAll(async () => {
  stage = await openCrashStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

it('a server that was up again with its new data, and not yet said to be, is taken back with the others', async () => {
  const { stack, engine } = stage;
  const restore = { operation: 'restore', snapshot: await stage.backup() } as const;
  const { job } = await engine.run(restore);
  const text = await readFile(join(jobDir(engine.dataDir, job), 'ledger.jsonl'), 'utf8');
  const resumed = text.split('\n').findIndex((line) => line.includes('"type":"resumed"'));
  await write(stack, 'present');
  expect(await stage.dieAndRecover(restore, resumed + 0.5)).toBeDefined();
  expect(await read(stack)).toEqual(['present', 'present']);
});

it('restore and undo that are killed between any two steps: both services hold the old data, or both the new', async () => {
  const { stack, engine } = stage;
  await write(stack, 'saved');
  const restore = { operation: 'restore', snapshot: await stage.backup() } as const;
  const outcomes = new Set<string>();
  await afterEvery(2, 1, async (after) => {
    await write(stack, 'present');
    if ((await stage.dieAndRecover(restore, after)) === undefined) return false;
    const [database, cache] = await read(stack);
    expect(database, `restore after entry ${after}`).toBe(cache);
    outcomes.add(`restore ${database}`);
    return true;
  });
  // An undo is a swap by the same steps: it dies at the other half of the places.
  await afterEvery(1.5, 1, async (after) => {
    await write(stack, 'present');
    const { job, ended } = await engine.run(restore);
    succeeded(ended);
    expect(await read(stack)).toEqual(['saved', 'saved']);
    if ((await stage.dieAndRecover({ operation: 'undo', job }, after)) === undefined) return false;
    const [database, cache] = await read(stack);
    expect(database, `undo after entry ${after}`).toBe(cache);
    outcomes.add(`undo ${database}`);
    return true;
  });
  // Both ends were reached in both directions: otherwise the kills came too early or too late to prove anything.
  expect([...outcomes].toSorted()).toEqual(['restore present', 'restore saved', 'undo present', 'undo saved']);
}, 900_000);
