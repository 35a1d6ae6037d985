import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { snapshot } from '../../../test/support/answers.ts';
import { ctx } from '../../../test/support/snapshots.ts';
import { AppError } from '../errors.ts';
import type { Repository } from '../repository/repository.ts';
import { Listings } from './listings.ts';

const reference = (n: number): string => `shop/2026-01-01_00-00-${String(n).padStart(2, '0')}Z`;

let there: number[];
let asked: number;
let listings: Listings;
const repository = {
  name: 'local',
  async *list(_, { warn } = {}) {
    asked += 1;
    warn?.(new AppError('corrupt.manifest', { snapshot: 'shop/x' }));
    for (const n of there) yield { ...snapshot, reference: reference(n) };
  },
} satisfies Partial<Repository> as unknown as Repository;

beforeEach(() => {
  vi.useFakeTimers();
  there = [9, 8, 7, 6, 5];
  asked = 0;
  listings = new Listings();
});
afterEach(() => {
  vi.useRealTimers();
});

const page = (cursor?: string, stack?: string): ReturnType<Listings['page']> =>
  listings.page(repository, { stack, cursor, limit: 2 }, ctx);
const names = async (of: ReturnType<Listings['page']>): Promise<string[]> => (await of).items.map((item) => item.reference);

describe('pages of a listing', () => {
  it('ask the repository once, and warn once', async () => {
    const found: string[] = [];
    const warnings: number[] = [];
    let cursor: string | undefined;
    do {
      const { items, next, warnings: said } = await page(cursor);
      found.push(...items.map((item) => item.reference));
      warnings.push(said.length);
      cursor = next;
    } while (cursor !== undefined);
    expect(found).toEqual([9, 8, 7, 6, 5].map(reference));
    expect(warnings).toEqual([1, 0, 0]);
    expect(asked).toBe(1);
  });

  it('begin with what is there now', async () => {
    await page();
    there = [10, ...there];
    expect(await names(page())).toEqual([10, 9].map(reference));
    expect(asked).toBe(2);
  });

  it('end when the last one is full', async () => {
    there = [9, 8];
    expect(await page()).not.toHaveProperty('next');
    there = [];
    expect(await page()).toMatchObject({ items: [] });
  });

  it('of an engine that has just started, or after a pause, go on where they were', async () => {
    expect(await names(page(reference(8)))).toEqual([7, 6].map(reference));
    expect(asked).toBe(1);
    vi.advanceTimersByTime(59_000);
    await page(reference(8));
    expect(asked).toBe(1);
    vi.advanceTimersByTime(2000);
    there = [9, 8, 6, 5];
    expect(await names(page(reference(8)))).toEqual([6, 5].map(reference));
    expect(asked).toBe(2);
  });

  it('hide nothing when the snapshot that they come after has been deleted', async () => {
    there = [9, 7, 6];
    expect(await names(page(reference(8)))).toEqual([7, 6].map(reference));
    expect(await names(page(reference(1)))).toEqual([]);
  });

  it('of several filters do not mix', async () => {
    await page();
    there = [3];
    expect(await names(page(undefined, 'shop'))).toEqual([reference(3)]);
    expect(await names(page(reference(8)))).toEqual([7, 6].map(reference));
    for (const stack of ['a', 'b', 'c', 'd']) await page(undefined, stack);
    asked = 0;
    await page(reference(8));
    expect(asked).toBe(1);
  });
});
