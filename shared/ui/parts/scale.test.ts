import { expect, test } from 'vitest';
import { secondTicks, ticks } from './scale.ts';

test.each([
  [0, [0, 1]],
  [1, [0, 0.25, 0.5, 0.75, 1]],
  [37, [0, 10, 20, 30, 40]],
  [1_200_000, [0, 500_000, 1_000_000, 1_500_000]],
])('an axis up to %d has round numbers', (most, expected) => expect(ticks(most)).toEqual(expected));

test.each([
  [12, [0, 5, 10, 15]],
  [300, [0, 90, 180, 270, 360]],
  [5 * 3600, [0, 5400, 10_800, 16_200, 21_600]],
])('spans up to %d s have round minutes and hours', (most, expected) => expect(secondTicks(most)).toEqual(expected));
