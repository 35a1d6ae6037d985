import { expect, test } from 'vitest';
import { addressText } from './address.ts';
import { refusal } from './failure.ts';
import type { HostAddress } from './host.ts';
import { untilPaused } from './pause.ts';

const address: HostAddress = { type: 'socket', path: '/run/docker.sock' };
/** As Docker says it. */
const restless = refusal(500, 'Cannot pause container c: OCI runtime pause failed: unable to freeze: unknown', address);
const running = (): Promise<boolean> => Promise.resolve(false);

test('a container whose processes could not be stopped in time is paused again', async () => {
  let asked = 0;
  await untilPaused(running, async () => {
    asked += 1;
    if (asked < 3) throw restless;
  });
  expect(asked).toBe(3);
});

test('one that never comes to rest is given up, and any other refusal is one', async () => {
  let asked = 0;
  const pause = (error: Error) => () => {
    asked += 1;
    return Promise.reject(error);
  };
  await expect(untilPaused(running, pause(restless))).rejects.toBe(restless);
  expect(asked).toBe(5);
  const other = refusal(500, 'Cannot pause container c: disk full', address);
  await expect(untilPaused(running, pause(other))).rejects.toMatchObject({ params: { address: addressText(address) } });
  expect(asked).toBe(6);
});

test('one that is paused by now is not paused again', async () => {
  const paused = untilPaused(
    () => Promise.resolve(true),
    () => Promise.reject(restless),
  );
  await expect(paused).resolves.toBeUndefined();
});
