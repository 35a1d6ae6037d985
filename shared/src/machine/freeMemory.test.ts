import { expect, test } from 'vitest';
import { spent } from './freeMemory.ts';

test('a chunk with memory of its own is gone, one that shares it is untouched', () => {
  const own = Buffer.from(new ArrayBuffer(8));
  spent(own);
  expect(own.length).toBe(0);
  const shared = Buffer.from(new ArrayBuffer(8)).subarray(0, 4);
  spent(shared);
  expect(shared.length).toBe(4);
});
