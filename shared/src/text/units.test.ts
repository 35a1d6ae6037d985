import { describe, expect, test } from 'vitest';
import { ago, bytes, count, duration, moment } from './units.ts';

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9960, '10 kB'],
    [999_499, '999 kB'],
    [999_999, '1.0 MB'],
    [1_234_567_890, '1.2 GB'],
    [5e18, '5,000 PB'],
  ])('%d is %s', (value, text) => expect(bytes(value, 'en')).toBe(text));

  test('German', () => expect(bytes(1_234_567, 'de')).toBe('1,2 MB'));
});

describe('duration', () => {
  test.each([
    [0.04, '40 ms'],
    [0.44, '0.4 s'],
    [9.96, '10 s'],
    [59.6, '1 min'],
    [192, '3 min 12 s'],
    [3599.7, '1 h'],
    [7500, '2 h 5 min'],
    [86_399, '1 d'],
    [266_400, '3 d 2 h'],
  ])('%d seconds are %s', (seconds, text) => expect(duration(seconds, 'en')).toBe(text));
});

test('ago', () => {
  const now = new Date('2026-05-03T14:02:00Z');
  const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
  expect(ago(before(12), now, 'en')).toBe('12 seconds ago');
  expect(ago(before(7300), now, 'en')).toBe('2 hours ago');
  expect(ago(before(86_400), now, 'en')).toBe('24 hours ago');
  expect(ago(before(3 * 86_400), now, 'de')).toBe('vor 3 Tagen');
  // Clocks of two machines differ.
  expect(ago(before(-5), now, 'en')).toBe('0 seconds ago');
});

test('count', () => {
  expect(count(1_204_311, 'en')).toBe('1,204,311');
  expect(count(1_204_311, 'de')).toBe('1.204.311');
});

test('moment', () => {
  expect(moment('2026-05-03T14:02:00', 'en')).toBe('3 May 2026, 14:02');
  expect(moment('2026-05-03T14:02:00', 'de')).toBe('3. Mai 2026, 14:02');
  expect(moment('unknown', 'en')).toBe('unknown');
});
