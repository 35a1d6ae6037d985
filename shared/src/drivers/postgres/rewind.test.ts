import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { plainContext } from '../../context.ts';
import { openedTwice } from './rewind.ts';

const ctx = plainContext();
const archive = (chunks: AsyncIterable<Buffer> | Iterable<Buffer>) =>
  openedTwice(
    { name: 'app.dump', logicalBytes: 0, open: () => Promise.resolve(Readable.from(chunks, { objectMode: false })) },
    'app',
  );
const numbered = (count: number): Buffer[] => Array.from({ length: count }, (_, at) => Buffer.from(`<${at}>`));
const whole = (count: number): string => Buffer.concat(numbered(count)).toString();

async function all(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

test.each([0, 1, 3, 500])('after a first reader that took %i chunks, the second gets everything', async (taken) => {
  const source = archive(numbered(500));
  const first = await source.open(ctx);
  let seen = 0;
  if (taken > 0) for await (const chunk of first) if ((seen += String(chunk).split('<').length - 1) >= taken) break;
  first.destroy();
  expect(await all(await source.open(ctx))).toBe(whole(500));
});

test('what arrives while the first reader goes away is not lost', async () => {
  const gate = Promise.withResolvers<void>();
  async function* slow(): AsyncGenerator<Buffer> {
    yield Buffer.from('<0>');
    await gate.promise;
    yield Buffer.from('<1>');
    yield Buffer.from('<2>');
  }
  const source = archive(slow());
  const first = await source.open(ctx);
  for await (const chunk of first.iterator({ destroyOnReturn: false })) {
    void chunk;
    break;
  }
  // It asks for the next chunk, and is gone when that comes.
  first.read();
  await sleep(1);
  first.destroy();
  const rest = all(await source.open(ctx));
  gate.resolve();
  expect(await rest).toBe(whole(3));
});

test('a stream that fails never looks like one that has ended, to neither reader', async () => {
  async function* failing(): AsyncGenerator<Buffer> {
    yield* numbered(2);
    await Promise.resolve();
    throw new Error('the dump broke off');
  }
  const source = archive(failing());
  await expect(all(await source.open(ctx))).rejects.toThrow('the dump broke off');
  await expect(all(await source.open(ctx))).rejects.toThrow('the dump broke off');
});

test('definitions without end are refused instead of held in memory', async () => {
  const megabyte = Buffer.alloc(2 ** 20);
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) yield await Promise.resolve(megabyte);
  }
  await expect(all(await archive(endless()).open(ctx))).rejects.toMatchObject({ key: 'unsupported.copy-definitions' });
});

test('the second reader keeps nothing of what it has passed on', async () => {
  const megabyte = Buffer.alloc(2 ** 20);
  async function* many(): AsyncGenerator<Buffer> {
    for (let left = 400; left > 0; left -= 1) yield await Promise.resolve(megabyte);
  }
  const source = archive(many());
  (await source.open(ctx)).destroy();
  let bytes = 0;
  for await (const chunk of await source.open(ctx)) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(400 * 2 ** 20);
});
