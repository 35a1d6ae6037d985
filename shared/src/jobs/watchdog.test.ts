import { expect, test } from 'vitest';
import { startWatchdog } from './watchdog.ts';

test('one that does not stand ready is waited for no longer than the job goes on', async () => {
  const cancelled = new AbortController();
  // No Docker Engine answers at this address, and it takes time to find that out.
  const charge = {
    job: 'j',
    name: 'h',
    address: { type: 'tcp' as const, host: '192.0.2.1', port: 2375 },
    containers: [],
    limit: 1000,
  };
  const begun = performance.now();
  setTimeout(() => cancelled.abort(), 100);
  await expect(startWatchdog(charge, cancelled.signal)).rejects.toThrow('aborted');
  expect(performance.now() - begun).toBeLessThan(5000);
});
