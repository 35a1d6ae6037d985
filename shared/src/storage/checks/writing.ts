import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import { MiB, type StorageCheck, codeOf, collectKeys, endless, failing, pieces } from './check.ts';

/** More than any storage of ours sends at once. */
const severalParts = 17 * MiB;
const twoParts = 9 * MiB;

export const writing: StorageCheck[] = [
  {
    title: 'gives back what was put, at once',
    async run(bench) {
      const { storage, signal } = bench;
      equal(await bench.put('a/b.txt', 'hello'), 5);
      equal(await bench.text('a/b.txt'), 'hello');
      const found = await storage.head('a/b.txt', signal);
      deepEqual([found?.key, found?.bytes], ['a/b.txt', 5]);
      ok(found?.modified instanceof Date);
      deepEqual(await bench.keys(), ['a/b.txt']);
    },
  },
  {
    title: 'stores an empty body',
    async run(bench) {
      equal(await bench.stream('empty', []), 0);
      equal(await bench.text('empty'), '');
      equal((await bench.storage.head('empty', bench.signal))?.bytes, 0);
    },
  },
  {
    title: 'keeps every byte',
    async run(bench) {
      for (const length of [3 * MiB + 17, severalParts]) {
        const bytes = randomBytes(length);
        equal(await bench.stream('bytes', pieces(bytes, 10_007)), length);
        ok((await bench.bytes('bytes')).equals(bytes), `${length} bytes came back changed`);
      }
    },
  },
  {
    title: 'replaces a key as a whole',
    async run(bench) {
      await bench.put('key', 'a long first version');
      await bench.put('key', 'second');
      equal(await bench.text('key'), 'second');
    },
  },
  {
    title: 'knows what is absent',
    async run(bench) {
      const { storage, signal } = bench;
      equal(await storage.head('absent', signal), undefined);
      equal(await storage.head('no/such/folder', signal), undefined);
      equal(await codeOf(storage.get('absent', signal)), 'not-found');
      equal(await codeOf(storage.get('no/such/folder', signal)), 'not-found');
      deepEqual(await bench.keys('no/such/folder/'), []);
    },
  },
  {
    title: 'shows a folder neither as an object nor with content',
    async run(bench) {
      const { storage, signal } = bench;
      await bench.put('folder/key', 'x');
      equal(await storage.head('folder', signal), undefined);
      equal(await codeOf(storage.get('folder', signal)), 'not-found');
    },
  },
  {
    title: 'shows a key only when its whole body is there',
    async run(bench) {
      const { storage, signal } = bench;
      const gate = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      const stored = bench.stream(
        'slow',
        (async function* () {
          for (let at = 0; at < twoParts; at += MiB) yield Buffer.alloc(MiB, 1);
          started.resolve();
          await gate.promise;
          yield Buffer.alloc(10, 2);
        })(),
      );
      await Promise.race([started.promise, stored]);
      equal(await storage.head('slow', signal), undefined);
      deepEqual(await bench.keys(), []);
      gate.resolve();
      equal(await stored, twoParts + 10);
      equal((await storage.head('slow', signal))?.bytes, twoParts + 10);
    },
  },
  {
    title: 'leaves no key when the body fails, and says why in its words',
    async run(bench) {
      const { storage, signal } = bench;
      const failure = new AppError('internal.bug', {});
      for (const length of [MiB, twoParts]) {
        await rejects(storage.put('failed', failing(length, failure), signal), (error) => error === failure);
        equal(await storage.head('failed', signal), undefined);
        deepEqual(await bench.keys(), []);
      }
    },
  },
  {
    title: 'leaves the old version when a new body fails',
    async run(bench) {
      await bench.put('key', 'old');
      await rejects(bench.storage.put('key', failing(MiB, new Error('broken')), bench.signal), /broken/);
      equal(await bench.text('key'), 'old');
    },
  },
  {
    title: 'takes a body that was cut for a failure, not for the end',
    async run(bench) {
      const body = new Readable({ read() {} });
      const stored = bench.storage.put('cut', body, bench.signal);
      body.push(Buffer.alloc(MiB));
      setImmediate(() => body.destroy());
      equal(await codeOf(stored), 'storage-failed');
      deepEqual(await bench.keys(), []);
    },
  },
  {
    title: 'ends with one whole body after concurrent puts of one key',
    async run(bench) {
      const bodies = Array.from({ length: 8 }, (_, index) => Buffer.alloc(MiB + index, index));
      await Promise.all(bodies.map((body) => bench.stream('shared', pieces(body, 65_537))));
      const found = await bench.bytes('shared');
      ok(bodies.some((body) => body.equals(found)));
      deepEqual(await bench.keys(), ['shared']);
    },
  },
  {
    title: 'stops when aborted, lets go of the body and leaves no key',
    async run(bench) {
      const abort = new AbortController();
      const body = endless();
      const stored = bench.storage.put('aborted', body, AbortSignal.any([abort.signal, bench.signal]));
      setImmediate(() => abort.abort());
      await rejects(stored, /abort/i);
      ok(body.destroyed);
      equal(await bench.storage.head('aborted', bench.signal), undefined);
      deepEqual(await bench.keys(), []);
    },
  },
  {
    title: 'does nothing for a signal that was aborted before',
    async run(bench) {
      const { storage } = bench;
      await bench.put('key', 'x');
      const aborted = AbortSignal.abort();
      const body = endless();
      await rejects(storage.put('other', body, aborted), /abort/i);
      ok(body.destroyed);
      await rejects(storage.get('key', aborted), /abort/i);
      await rejects(storage.head('key', aborted), /abort/i);
      await rejects(storage.delete('key', aborted), /abort/i);
      await rejects(collectKeys(storage.list('', aborted)), /abort/i);
      deepEqual(await bench.keys(), ['key']);
    },
  },
  {
    title: 'stops reading when aborted',
    async run(bench) {
      await bench.stream('large', pieces(Buffer.alloc(twoParts), MiB));
      const abort = new AbortController();
      const reading = await bench.storage.get('large', AbortSignal.any([abort.signal, bench.signal]));
      let bytes = 0;
      const read = async (): Promise<void> => {
        for await (const chunk of reading as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          abort.abort();
        }
      };
      await rejects(read(), /abort/i);
      ok(bytes < twoParts);
    },
  },
  {
    title: 'does not replace when asked not to',
    async run(bench) {
      equal(await bench.put('once', 'first', true), 5);
      equal(await codeOf(bench.put('once', 'second', true)), 'conflict');
      equal(await bench.text('once'), 'first');
      await bench.storage.delete('once', bench.signal);
      await bench.put('once', 'third', true);
      equal(await bench.text('once'), 'third');
    },
  },
  {
    title: 'lets exactly one of several exclusive puts succeed, where it says so',
    async run(bench) {
      const racers = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
      const outcomes = await Promise.allSettled(racers.map((body) => bench.put('prize', body, true)));
      const winners = racers.filter((_, index) => outcomes[index]?.status === 'fulfilled');
      ok(winners.length <= (bench.storage.capabilities.exclusivePut ? 1 : racers.length), `${winners.length} have won`);
      ok(winners.includes(await bench.text('prize')));
    },
  },
];
