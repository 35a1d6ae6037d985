import { fromErrorInfo } from '@longshore/shared/errors';
import { type RepositorySnapshots, snapshotsOfAll } from '@longshore/shared/ui/everywhere.ts';
import type { Session } from './session.ts';

/**
 * Resolves with the snapshots of each repository, newest first. One that cannot be read has its error in their place, unless no
 * snapshot is found in the others: then this rejects with that error, as it does when the repositories cannot be listed.
 */
export async function snapshotsEverywhere({ api }: Pick<Session, 'api'>): Promise<RepositorySnapshots[]> {
  const all = await snapshotsOfAll(await api(), new AbortController().signal);
  const failed = all.find(({ error }) => error)?.error;
  if (failed && all.every(({ saved }) => saved.length === 0)) throw fromErrorInfo(failed);
  return all;
}
