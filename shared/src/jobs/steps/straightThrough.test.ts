import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { plainContext } from '../../context.ts';
import type { Artifact } from '../../artifact.ts';
import type { Capture } from '../../drivers/driver.ts';
import { straightThrough } from './straightThrough.ts';

const artifact = (name: string, chunks: AsyncIterable<string> | string[], size?: number): Artifact => ({
  name,
  estimate: 7,
  compress: false,
  ...(size !== undefined && { size: () => Promise.resolve(size) }),
  open: () => Promise.resolve(Readable.from(chunks, { objectMode: false })),
});
const captureOf = (...artifacts: Artifact[]): Capture => ({
  lanes: 1,
  artifacts: () => artifacts,
  outline: () => Promise.resolve({ inventory: { version: '17', entries: [] }, detail: { note: 1 } }),
  inventory: () => Promise.reject(new Error('not asked for')),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});
const ctx = plainContext();

async function all(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

test('has the outline, and sizes where they are known', async () => {
  const { set } = await straightThrough(captureOf(artifact('a', []), artifact('b', [], 12)), ctx);
  expect(set).toMatchObject({ version: '17', inventory: { entries: [] }, detail: { note: 1 }, live: true });
  expect(set.artifacts.map(({ name, logicalBytes }) => [name, logicalBytes])).toEqual([
    ['a', 7],
    ['b', 12],
  ]);
});

test('counts the bytes that went over, as they go', async () => {
  let seen = 0;
  const { set, finish } = await straightThrough(captureOf(artifact('a', ['12', '345'])), ctx);
  const [first] = set.artifacts;
  expect(await all(await (first as NonNullable<typeof first>).open({ ...ctx, progress: (bytes) => (seen += bytes) }))).toBe(
    '12345',
  );
  expect(await finish()).toBe(5);
  expect(seen).toBe(5);
});

test('a reader that has enough may stop; that the capture ended well shows only at its end', async () => {
  async function* broken(): AsyncGenerator<string> {
    yield 'enough';
    await Promise.resolve();
    throw new Error('the dump tool failed at its end');
  }
  async function* whole(): AsyncGenerator<string> {
    for (let left = 50; left > 0; left -= 1) yield await Promise.resolve('x'.repeat(10_000));
  }
  for (const [content, ends] of [
    [broken(), 'the dump tool failed at its end'],
    [whole(), 500_000],
  ] as const) {
    const { set, finish } = await straightThrough(captureOf(artifact('a', content)), ctx);
    const stream = await set.artifacts[0]?.open(ctx);
    for await (const chunk of stream ?? []) {
      void chunk;
      break;
    }
    expect(await finish().catch((error: Error) => error.message)).toBe(ends);
  }
});

test('what was not opened is not waited for; what was opened cannot be opened again', async () => {
  const { set, finish } = await straightThrough(captureOf(artifact('a', ['1']), artifact('b', ['2'])), ctx);
  await all((await set.artifacts[0]?.open(ctx)) as Readable);
  await expect(set.artifacts[0]?.open(ctx)).rejects.toMatchObject({ key: 'internal.bug' });
  expect(await finish()).toBe(1);
});
