import { expect, test } from 'vitest';
import { type Api, protocol } from './contract.ts';
import type { Channel } from './channel.ts';
import { connect, serve } from './rpc.ts';

/** Two ends in one process, and what went from the first to the second. */
function pair(): { client: Channel; server: Channel; sent: string[] } {
  type End = { received: (text: string) => void; closed: () => void };
  const ends: (End | undefined)[] = [undefined, undefined];
  const sent: string[] = [];
  let open = true;
  const end = (own: number, other: number): Channel => ({
    send(text) {
      if (!open) return;
      if (own === 0) sent.push(text);
      queueMicrotask(() => open && ends[other]?.received(text));
    },
    listen(received, closed) {
      ends[own] = { received, closed };
    },
    close() {
      if (!open) return;
      open = false;
      queueMicrotask(() => ends.forEach((each) => each?.closed()));
    },
  });
  return { client: end(0, 1), server: end(1, 0), sent };
}

const hello: Api['hello'] = () => Promise.resolve({ protocol, version: '1', role: 'operate' });

test('when the channel closes, what runs on the serving side is aborted', async () => {
  const { client, server } = pair();
  const aborted: string[] = [];
  const api: Partial<Api> = {
    hello,
    hosts: (_, { signal } = {}) => new Promise(() => signal?.addEventListener('abort', () => aborted.push('call'))),
    async *events(_, { signal } = {}) {
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
      aborted.push('events');
      yield* [];
    },
  };
  serve(api as Api, server);
  const remote = await connect(client);
  const call = remote.hosts({}).catch((error: unknown) => error);
  const iterator = remote.events({ job: 'j' })[Symbol.asyncIterator]();
  const events = iterator.next().catch((error: unknown) => error);
  await remote.hello({ protocol });
  client.close();
  expect(await Promise.all([call, events])).toEqual([
    expect.objectContaining({ key: 'host-unreachable.engine-gone' }),
    expect.objectContaining({ key: 'host-unreachable.engine-gone' }),
  ]);
  expect(aborted.sort()).toEqual(['call', 'events']);
});

test('a second call under the id of one that runs closes the channel', async () => {
  const { client, server } = pair();
  serve({ hello, hosts: () => new Promise(() => undefined) } as unknown as Api, server);
  const closed = new Promise<void>((resolve) => client.listen(() => undefined, resolve));
  const call = { type: 'call', params: {} };
  client.send(JSON.stringify({ ...call, id: 1, method: 'hello', params: { protocol } }));
  client.send(JSON.stringify({ ...call, id: 2, method: 'hosts' }));
  client.send(JSON.stringify({ ...call, id: 2, method: 'hosts' }));
  await expect(closed).resolves.toBeUndefined();
});

test('a server of another protocol is refused by name', async () => {
  const { client, server } = pair();
  serve({ hello: () => Promise.resolve({ protocol: 2, version: '9', role: 'view' }) } as unknown as Api, server);
  await expect(connect(client)).rejects.toMatchObject({ key: 'incompatible.protocol', params: { client: protocol, server: 2 } });
});

test('a parameter that is not valid is not even sent', async () => {
  const { client, server, sent } = pair();
  serve({ hello } as unknown as Api, server);
  const remote = await connect(client);
  const before = sent.length;
  await expect(remote.job({} as { job: string })).rejects.toMatchObject({ key: 'usage.rpc-params' });
  expect(sent.length).toBe(before);
});
