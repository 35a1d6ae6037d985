import { expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { type Context, plainContext } from '../context.ts';
import { laterRepository } from './openLater.ts';
import type { Repository } from './repository.ts';

const whole = { free: () => Promise.resolve(7), [Symbol.asyncDispose]: () => Promise.resolve() } as unknown as Repository;

it('is opened by the first call, once, with the context of that call', async () => {
  const opened: Context[] = [];
  await using later = laterRepository('nas', (ctx) => {
    opened.push(ctx);
    return Promise.resolve(whole);
  });
  const ctx = plainContext();
  expect(await Promise.all([later.free(ctx), later.free(plainContext())])).toEqual([7, 7]);
  expect(opened).toEqual([ctx]);
});

it('is opened by what cleans up after a call that was cancelled', async () => {
  await using later = laterRepository('nas', async ({ signal }) => {
    signal.throwIfAborted();
    return whole;
  });
  const cancelled = plainContext({ signal: AbortSignal.abort(new AppError('cancelled.by-user', {})) });
  await expect(later.free(cancelled)).rejects.toMatchObject({ code: 'cancelled' });
  expect(await later.free(plainContext())).toBe(7);
});
