import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { collect, text } from './collect.ts';

test('characters that are cut by chunks are put together', async () => {
  const bytes = Buffer.from('漢字 🚢');
  expect(await text(Readable.from(Array.from(bytes, (byte) => Buffer.of(byte))))).toBe('漢字 🚢');
  expect(await collect(Readable.from([]))).toEqual(Buffer.alloc(0));
});

test('what exceeds the limit is refused, and its source let go', async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(100);
    })(),
  );
  await expect(collect(endless, { limit: 1000 })).rejects.toMatchObject({
    key: 'unsupported.too-large',
    params: { limit: 1000 },
  });
  expect(endless.destroyed).toBe(true);
  expect((await collect(Readable.from([Buffer.alloc(1000)]), { limit: 1000 })).length).toBe(1000);
});
