import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { plainContext } from '../../context.ts';
import { rewindable, type Rewindable } from './rewind.ts';

const ctx = plainContext();
const archive = (chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Rewindable =>
  rewindable(
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

test.each([0, 1, 3, 500])('after two readers that took %i chunks of the head, the last gets everything', async (taken) => {
  const source = archive(numbered(500));
  for (const take of [taken, taken * 2]) {
    const first = await source.head.open(ctx);
    let seen = '';
    if (take > 0) for await (const chunk of first) if ((seen += String(chunk)).split('<').length > take) break;
    first.destroy();
    expect(whole(500).startsWith(seen)).toBe(true);
  }
  expect(await all(await source.whole.open(ctx))).toBe(whole(500));
  await expect(source.head.open(ctx)).rejects.toMatchObject({ key: 'internal.bug' });
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
  const first = await source.head.open(ctx);
  for await (const chunk of first.iterator({ destroyOnReturn: false })) {
    void chunk;
    break;
  }
  // It asks for the next chunk, and is gone when that comes.
  first.read();
  await sleep(1);
  first.destroy();
  const rest = all(await source.whole.open(ctx));
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
  await expect(all(await source.head.open(ctx))).rejects.toThrow('the dump broke off');
  await expect(all(await source.whole.open(ctx))).rejects.toThrow('the dump broke off');
});

test('definitions without end are refused instead of held in memory', async () => {
  const megabyte = Buffer.alloc(2 ** 20);
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) yield await Promise.resolve(megabyte);
  }
  await expect(all(await archive(endless()).head.open(ctx))).rejects.toMatchObject({ key: 'unsupported.copy-definitions' });
});

test('the last reader keeps nothing of what it has passed on', async () => {
  const megabyte = Buffer.alloc(2 ** 20);
  async function* many(): AsyncGenerator<Buffer> {
    for (let left = 400; left > 0; left -= 1) yield await Promise.resolve(megabyte);
  }
  const source = archive(many());
  (await source.head.open(ctx)).destroy();
  let bytes = 0;
  for await (const chunk of await source.whole.open(ctx)) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(400 * 2 ** 20);
});
