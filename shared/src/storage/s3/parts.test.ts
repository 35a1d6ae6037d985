import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Budget, PartBuffers } from './buffers.ts';
import { PartReader, mostParts, partSize, smallestPart } from './parts.ts';

const MiB = 1 << 20;

describe('part sizes', () => {
  const sizes = Array.from({ length: mostParts }, (_, index) => partSize(index + 1));

  it('reach 5 TiB within the number of parts that the protocol allows', () => {
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(5 * 2 ** 40);
  });

  it('are within its limits, and never shrink', () => {
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(smallestPart);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5 * 2 ** 30);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  });
});

describe('beyond the last part', () => {
  it('one byte is read, which shows whether the body goes on', async () => {
    expect(partSize(mostParts + 1)).toBe(1);
    const reader = new PartReader(Readable.from([Buffer.from('more')]));
    expect(await reader.fill(Buffer.alloc(partSize(mostParts + 1)))).toHaveLength(1);
  });
});

describe('a reader of parts', () => {
  it.each([1, 7, 10, 13, 100])('cuts chunks of %d bytes at the ends of parts', async (length) => {
    const all = Buffer.from(Array.from({ length: 95 }, (_, index) => index));
    const chunks = Array.from({ length: Math.ceil(95 / length) }, (_, at) => all.subarray(at * length, (at + 1) * length));
    const reader = new PartReader(Readable.from(chunks));
    const parts: Buffer[] = [];
    for (;;) {
      const part = Buffer.from(await reader.fill(Buffer.alloc(10)));
      parts.push(part);
      if (part.length < 10) break;
    }
    expect(parts.map((part) => part.length)).toEqual([...Array.from({ length: 9 }, () => 10), 5]);
    expect(Buffer.concat(parts).equals(all)).toBe(true);
    expect(await reader.fill(Buffer.alloc(10))).toHaveLength(0);
  });
});

describe('part buffers', () => {
  it('are two for every upload, and more as far as the common budget goes', () => {
    const budget = new Budget();
    const [first, second] = [new PartBuffers(budget), new PartBuffers(budget)];
    const taken = [1, 2, 3, 4].map(() => first.take(8 * MiB));
    expect(taken.every(Boolean)).toBe(true);
    expect(first.take(8 * MiB)).toBeUndefined();
    expect([second.take(8 * MiB), second.take(8 * MiB), second.take(8 * MiB)].map(Boolean)).toEqual([true, true, false]);
    first[Symbol.dispose]();
    expect(second.take(8 * MiB)).toBeDefined();
  });

  it('are used again', () => {
    const buffers = new PartBuffers(new Budget());
    const buffer = buffers.take(8 * MiB);
    if (buffer) buffers.release(buffer);
    expect(buffers.take(8 * MiB)).toBe(buffer);
  });

  it('grow with the parts, when those of the old size have come back, so that both never take memory at once', () => {
    const buffers = new PartBuffers(new Budget());
    const [old, other] = [buffers.take(8 * MiB), buffers.take(8 * MiB)];
    if (old) buffers.release(old);
    expect(buffers.take(12 * MiB)).toBeUndefined();
    if (other) buffers.release(other);
    const taken = [1, 2, 3].map(() => buffers.take(12 * MiB));
    expect(taken.map((buffer) => buffer?.length)).toEqual([12 * MiB, 12 * MiB, 12 * MiB]);
    expect(buffers.take(12 * MiB)).toBeUndefined();
  });
});
