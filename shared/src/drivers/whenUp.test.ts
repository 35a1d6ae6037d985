import { expect, test } from 'vitest';
import { plainContext } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Container } from '../hosts/container.ts';
import type { Host } from '../hosts/host.ts';
import { whenUp } from './whenUp.ts';

const refused = new AppError('tool-failed.valkey-connection', { service: 's' });
/** A machine on which each question finds the container in the next of these states; the last one stays. */
function machine(...states: Pick<Container, 'state' | 'startedAt'>[]): Host {
  let at = 0;
  return { container: () => Promise.resolve(states[Math.min(at++, states.length - 1)]) } as unknown as Host;
}
const answersAfter = (asked: number) => {
  let count = 0;
  return (): Promise<string> => ((count += 1) > asked ? Promise.resolve('up') : Promise.reject(refused));
};
const isPassing = (): boolean => true;

test.concurrent('one long pause of Docker before a restart is one restart, however often it is seen', async () => {
  const host = machine({ state: 'restarting', startedAt: '1' });
  await expect(whenUp(host, 'c', answersAfter(12), { isPassing }, plainContext())).resolves.toBe('up');
});

test.concurrent('a container that is started in vain again and again never comes up', async () => {
  const host = machine(...Array.from({ length: 9 }, (_, at) => ({ state: 'restarting' as const, startedAt: String(at) })));
  await expect(whenUp(host, 'c', answersAfter(20), { isPassing }, plainContext())).rejects.toBe(refused);
});

test.concurrent('within a limit it is waited for, whatever Docker does', async () => {
  const host = machine(...Array.from({ length: 9 }, (_, at) => ({ state: 'restarting' as const, startedAt: String(at) })));
  await expect(whenUp(host, 'c', answersAfter(9), { isPassing, limit: 60_000 }, plainContext())).resolves.toBe('up');
});

test('a container that has ended is not waited for', async () => {
  const host = machine({ state: 'exited', startedAt: '1' });
  await expect(whenUp(host, 'c', answersAfter(20), { isPassing, limit: 60_000 }, plainContext())).rejects.toBe(refused);
});
