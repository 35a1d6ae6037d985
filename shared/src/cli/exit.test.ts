import { expect, test } from 'vitest';
import { exitCodeOf } from './exit.ts';

test('a code that is not known here ends as a bug does, also one that every object has', () => {
  expect(['usage', undefined, 'newer', 'constructor'].map(exitCodeOf)).toEqual([2, 1, 1, 1]);
});
