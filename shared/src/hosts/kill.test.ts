import { expect, test } from 'vitest';
import { plainContext } from '../context.ts';
import { DockerApi } from './dockerApi.ts';
import { killMarked } from './kill.ts';
import { KnownDocker } from './knownDocker.ts';

/** Where no Docker Engine is. */
const nowhere = new KnownDocker(new DockerApi({ type: 'socket', path: '/longshore/no/such.sock' }));

test('what ends by a cancellation says so', async () => {
  const ctx = plainContext({ signal: AbortSignal.abort() });
  await expect(killMarked(nowhere, 'c', 'A=b', ctx)).rejects.toMatchObject({ code: 'cancelled' });
});

test('a connection that is lost is said to be lost', async () => {
  await expect(killMarked(nowhere, 'c', 'A=b', plainContext())).rejects.toMatchObject({ code: 'host-unreachable' });
});
