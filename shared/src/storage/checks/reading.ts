import { deepEqual, equal, notDeepEqual, ok, rejects } from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Bench, MiB, type StorageCheck, codeOf, collectKeys, endless, failing } from './check.ts';

const inOrder = ['B', 'a-b/x', 'a.txt', 'a/b/c', 'a/b/d', 'a/b0', 'a0', 'ab/x', '\u{FFFD}x', '\u{1F6A2}'];

const oddKeys = [
  'spaces in name',
  'quotes \' and "',
  'new\nline',
  'tab\tand\u0001control',
  '-leading-dash',
  '.hidden',
  'a..b',
  'trailing.',
  'ünïcödé/日本語/\u{1F433}',
  'percent%2Fencoded%00',
  'plus+and&and?and#',
  '$HOME `id` *',
  `${'x'.repeat(255)}/${'y'.repeat(255)}`,
  'ä'.repeat(127),
];

const badKeys = [
  '',
  '/',
  '/absolute',
  'a//b',
  'a/',
  '../up',
  'a/../../b',
  '.',
  'a/./b',
  'nul\0',
  'x'.repeat(256),
  'lone\uD800',
  'a/'.repeat(600),
];

/**
 * Resolves with the direct children of a prefix, without folders that hold nothing: some endpoints go on listing them for a while.
 */
async function childrenOf(bench: Bench, prefix: string): Promise<string[]> {
  const children: string[] = [];
  for (const key of await bench.keys(prefix, true)) {
    if (!key.endsWith('/') || (await bench.keys(key)).length > 0) children.push(key);
  }
  return children;
}

export const reading: StorageCheck[] = [
  {
    title: 'reads ranges',
    async run(bench) {
      await bench.put('range', '0123456789');
      equal(await bench.text('range', { start: 0, end: 1 }), '0');
      equal(await bench.text('range', { start: 3, end: 7 }), '3456');
      equal(await bench.text('range', { start: 8 }), '89');
      equal(await bench.text('range', { start: 8, end: 100 }), '89');
      equal(await bench.text('range', { start: 4, end: 4 }), '');
      equal(await bench.text('range', { start: 10 }), '');
      equal(await bench.text('range', { start: 50, end: 60 }), '');
    },
  },
  {
    title: 'lists in the order of code points, all of it and only it',
    async run(bench) {
      for (const key of inOrder.toReversed()) await bench.put(key, key);
      deepEqual(await bench.keys(), inOrder);
      deepEqual(await bench.keys('a/'), ['a/b/c', 'a/b/d', 'a/b0']);
      deepEqual(await bench.keys('a/b/'), ['a/b/c', 'a/b/d']);
      equal(await codeOf(collectKeys(bench.storage.list('a', bench.signal))), 'storage-failed');
    },
  },
  {
    title: 'lists sizes',
    async run(bench) {
      await bench.put('one', 'x');
      await bench.put('folder/three', 'xxx');
      const found = [];
      for await (const { key, bytes } of bench.storage.list('', bench.signal)) found.push([key, bytes]);
      deepEqual(found, [
        ['folder/three', 3],
        ['one', 1],
      ]);
    },
  },
  {
    title: 'gives a key another tag when it has another content, and the same wherever it is asked',
    async run(bench) {
      const { storage, signal } = bench;
      const tags = async (): Promise<Set<string | undefined>> => {
        const found = new Set([(await storage.head('a/b', signal))?.tag]);
        for await (const { tag } of storage.list('', signal)) found.add(tag);
        if (storage.inEach) for await (const { tag } of storage.inEach('', 'b', signal)) found.add(tag);
        return found;
      };
      await bench.put('a/b', 'one');
      const before = await tags();
      equal(before.size, 1);
      ok(![...before].includes(''));
      deepEqual(await tags(), before);
      await bench.put('a/b', 'two');
      const after = await tags();
      equal(after.size, 1);
      notDeepEqual(after, before);
    },
  },
  {
    title: 'finds the file of a name in each folder, if that is cheaper than to list everything',
    async run(bench) {
      const { storage, signal } = bench;
      if (!storage.inEach) return;
      for (const key of ['x/a/file', 'x/b/other', 'x/c/file', 'x/c/other', 'x/d/deep/file', 'x/file', 'y/file']) {
        await bench.put(key, 'x');
      }
      deepEqual(await collectKeys(storage.inEach('x/', 'file', signal)), ['x/a/file', 'x/c/file']);
      deepEqual(await collectKeys(storage.inEach('absent/', 'file', signal)), []);
    },
  },
  {
    title: 'lists one level when asked to',
    async run(bench) {
      for (const key of ['a/b/c', 'a/b/d', 'a/e', 'f', 'a-b/x']) await bench.put(key, key);
      deepEqual(await childrenOf(bench, ''), ['a-b/', 'a/', 'f']);
      deepEqual(await childrenOf(bench, 'a/'), ['a/b/', 'a/e']);
    },
  },
  {
    title: 'lists more keys than fit on one page',
    heavy: true,
    async run(bench) {
      const all = Array.from({ length: 1234 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
      for (let from = 0; from < all.length; from += 50) {
        await Promise.all(all.slice(from, from + 50).map((key) => bench.put(key, '')));
      }
      deepEqual(await bench.keys('many/'), all);
      deepEqual(await bench.keys('many/', true), all);
    },
  },
  {
    title: 'deletes, and deletes what is absent',
    async run(bench) {
      const { storage, signal } = bench;
      await bench.put('a/b/c', 'x');
      await bench.put('a/d', 'x');
      await storage.delete('a/b/c', signal);
      await storage.delete('a/b/c', signal);
      await storage.delete('never/was/there', signal);
      equal(await storage.head('a/b/c', signal), undefined);
      deepEqual(await bench.keys(), ['a/d']);
      deepEqual(await childrenOf(bench, 'a/'), ['a/d']);
      await storage.delete('a/d', signal);
      deepEqual(await childrenOf(bench, ''), []);
    },
  },
  {
    title: 'puts beside deletes that empty the folder',
    async run(bench) {
      const rounds = Array.from({ length: 50 }, (_, index) => index);
      await Promise.all(
        rounds.flatMap((round) => [
          bench.put(`busy/folder/${round}`, 'x').then(() => bench.storage.delete(`busy/folder/${round}`, bench.signal)),
          bench.put(`busy/kept/${round}`, 'x'),
        ]),
      );
      equal((await bench.keys('busy/')).length, 50);
    },
  },
  {
    title: 'sweeps without touching what is there',
    async run(bench) {
      const { storage, signal } = bench;
      await bench.put('a/key', 'x');
      await rejects(storage.put('a/failed', failing(MiB, new Error('broken')), signal), /broken/);
      await storage.sweep('a/', signal);
      await storage.sweep('', signal, new Date());
      await storage.sweep('absent/', signal);
      deepEqual(await bench.keys(), ['a/key']);
    },
  },
  ...oddKeys.map((key): StorageCheck => ({
    title: `takes the odd key ${JSON.stringify(key)}`,
    async run(bench) {
      const { storage, signal } = bench;
      await bench.put(key, key);
      equal(await bench.text(key), key);
      equal((await storage.head(key, signal))?.key, key);
      deepEqual(await bench.keys(), [key]);
      await storage.delete(key, signal);
      deepEqual(await bench.keys(), []);
    },
  })),
  ...badKeys.map((key): StorageCheck => ({
    title: `refuses the key ${JSON.stringify(key)}`,
    async run({ storage, signal }) {
      const body = endless();
      equal(await codeOf(storage.put(key, body, signal)), 'storage-failed');
      ok(body.destroyed);
      equal(await codeOf(storage.get(key, signal)), 'storage-failed');
      equal(await codeOf(storage.head(key, signal)), 'storage-failed');
      equal(await codeOf(storage.delete(key, signal)), 'storage-failed');
    },
  })),
  {
    title: 'moves large bodies in bounded memory',
    heavy: true,
    async run(bench) {
      const total = 384 * MiB;
      const written = createHash('sha256');
      const chunk = randomBytes(MiB);
      const before = process.memoryUsage().rss;
      let peak = 0;
      const watch = (): void => {
        peak = Math.max(peak, process.memoryUsage().rss - before);
      };
      const body = Readable.from(
        (async function* () {
          for (let bytes = 0; bytes < total; bytes += chunk.length) {
            chunk.writeUInt32BE(bytes / chunk.length);
            const piece = Buffer.from(chunk);
            written.update(piece);
            watch();
            yield piece;
          }
        })(),
        { objectMode: false },
      );
      equal(await bench.storage.put('large', body, bench.signal), total);
      const read = createHash('sha256');
      for await (const piece of (await bench.storage.get('large', bench.signal)) as AsyncIterable<Buffer>) {
        read.update(piece);
        watch();
      }
      equal(read.digest('hex'), written.digest('hex'));
      ok(peak < 200 * MiB, `it took ${Math.round(peak / MiB)} MiB`);
    },
  },
  {
    title: 'tells how much room is left, or that it does not know',
    async run({ storage, signal }) {
      const free = await storage.free(signal);
      ok(free === undefined || free > 0);
    },
  },
];
