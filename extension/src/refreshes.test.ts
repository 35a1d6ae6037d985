import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Refreshes } from './refreshes.ts';

let told: number;
let prepared: number;
/** Milliseconds that it takes to read the next rows. */
let slowly = 0;
let refreshes: Refreshes;

beforeEach(() => {
  vi.useFakeTimers();
  slowly = 0;
  told = 0;
  prepared = 0;
  refreshes = new Refreshes(
    () => {
      prepared += 1;
      return new Promise((resolve) => setTimeout(resolve, slowly));
    },
    () => (told += 1),
  );
  refreshes.show(true);
});
afterEach(() => {
  refreshes[Symbol.dispose]();
  vi.useRealTimers();
});

const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);
/** What the editor does when it is told, with rows that take a while. */
const read = (milliseconds: number): Promise<void> =>
  refreshes.read('first', () => new Promise((resolve) => setTimeout(resolve, milliseconds)));

it('tells at once, and once for all that asks soon after', async () => {
  refreshes.ask();
  await pass(2);
  expect(told).toBe(1);
  const reading = read(0);
  await pass(2);
  await reading;
  for (let at = 0; at < 5; at += 1) refreshes.ask();
  await pass(200);
  expect(told).toBe(1);
  await pass(52);
  expect(told).toBe(2);
});

it('what asks while rows are read is served once, when they are there', async () => {
  refreshes.ask();
  await pass(2);
  const reading = read(5000);
  for (let at = 0; at < 10; at += 1) {
    refreshes.ask();
    await pass(400);
  }
  expect(told).toBe(1);
  await pass(1000);
  await reading;
  await pass(2);
  expect(told).toBe(2);
});

it('rows below another are waited for, too', async () => {
  const reading = refreshes.read('below', () => new Promise((resolve) => setTimeout(resolve, 1000)));
  refreshes.ask();
  await pass(999);
  expect(told).toBe(0);
  await pass(2);
  await reading;
  await pass(2);
  expect(told).toBe(1);
});

it('rows that cannot be read keep nobody from asking again', async () => {
  await expect(refreshes.read('first', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  refreshes.ask();
  await pass(2);
  expect(told).toBe(1);
});

it('what nobody looks at is told when somebody does', async () => {
  refreshes.show(false);
  refreshes.ask();
  await pass(60_000);
  expect(told).toBe(0);
  refreshes.show(true);
  await pass(2);
  expect(told).toBe(1);
});

it('an editor that was told and never asked is told again', async () => {
  refreshes.ask();
  await pass(2);
  refreshes.ask();
  await pass(9999);
  expect(told).toBe(1);
  refreshes.ask();
  await pass(2);
  refreshes.ask();
  await pass(2);
  expect(told).toBe(2);
});

it('the editor is told when the next rows are there, and what asks until it has read them is served once', async () => {
  slowly = 3000;
  refreshes.ask();
  await pass(2000);
  refreshes.ask();
  expect([prepared, told]).toEqual([1, 0]);
  await pass(1002);
  refreshes.ask();
  expect([prepared, told]).toEqual([1, 1]);
  const reading = read(0);
  await pass(1);
  await reading;
  await pass(3250);
  expect([prepared, told]).toEqual([2, 2]);
});
