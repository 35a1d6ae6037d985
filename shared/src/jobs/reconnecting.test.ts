import { expect, test } from 'vitest';
import { plainContext } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Host } from '../hosts/host.ts';
import { reconnecting } from './reconnecting.ts';

const cut = new AppError('host-unreachable.cut', { address: 'unix:///x' });

/** A host whose `stop` does this, and what was said of its connection. */
function hostThat(stop: () => Promise<void>): { host: Host; said: string[] } {
  const said: string[] = [];
  return { host: reconnecting({ stop } as unknown as Host, async (state) => void said.push(state)), said };
}

test('an act that may be done twice outlasts a lost connection, and says so', async () => {
  let calls = 0;
  const { host, said } = hostThat(async () => {
    calls += 1;
    if (calls < 3) throw cut;
  });
  await host.stop('c', plainContext());
  expect({ calls, said }).toEqual({ calls: 3, said: ['lost', 'back'] });
});

test('what cannot say that the connection is lost outlasts the loss all the same', async () => {
  let calls = 0;
  const stop = async (): Promise<void> => {
    calls += 1;
    if (calls < 3) throw cut;
  };
  const host = reconnecting({ stop } as unknown as Host, () => Promise.reject(new Error('the disk is full')));
  await host.stop('c', plainContext());
  expect(calls).toBe(3);
});

test('an act that succeeds while it is cancelled has been done, and its caller learns of it', async () => {
  const cancel = new AbortController();
  const { host } = hostThat(async () => cancel.abort());
  await expect(host.stop('c', plainContext({ signal: cancel.signal }))).resolves.toBeUndefined();
});

test('a wait ends with the cancellation, as an error of ours; another failure is not waited for', async () => {
  const cancel = new AbortController();
  const { host, said } = hostThat(() => Promise.reject(cut));
  const stopped = host.stop('c', plainContext({ signal: cancel.signal }));
  setTimeout(() => cancel.abort(), 20);
  await expect(stopped).rejects.toSatisfy((error: unknown) => AppError.is(error));
  expect(said).toEqual(['lost']);
  const refused = new AppError('not-found.container', { container: 'c' });
  await expect(hostThat(() => Promise.reject(refused)).host.stop('c', plainContext())).rejects.toBe(refused);
});
