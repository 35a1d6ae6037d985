import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Refreshes } from './refreshes.ts';

let begun: number;
let ended: number;
/** Milliseconds that it takes to read the rows. */
let slowly: number;
let refreshes: Refreshes;

beforeEach(() => {
  vi.useFakeTimers();
  slowly = 0;
  begun = 0;
  ended = 0;
  refreshes = new Refreshes(async () => {
    begun += 1;
    await new Promise((resolve) => setTimeout(resolve, slowly));
    ended += 1;
  });
  refreshes.show(true);
});
afterEach(() => {
  refreshes[Symbol.dispose]();
  vi.useRealTimers();
});

const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

it('reads at once, and once for everything that asks soon after', async () => {
  refreshes.ask();
  await pass(2);
  expect(ended).toBe(1);
  for (let at = 0; at < 5; at += 1) refreshes.ask();
  await pass(245);
  expect(begun).toBe(1);
  await pass(10);
  expect(begun).toBe(2);
  await pass(60_000);
  expect(begun).toBe(2);
});

it('what asks while rows are read is served once, when they are there', async () => {
  slowly = 5000;
  refreshes.ask();
  for (let at = 0; at < 10; at += 1) {
    await pass(400);
    refreshes.ask();
  }
  expect([begun, ended]).toEqual([1, 0]);
  await pass(1100);
  expect([begun, ended]).toEqual([1, 1]);
  await pass(300);
  expect(begun).toBe(2);
  await pass(60_000);
  expect([begun, ended]).toEqual([2, 2]);
});

it('a list that is not visible is read when it becomes visible', async () => {
  refreshes.show(false);
  refreshes.ask();
  await pass(60_000);
  expect(begun).toBe(0);
  refreshes.show(true);
  await pass(2);
  expect(begun).toBe(1);
});
