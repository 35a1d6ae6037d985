import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

test('what flows is collected, all of it at first and the newest after that, and nothing where that cannot be had', async () => {
  // It counts for a whole process, in which other tests have let bytes flow.
  vi.resetModules();
  const { flowed } = await import('./collectMemory.ts');
  vi.stubGlobal('gc', undefined);
  flowed(1 << 20);
  const asked: unknown[] = [];
  vi.stubGlobal('gc', (options: { type: string }) => void asked.push(options.type));
  for (let chunk = 0; chunk < 8 * 1024 * 16; chunk += 1) flowed(64 << 10);
  expect(asked).toHaveLength(512);
  expect(asked[0]).toBe('major');
  expect(asked.filter((type) => type === 'major')).toHaveLength(32);
});
