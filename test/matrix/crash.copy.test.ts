import { afterAll, beforeAll, expect } from 'vitest';
import { type CrashStage, openCrashStage, read, sessionsOf, write } from '../support/crash.ts';
import { matrix } from '../support/matrix.ts';
import { type TestStack, openStack } from '../support/stack.ts';

let stage: CrashStage;
let source: TestStack;
let from: Record<string, string>;

beforeAll(async () => {
  [stage, source] = await Promise.all([openCrashStage(), openStack('pair')]);
  from = await source.states();
  await write(source, 'copied');
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

matrix(
  'crash-copy',
  'a copy that is killed between any two steps: both services hold the old data or both the new, and the source is untouched',
  {
    cases: () => stage.placesOf({ operation: 'copy', from: source.project, to: stage.stack.project }, 2, 1),
    sample: 2,
    async test(after) {
      const { stack } = stage;
      await write(stack, 'present');
      await stage.dieAndRecover({ operation: 'copy', from: source.project, to: stack.project }, after);
      expect(await source.states()).toEqual(from);
      expect(await sessionsOf(source), `sessions after entry ${after}`).toBe('0');
      const [database, cache] = await read(stack);
      expect(database, `copy after entry ${after}`).toBe(cache);
      expect(await read(source)).toEqual(['copied', 'copied']);
      return database;
    },
    ends: ['copied', 'present'],
  },
);
