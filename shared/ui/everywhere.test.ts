import { describe, expect, test, vi } from 'vitest';
import type { HostSummary, RepositorySummary } from '../src/api/answers.ts';
import type { Api } from '../src/api/contract.ts';
import { stack } from '../../test/support/answers.ts';
import { AppError } from '../src/errors.ts';
import { Client } from './client.ts';
import { snapshotsOfAll, stacksOfAll } from './everywhere.ts';

const { signal } = new AbortController();
const hosts = [{ name: 'local' }, { name: 'prod' }] as HostSummary[];
const repositories = [{ name: 'local' }, { name: 'nas' }] as RepositorySummary[];

/** The second of two fails with this. */
function failing(error: AppError): Api {
  const answer = async <T>(name: string, value: T): Promise<T> => {
    if (name === 'prod' || name === 'nas') throw error;
    return value;
  };
  const api: Partial<Api> = {
    hosts: async () => hosts,
    repositories: async () => repositories,
    stacks: ({ host = '' }) => answer(host, [stack]),
    snapshots: ({ repo = '' }) => answer(repo, { items: [], warnings: [] }),
  };
  return api as Api;
}

describe('what is known of all hosts and repositories', () => {
  test('one that does not answer hides none of the others', async () => {
    const api = failing(new AppError('not-found.job', { job: 'j' }));
    expect(await stacksOfAll(api, signal)).toMatchObject([{ stacks: [stack] }, { stacks: [], error: { code: 'not-found' } }]);
    expect(await snapshotsOfAll(api, signal)).toMatchObject([{ saved: [] }, { saved: [], error: { code: 'not-found' } }]);
  });

  test('a connection that is lost while they are asked is no answer of theirs', async () => {
    const api = failing(new AppError('host-unreachable.engine-gone', {}));
    await expect(stacksOfAll(api, signal)).rejects.toMatchObject({ key: 'host-unreachable.engine-gone' });
    await expect(snapshotsOfAll(api, signal)).rejects.toMatchObject({ key: 'host-unreachable.engine-gone' });
  });

  test('stacks stay on the screen when the connection is lost while they are asked again', async () => {
    const { promise: lost, reject } = Promise.withResolvers<never>();
    const stacks = vi.fn<Api['stacks']>().mockResolvedValueOnce([stack]).mockReturnValueOnce(lost);
    const api: Partial<Api> = { hosts: async () => hosts.slice(0, 1), stacks };
    const client = new Client(api as Api);
    client.watch('stacks', ['containers'], stacksOfAll);
    await vi.waitFor(() => expect(client.answer('stacks').asking).toBe(false));
    client.renew('containers');
    await vi.waitFor(() => expect(stacks).toHaveBeenCalledTimes(2));
    reject(new AppError('host-unreachable.engine-gone', {}));
    client.lose();
    await expect(lost).rejects.toMatchObject({ code: 'host-unreachable' });
    expect(client.answer('stacks').value).toMatchObject([{ stacks: [stack] }]);
  });
});
