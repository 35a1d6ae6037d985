import type { Api } from '@longshore/shared/api/contract';
import { AppError } from '@longshore/shared/errors';
import type { SnapshotSummary } from '@longshore/shared/model/manifest';
import { expect, test } from 'vitest';
import { snapshot } from '../../test/support/answers.ts';
import { snapshotsEverywhere } from './snapshots.ts';

/** Of two repositories one cannot be read, and the other holds this, of which a page has at most two. */
const session = (held: SnapshotSummary[]): { api: () => Promise<Api> } => {
  const answers: Partial<Api> = {
    repositories: async () => ['nas', 'local'].map((name) => ({ name, location: `/${name}`, default: false })),
    async snapshots({ repo, cursor }) {
      if (repo === 'nas') throw new AppError('not-found.repository', { repository: 'nas', repositories: [] });
      const from = Number(cursor ?? 0);
      return { items: held.slice(from, from + 2), warnings: [], ...(from + 2 < held.length && { next: String(from + 2) }) };
    },
  };
  return { api: async () => answers as Api };
};

test('a repository that cannot be read hides none of the snapshots of the others, however many those are', async () => {
  const held = ['c', 'b', 'a'].map((reference) => ({ ...snapshot, reference }));
  const [nas, local] = await snapshotsEverywhere(session(held));
  expect(nas).toMatchObject({ saved: [], error: { code: 'not-found' } });
  expect(local?.saved.map(({ repo, reference }) => [repo, reference])).toEqual([
    ['local', 'c'],
    ['local', 'b'],
    ['local', 'a'],
  ]);
});

test('where no snapshot is found, a repository that cannot be read is what is said', async () => {
  await expect(snapshotsEverywhere(session([]))).rejects.toMatchObject({ key: 'not-found.repository' });
});
