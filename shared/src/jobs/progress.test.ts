import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Journal, NewEvent } from './journal.ts';
import { Meter } from './progress.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('of a phase that lasts a day it tells often at first, and never floods the journal', () => {
  const told: { at: number; rate: number }[] = [];
  const begun = performance.now();
  const journal = {
    write: (event: NewEvent) => {
      if (event.type === 'progress') told.push({ at: performance.now() - begun, rate: event.rate });
      return Promise.resolve();
    },
  } as Journal;
  const meter = new Meter(journal, 'db', 'store', undefined);
  for (let step = 0; step < 24 * 3600 * 4; step += 1) {
    vi.advanceTimersByTime(250);
    meter.add(250);
  }
  expect(told.filter(({ at }) => at <= 60_000).length).toBeGreaterThan(200);
  expect(told.length).toBeLessThan(45_000);
  for (const { rate } of told.slice(10)) expect(rate).toBeCloseTo(1000, -1);
});
