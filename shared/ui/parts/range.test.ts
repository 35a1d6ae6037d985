import { expect, test } from 'vitest';
import { visibleRange } from './range.ts';

test.each([
  [0, { first: 0, last: 18 }],
  [60_000, { first: 992, last: 1018 }],
  [119_400, { first: 1982, last: 2000 }],
])('of 2,000 rows only those in view at %d px are there', (top, expected) =>
  expect(visibleRange({ count: 2000, rowHeight: 60, top, height: 600 })).toEqual(expected),
);

test('a list that became shorter than where one was shows nothing that is not there', () =>
  expect(visibleRange({ count: 3, rowHeight: 60, top: 60_000, height: 600 })).toEqual({ first: 3, last: 3 }));
