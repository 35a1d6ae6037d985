import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../../shared/src/storage/checks/check.ts';
import { emptyAll, storageChecks } from '../../shared/src/storage/checks/run.ts';
import type { Storage } from '../../shared/src/storage/storage.ts';

/**
 * What every storage must do: the checks that `longshore repo test` runs, and those that are too heavy for it. `open` gives
 * a storage that is empty; it may be a fresh prefix of a bucket that others use.
 */
export function describeStorage(name: string, open: () => Promise<Storage>): void {
  describe(`storage: ${name}`, () => {
    const { signal } = new AbortController();
    let storage: Storage;

    beforeEach(async () => {
      storage = await open();
    });

    afterEach(async () => {
      await emptyAll(storage, signal);
      await storage[Symbol.asyncDispose]();
    });

    it('lets go of what is opened and not read', async () => {
      await storage.put('key', Readable.from([Buffer.alloc(1 << 20)]), signal);
      // More than a bucket has connections. Those that are not given back are missing until the endpoint has been silent for a minute.
      const limit = AbortSignal.timeout(30_000);
      for (let time = 0; time < 50; time += 1) (await storage.get('key', limit)).destroy();
      let bytes = 0;
      for await (const chunk of (await storage.get('key', limit)) as AsyncIterable<Buffer>) bytes += chunk.length;
      expect(bytes).toBe(1 << 20);
    });

    it.each(storageChecks)('$title', async (check) => {
      await expect(check.run(new Bench(storage, signal))).resolves.toBeUndefined();
    });
  });
}
