import { describe, expect, test, vi } from 'vitest';
import { backupEvents } from '../../test/support/answers.ts';
import type { Api } from '../src/api/contract.ts';
import { AppError } from '../src/errors.ts';
import { Client } from './client.ts';

/** Only what a test answers; the rest is never called. */
const api = (answers: Partial<Api>): Api => answers as Api;

describe('what the screens know', () => {
  test('an answer is asked again when what it is about has changed, and the old one stays until then', async () => {
    let asked = 0;
    const client = new Client(api({}));
    client.watch('key', ['jobs'], () => Promise.resolve((asked += 1)));
    expect(client.answer('key')).toEqual({ asking: true });
    await vi.waitFor(() => expect(client.answer('key')).toEqual({ value: 1, asking: false }));
    client.renew('containers');
    expect(client.answer('key')).toEqual({ value: 1, asking: false });
    client.renew('jobs');
    expect(client.answer('key')).toEqual({ value: 1, asking: true });
    await vi.waitFor(() => expect(client.answer('key')).toEqual({ value: 2, asking: false }));
  });

  test('what nobody looks at any more is not asked again', () => {
    const ask = vi.fn<() => Promise<number>>(() => Promise.resolve(1));
    const client = new Client(api({}));
    client.watch('key', ['jobs'], ask)();
    client.renew('jobs');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('an error says what is wrong; one of a lost connection does not take away what was known', async () => {
    const client = new Client(api({}));
    let answer = (): Promise<number> => Promise.resolve(1);
    client.watch('key', ['jobs'], () => answer());
    await vi.waitFor(() => expect(client.answer('key').value).toBe(1));
    answer = () => Promise.reject(new AppError('host-unreachable.engine-gone', {}));
    client.renew('jobs');
    client.lose();
    expect(client.answer('key').value).toBe(1);
    answer = () => Promise.reject(new AppError('not-found.job', { job: 'j' }));
    client.regain(api({}));
    await vi.waitFor(() => expect(client.answer('key').error?.code).toBe('not-found'));
    expect(client.connected).toBe(true);
  });

  test('a job is followed over a lost connection from where it was', async () => {
    const from: (number | undefined)[] = [];
    const events = (until: number): Api['events'] =>
      async function* ({ after }) {
        from.push(after);
        yield* backupEvents.slice(after ?? 0, until);
        if (until < backupEvents.length) throw new AppError('host-unreachable.engine-gone', {});
      };
    const client = new Client(api({ events: events(3) }));
    client.follow('j-1');
    await vi.waitFor(() => expect(client.story('j-1').view.seq).toBe(3));
    client.regain(api({ events: events(Infinity) }));
    await vi.waitFor(() => expect(client.story('j-1').view.ended?.outcome).toBe('succeeded'));
    expect(from).toEqual([0, 3]);
  });

  describe('of what changes', () => {
    /** The hosts that are heard, in the order in which that began, without those whose hearing ended. */
    function hearing(hosts: () => Promise<string[]>): { heard: string[]; client: Client; api: Api } {
      const heard: string[] = [];
      const answers = api({
        hosts: async () =>
          (await hosts()).map((name) => ({ name, address: '', default: false, source: 'configuration' as const })),
        async *changes({ host = '' }, { signal } = {}) {
          heard.push(host);
          yield { what: 'jobs' };
          await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
          heard.splice(heard.indexOf(host), 1);
        },
      });
      return { heard, client: new Client(answers), api: answers };
    }

    test('a host that is added is heard as well, and one that is removed no longer', async () => {
      let hosts = ['a', 'b'];
      const { heard, client, api } = hearing(() => Promise.resolve(hosts));
      client.listen();
      await vi.waitFor(() => expect(heard).toEqual(['a', 'b']));
      hosts = ['b', 'c'];
      client.renew('configuration');
      await vi.waitFor(() => expect(heard).toEqual(['b', 'c']));
      client.regain(api);
      await vi.waitFor(() => expect(heard).toEqual(['b', 'c']));
      client.close();
      await vi.waitFor(() => expect(heard).toEqual([]));
    });

    test('hosts that could not be listed once are listed again', async () => {
      vi.useFakeTimers();
      try {
        const answers = [Promise.reject(new AppError('usage.docker-config', { path: 'p' })), Promise.resolve(['a'])];
        const { heard, client } = hearing(() => answers.shift() ?? Promise.resolve(['a']));
        client.listen();
        await vi.advanceTimersByTimeAsync(10_000);
        expect(heard).toEqual(['a']);
        client.close();
      } finally {
        vi.useRealTimers();
      }
    });
  });
});
