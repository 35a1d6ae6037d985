import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Api, protocol } from '../../shared/src/api/contract.ts';
import type { Channel } from '../../shared/src/api/channel.ts';
import { AppError } from '../../shared/src/errors.ts';
import type { JobEvent } from '../../shared/src/model/job.ts';
import { connect } from '../../shared/src/api/rpc.ts';
import { long } from './apiFake.ts';

/** A channel to a fresh process, thread or server that serves `fakeApi()`. */
export interface Transport extends AsyncDisposable {
  channel: Channel;
  /** Kills the other side, as a crash would. */
  crash(): void;
}

const collect = async (events: AsyncIterable<JobEvent>): Promise<JobEvent[]> => {
  const all: JobEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};

/** What every transport of the Api must do. */
export function describeApi(name: string, open: () => Promise<Transport>): void {
  describe(`the Api over ${name}`, () => {
    let transport: Transport;
    beforeEach(async () => {
      transport = await open();
    });
    afterEach(() => transport[Symbol.asyncDispose]());

    const connected = (): Promise<Api> => connect(transport.channel);
    const failure = async (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => Promise.reject(new Error('did not fail')),
        (error: unknown) => error,
      );
    /** What happened on the other side: aborted calls, closed iterations, the last event that was asked of the core. */
    const seen = async (api: Api, what: 'aborted' | 'closed' | 'sent'): Promise<number> => {
      const hosts = await api.hosts({});
      return Number(hosts.find((host) => host.name === what)?.address);
    };
    const until = async (reached: () => Promise<boolean>): Promise<void> => {
      while (!(await reached())) await setTimeout(5);
    };

    test('says hello with versions and role', async () => {
      const api = await connected();
      expect(await api.hello({ protocol })).toEqual({ protocol, version: '1.2.3', role: 'operate' });
    });

    test('answers calls that overlap', async () => {
      const api = await connected();
      const slow = new AbortController();
      const waiting = failure(api.stacks({ host: 'slow' }, { signal: slow.signal }));
      expect(await Promise.all([api.hosts({}), api.cancel({ job: 'j' })])).toEqual([expect.any(Array), {}]);
      slow.abort();
      await waiting;
    });

    test('an error arrives with code, words, parameters, hint and detail', async () => {
      const api = await connected();
      const error = await failure(api.stacks({}));
      expect(AppError.is(error, 'host-unreachable')).toBe(true);
      expect(error).toMatchObject({
        key: 'host-unreachable.no-engine',
        params: { address: 'unix:///x\n"y"' },
        hint: { key: 'hint.start-docker', params: {} },
        detail: 'ENOENT',
      });
    });

    test('a bug arrives as a bug', async () => {
      const api = await connected();
      expect(await failure(api.stacks({ host: 'bug' }))).toMatchObject({
        key: 'internal.bug',
        detail: expect.stringContaining('x is not a function') as unknown,
      });
    });

    test('cancelling reaches the other side', async () => {
      const api = await connected();
      const abort = new AbortController();
      const waiting = failure(api.stacks({ host: 'slow' }, { signal: abort.signal }));
      await api.hosts({});
      abort.abort();
      expect(await waiting).toMatchObject({ key: 'cancelled.by-user' });
      expect(await seen(api, 'aborted')).toBe(1);
    });

    test('what is cancelled before it is sent is not sent', async () => {
      const api = await connected();
      expect(await failure(api.stacks({ host: 'slow' }, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' });
      expect(await seen(api, 'aborted')).toBe(0);
    });

    test('parameters that are not valid are refused by both sides', async () => {
      const api = await connected();
      const wrong = { job: 5 } as unknown as { job: string };
      expect(await failure(api.cancel(wrong))).toMatchObject({ key: 'usage.rpc-params', params: { method: 'cancel' } });
    });

    test('an answer that is not valid is refused', async () => {
      const api = await connected();
      expect(await failure(api.stacks({ host: 'wrong' }))).toMatchObject({
        key: 'internal.rpc-result',
        params: { method: 'stacks' },
      });
    });

    test('what the contract does not name stays on the other side', async () => {
      const api = await connected();
      expect(await api.repositories({})).toEqual([{ name: 'local', location: '/data', default: true }]);
    });

    test('events come in order, to the end', async () => {
      const api = await connected();
      const events = await collect(api.events({ job: 'short' }));
      expect(events.map((event) => event.seq)).toEqual([1, 2, 3]);
      expect(events[0]).toMatchObject({ type: 'note', message: { params: { text: 'ä\n"' } } });
    });

    test('events resume after a sequence number', async () => {
      const api = await connected();
      const events = await collect(api.events({ job: 'short', after: 2 }));
      expect(events.map((event) => event.seq)).toEqual([3]);
    });

    test('changes are told until nobody listens any more', async () => {
      const api = await connected();
      const abort = new AbortController();
      for await (const change of api.changes({}, { signal: abort.signal })) {
        expect(change).toEqual({ what: 'jobs' });
        abort.abort();
      }
      await until(async () => (await seen(api, 'aborted')) === 1);
      expect(await seen(api, 'aborted')).toBe(1);
    });

    test('an error ends the events', async () => {
      const api = await connected();
      expect(await failure(collect(api.events({ job: 'unknown' })))).toMatchObject({
        key: 'not-found.job',
        params: { job: 'unknown' },
      });
    });

    test('leaving the events, or aborting them, ends them on the other side too', async () => {
      const api = await connected();
      for await (const event of api.events({ job: 'quiet' })) if (event.seq === 2) break;
      await until(async () => (await seen(api, 'closed')) === 1);
      const abort = new AbortController();
      for await (const event of api.events({ job: 'quiet' }, { signal: abort.signal })) if (event.seq === 3) abort.abort();
      await until(async () => (await seen(api, 'closed')) === 2);
      expect(await seen(api, 'closed')).toBe(2);
    });

    test('a reader that is slow holds the other side back, and loses nothing', async () => {
      const api = await connected();
      const reader = api.events({ job: long.job })[Symbol.asyncIterator]();
      await reader.next();
      // Every answer comes after the events that were sent before it.
      let sent = 0;
      await until(async () => {
        const before = sent;
        sent = await seen(api, 'sent');
        return sent === before;
      });
      expect(sent * long.size).toBeLessThan(1_100_000);
      expect(sent * long.size).toBeGreaterThan(900_000);
      let count = 1;
      while (!(await reader.next()).done) count += 1;
      expect(count).toBe(long.notes);
    });

    test('when this side closes, what is pending fails', async () => {
      const api = await connected();
      const waiting = failure(api.stacks({ host: 'slow' }));
      const events = failure(collect(api.events({ job: 'quiet' })));
      transport.channel.close();
      expect(await waiting).toMatchObject({ key: 'host-unreachable.engine-gone' });
      expect(await events).toMatchObject({ key: 'host-unreachable.engine-gone' });
      expect(await failure(api.hosts({}))).toMatchObject({ key: 'host-unreachable.engine-gone' });
    });

    test('when the other side dies, what is pending fails', async () => {
      const api = await connected();
      const waiting = failure(api.stacks({ host: 'slow' }));
      const events = failure(collect(api.events({ job: 'quiet' })));
      transport.crash();
      expect(await waiting).toMatchObject({ key: 'host-unreachable.engine-gone' });
      expect(await events).toMatchObject({ key: 'host-unreachable.engine-gone' });
    });

    describe('on the wire', () => {
      /** Sends texts as they are and gives the first answers. */
      const talk = (texts: unknown[], answers: number): Promise<unknown[]> =>
        new Promise((resolve) => {
          const received: unknown[] = [];
          const { channel } = transport;
          const take = (text: unknown): void => {
            received.push(text);
            if (received.length === answers) resolve(received);
          };
          channel.listen(
            (text) => take(JSON.parse(text)),
            () => take('closed'),
          );
          for (const text of texts) channel.send(typeof text === 'string' ? text : JSON.stringify(text));
        });
      const hello = { type: 'call', id: 1, method: 'hello', params: { protocol } };

      test('a client of another protocol is refused by name', async () => {
        const [answer] = await talk([{ ...hello, params: { protocol: 99 } }], 1);
        expect(answer).toMatchObject({
          type: 'error',
          id: 1,
          error: { message: { key: 'incompatible.protocol', params: { client: 99 } } },
        });
      });

      test('nothing is answered before hello', async () => {
        const [answer] = await talk([{ type: 'call', id: 1, method: 'hosts', params: {} }], 1);
        expect(answer).toMatchObject({ error: { message: { key: 'incompatible.no-hello' } } });
      });

      test('a method that is not in the contract is refused', async () => {
        const unknown = ['constructor', 'toString', 'nothing'].map((method, at) => ({
          type: 'call',
          id: at + 2,
          method,
          params: {},
        }));
        const answers = await talk([hello, ...unknown], 4);
        for (const { id, method } of unknown) {
          const error = { message: { key: 'unsupported.rpc-method', params: { method } } };
          expect(answers).toContainEqual(expect.objectContaining({ id, error: expect.objectContaining(error) as unknown }));
        }
      });

      test('parameters that are not valid do not reach the engine', async () => {
        const [, answer] = await talk([hello, { type: 'call', id: 2, method: 'cancel', params: { job: 5 } }], 2);
        expect(answer).toMatchObject({ error: { code: 'usage', message: { key: 'usage.rpc-params' } } });
      });

      test.each(['not JSON', '{"type":"call"}', '[]'])('who sends %s is cut off', async (text) => {
        expect(await talk([text], 1)).toEqual(['closed']);
      });
    });
  });
}
