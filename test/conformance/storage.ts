import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/src/errors.ts';
import type { Storage } from '../../shared/src/storage/storage.ts';

const MiB = 1 << 20;

/**
 * What every storage must do. `open` gives a storage that is empty; it may be a fresh prefix of a bucket that others use.
 * The suite knows nothing but the contract, and deletes every key that it made.
 */
export function describeStorage(name: string, open: () => Promise<Storage>): void {
  describe(`storage: ${name}`, () => {
    const { signal } = new AbortController();
    let storage: Storage;

    beforeEach(async () => {
      storage = await open();
    });

    afterEach(async () => {
      for (const key of await keys(storage, '')) await storage.delete(key, signal);
      await storage.sweep('', signal);
      await storage[Symbol.asyncDispose]();
    });

    const put = (key: string, content: string | Buffer): Promise<number> =>
      storage.put(key, Readable.from([Buffer.from(content)]), signal);
    const text = async (key: string, range?: { start: number; end?: number }): Promise<string> =>
      (await collect(await storage.get(key, signal, range))).toString();

    it('gives back what was put, at once', async () => {
      expect(await put('a/b.txt', 'hello')).toBe(5);
      expect(await text('a/b.txt')).toBe('hello');
      expect(await storage.head('a/b.txt', signal)).toMatchObject({ key: 'a/b.txt', bytes: 5 });
      expect((await storage.head('a/b.txt', signal))?.modified).toBeInstanceOf(Date);
      expect(await keys(storage, '')).toEqual(['a/b.txt']);
    });

    it('gives a key another tag when it has another content, and the same wherever it is asked', async () => {
      await put('a/b', 'one');
      const tags = async (): Promise<(string | undefined)[]> => {
        const listed = [];
        for await (const { tag } of storage.list('', signal)) listed.push(tag);
        if (storage.inEach) for await (const { tag } of storage.inEach('', 'b', signal)) listed.push(tag);
        return [...new Set([...listed, (await storage.head('a/b', signal))?.tag])];
      };
      const before = await tags();
      expect(before).toEqual([expect.stringMatching(/./)]);
      expect(await tags()).toEqual(before);
      await put('a/b', 'two');
      const after = await tags();
      expect(after).toHaveLength(1);
      expect(after).not.toEqual(before);
    });

    it('finds the file of a name in each folder, if that is cheaper than to list everything', async () => {
      for (const key of ['x/a/file', 'x/b/other', 'x/c/file', 'x/c/other', 'x/d/deep/file', 'x/file', 'y/file'])
        await put(key, 'x');
      const found = storage.inEach && (await collectKeys(storage.inEach('x/', 'file', signal)));
      expect(found ?? ['x/a/file', 'x/c/file']).toEqual(['x/a/file', 'x/c/file']);
      const nothing = storage.inEach && (await collectKeys(storage.inEach('absent/', 'file', signal)));
      expect(nothing ?? []).toEqual([]);
    });

    it('stores an empty body', async () => {
      expect(await storage.put('empty', Readable.from([]), signal)).toBe(0);
      expect(await text('empty')).toBe('');
      expect((await storage.head('empty', signal))?.bytes).toBe(0);
    });

    it('keeps every byte', async () => {
      const bytes = randomBytes(3 * MiB + 17);
      await storage.put('bytes', Readable.from(pieces(bytes, 10_007)), signal);
      expect((await collect(await storage.get('bytes', signal))).equals(bytes)).toBe(true);
    });

    it('replaces a key as a whole', async () => {
      await put('key', 'a long first version');
      await put('key', 'second');
      expect(await text('key')).toBe('second');
    });

    it('knows what is absent', async () => {
      expect(await storage.head('absent', signal)).toBeUndefined();
      expect(await storage.head('no/such/folder', signal)).toBeUndefined();
      expect(await codeOf(storage.get('absent', signal))).toBe('not-found');
      expect(await codeOf(storage.get('no/such/folder', signal))).toBe('not-found');
      expect(await keys(storage, 'no/such/folder/')).toEqual([]);
    });

    it('shows a folder neither as an object nor with content', async () => {
      await put('folder/key', 'x');
      expect(await storage.head('folder', signal)).toBeUndefined();
      expect(await codeOf(storage.get('folder', signal))).toBe('not-found');
    });

    it('shows a key only when its whole body is there', async () => {
      const gate = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      const body = Readable.from(
        (async function* () {
          yield Buffer.alloc(6 * MiB, 1);
          started.resolve();
          await gate.promise;
          yield Buffer.alloc(10, 2);
        })(),
      );
      const stored = storage.put('slow', body, signal);
      await started.promise;
      expect(await storage.head('slow', signal)).toBeUndefined();
      expect(await keys(storage, '')).toEqual([]);
      gate.resolve();
      expect(await stored).toBe(6 * MiB + 10);
      expect((await storage.head('slow', signal))?.bytes).toBe(6 * MiB + 10);
    });

    it('leaves no key when the body fails, and says why in its words', async () => {
      const failure = new AppError('internal.bug', {});
      await expect(storage.put('failed', failing(6 * MiB, failure), signal)).rejects.toBe(failure);
      expect(await storage.head('failed', signal)).toBeUndefined();
      expect(await keys(storage, '')).toEqual([]);
    });

    it('leaves the old version when a new body fails', async () => {
      await put('key', 'old');
      await expect(storage.put('key', failing(6 * MiB, new Error('broken')), signal)).rejects.toThrow('broken');
      expect(await text('key')).toBe('old');
    });

    it('takes a body that was cut for a failure, not for the end', async () => {
      const body = new Readable({ read() {} });
      const stored = storage.put('cut', body, signal);
      body.push(Buffer.alloc(MiB));
      setImmediate(() => body.destroy());
      expect(await codeOf(stored)).toBe('storage-failed');
      expect(await keys(storage, '')).toEqual([]);
    });

    it('stops when aborted, lets go of the body and leaves no key', async () => {
      const abort = new AbortController();
      const body = endless();
      const stored = storage.put('aborted', body, abort.signal);
      setImmediate(() => abort.abort());
      await expect(stored).rejects.toThrow(/abort/i);
      expect(body.destroyed).toBe(true);
      expect(await storage.head('aborted', signal)).toBeUndefined();
      expect(await keys(storage, '')).toEqual([]);
    });

    it('does nothing for a signal that was aborted before', async () => {
      await put('key', 'x');
      const aborted = AbortSignal.abort();
      const body = endless();
      await expect(storage.put('other', body, aborted)).rejects.toThrow(/abort/i);
      expect(body.destroyed).toBe(true);
      await expect(storage.get('key', aborted)).rejects.toThrow(/abort/i);
      await expect(storage.head('key', aborted)).rejects.toThrow(/abort/i);
      await expect(storage.delete('key', aborted)).rejects.toThrow(/abort/i);
      await expect(collectKeys(storage.list('', aborted))).rejects.toThrow(/abort/i);
      expect(await keys(storage, '')).toEqual(['key']);
    });

    it('stops reading when aborted', async () => {
      await storage.put('large', Readable.from(pieces(Buffer.alloc(20 * MiB), MiB)), signal);
      const abort = new AbortController();
      const reading = await storage.get('large', abort.signal);
      let bytes = 0;
      const read = async (): Promise<void> => {
        for await (const chunk of reading as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          abort.abort();
        }
      };
      await expect(read()).rejects.toThrow(/abort/i);
      expect(bytes).toBeLessThan(20 * MiB);
    });

    it('does not replace when asked not to', async () => {
      expect(await storage.put('once', Readable.from([Buffer.from('first')]), signal, { exclusive: true })).toBe(5);
      const again = storage.put('once', Readable.from([Buffer.from('second')]), signal, { exclusive: true });
      expect(await codeOf(again)).toBe('conflict');
      expect(await text('once')).toBe('first');
      await storage.delete('once', signal);
      await storage.put('once', Readable.from([Buffer.from('third')]), signal, { exclusive: true });
      expect(await text('once')).toBe('third');
    });

    it('lets exactly one of several exclusive puts succeed, where it says so', async () => {
      const racers = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
      const race = (body: string): Promise<number> =>
        storage.put('prize', Readable.from([Buffer.from(body)]), signal, { exclusive: true });
      const outcomes = await Promise.allSettled(racers.map(race));
      const winners = racers.filter((_, index) => outcomes[index]?.status === 'fulfilled');
      expect(winners.length).toBeLessThanOrEqual(storage.capabilities.exclusivePut ? 1 : racers.length);
      expect(winners).toContain(await text('prize'));
    });

    it('ends with one whole body after concurrent puts of one key', async () => {
      const bodies = Array.from({ length: 8 }, (_, index) => Buffer.alloc(MiB + index, index));
      await Promise.all(bodies.map((body) => storage.put('shared', Readable.from(pieces(body, 65_537)), signal)));
      const found = await collect(await storage.get('shared', signal));
      expect(bodies.some((body) => body.equals(found))).toBe(true);
      expect(await keys(storage, '')).toEqual(['shared']);
    });

    it('reads ranges', async () => {
      await put('range', '0123456789');
      expect(await text('range', { start: 0, end: 1 })).toBe('0');
      expect(await text('range', { start: 3, end: 7 })).toBe('3456');
      expect(await text('range', { start: 8 })).toBe('89');
      expect(await text('range', { start: 8, end: 100 })).toBe('89');
      expect(await text('range', { start: 4, end: 4 })).toBe('');
      expect(await text('range', { start: 10 })).toBe('');
      expect(await text('range', { start: 50, end: 60 })).toBe('');
    });

    it('lists in the order of code points, all of it and only it', async () => {
      const all = ['a-b/x', 'a.txt', 'a/b/c', 'a/b/d', 'a/b0', 'a0', 'B', 'ab/x', '\u{FFFD}x', '\u{1F6A2}'];
      for (const key of all.toSorted(() => -1)) await put(key, key);
      expect(await keys(storage, '')).toEqual([
        'B',
        'a-b/x',
        'a.txt',
        'a/b/c',
        'a/b/d',
        'a/b0',
        'a0',
        'ab/x',
        '\u{FFFD}x',
        '\u{1F6A2}',
      ]);
      expect(await keys(storage, 'a/')).toEqual(['a/b/c', 'a/b/d', 'a/b0']);
      expect(await keys(storage, 'a/b/')).toEqual(['a/b/c', 'a/b/d']);
      expect(await codeOf(collectKeys(storage.list('a', signal)))).toBe('storage-failed');
    });

    it('lists sizes', async () => {
      await put('one', 'x');
      await put('folder/three', 'xxx');
      const found = [];
      for await (const { key, bytes } of storage.list('', signal)) found.push({ key, bytes });
      expect(found).toEqual([
        { key: 'folder/three', bytes: 3 },
        { key: 'one', bytes: 1 },
      ]);
    });

    it('lists one level when asked to', async () => {
      for (const key of ['a/b/c', 'a/b/d', 'a/e', 'f', 'a-b/x']) await put(key, key);
      expect(await keys(storage, '', true)).toEqual(['a-b/', 'a/', 'f']);
      expect(await keys(storage, 'a/', true)).toEqual(['a/b/', 'a/e']);
    });

    it('lists more keys than fit on one page', async () => {
      const all = Array.from({ length: 1234 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
      for (let from = 0; from < all.length; from += 50) await Promise.all(all.slice(from, from + 50).map((key) => put(key, '')));
      expect(await keys(storage, 'many/')).toEqual(all);
      expect(await keys(storage, 'many/', true)).toEqual(all);
    });

    it('deletes, and deletes what is absent', async () => {
      await put('a/b/c', 'x');
      await put('a/d', 'x');
      await storage.delete('a/b/c', signal);
      await storage.delete('a/b/c', signal);
      await storage.delete('never/was/there', signal);
      expect(await storage.head('a/b/c', signal)).toBeUndefined();
      expect(await keys(storage, '')).toEqual(['a/d']);
      expect(await keys(storage, 'a/', true)).toEqual(['a/d']);
      await storage.delete('a/d', signal);
      expect(await keys(storage, '', true)).toEqual([]);
    });

    it('puts beside deletes that empty the folder', async () => {
      const rounds = Array.from({ length: 50 }, (_, index) => index);
      await Promise.all(
        rounds.flatMap((round) => [
          put(`busy/folder/${round}`, 'x').then(() => storage.delete(`busy/folder/${round}`, signal)),
          put(`busy/kept/${round}`, 'x'),
        ]),
      );
      expect(await keys(storage, 'busy/')).toHaveLength(50);
    });

    it.each([
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
    ])('takes the odd key %j', async (key) => {
      await put(key, key);
      expect(await text(key)).toBe(key);
      expect(await storage.head(key, signal)).toMatchObject({ key });
      expect(await keys(storage, '')).toEqual([key]);
      await storage.delete(key, signal);
      expect(await keys(storage, '')).toEqual([]);
    });

    it.each([
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
    ])('refuses the key %j', async (key) => {
      const body = endless();
      expect(await codeOf(storage.put(key, body, signal))).toBe('storage-failed');
      expect(body.destroyed).toBe(true);
      expect(await codeOf(storage.get(key, signal))).toBe('storage-failed');
      expect(await codeOf(storage.head(key, signal))).toBe('storage-failed');
      expect(await codeOf(storage.delete(key, signal))).toBe('storage-failed');
    });

    it('moves large bodies in bounded memory', async () => {
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
      expect(await storage.put('large', body, signal)).toBe(total);
      const read = createHash('sha256');
      for await (const piece of (await storage.get('large', signal)) as AsyncIterable<Buffer>) {
        read.update(piece);
        watch();
      }
      expect(read.digest('hex')).toBe(written.digest('hex'));
      expect(peak).toBeLessThan(200 * MiB);
    });

    it('sweeps without touching what is there', async () => {
      await put('a/key', 'x');
      await expect(storage.put('a/failed', failing(MiB, new Error('broken')), signal)).rejects.toThrow('broken');
      await storage.sweep('a/', signal);
      await storage.sweep('', signal, new Date());
      await storage.sweep('absent/', signal);
      expect(await keys(storage, '')).toEqual(['a/key']);
    });

    it('tells how much room is left, or that it does not know', async () => {
      const free = await storage.free(signal);
      expect(free === undefined || free > 0).toBe(true);
    });
  });
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function collectKeys(list: AsyncIterable<{ key: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of list) found.push(key);
  return found;
}

const keys = (storage: Storage, prefix: string, shallow = false): Promise<string[]> =>
  collectKeys(storage.list(prefix, new AbortController().signal, { shallow }));

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (AppError.is(error)) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

function* pieces(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** Gives some bytes, and fails. */
const failing = (bytes: number, error: Error): Readable =>
  Readable.from(
    (async function* () {
      yield Buffer.alloc(bytes);
      await new Promise((resolve) => setImmediate(resolve));
      throw error;
    })(),
  );

const endless = (): Readable =>
  new Readable({
    read() {
      setImmediate(() => this.push(Buffer.alloc(64 << 10)));
    },
  });
