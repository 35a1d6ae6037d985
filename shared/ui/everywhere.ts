import type { HostSummary, RepositorySummary, StackSummary } from '../src/api/answers.ts';
import type { Api } from '../src/api/contract.ts';
import { toErrorInfo } from '../src/errors.ts';
import type { ErrorInfo } from '../src/model/error.ts';
import type { SnapshotSummary } from '../src/model/manifest.ts';
import { isLost } from './client.ts';
import type { Saved } from './restore/choices.ts';

/** A host and its stacks, or why they are not known. */
export interface HostStacks {
  host: HostSummary;
  stacks: StackSummary[];
  error?: ErrorInfo;
}

/** A repository and those of its snapshots that can be read, newest first, or why they are not known. */
export interface RepositorySnapshots {
  repository: RepositorySummary;
  saved: Saved[];
  error?: ErrorInfo;
}

/** Returns whether every repository has answered: otherwise what is in none of these may have been saved. */
export const allAnswered = (repositories: readonly RepositorySnapshots[]): boolean => repositories.every(({ error }) => !error);

const pageSize = 1000;

/**
 * Resolves with the stacks of every host. One that does not answer has its error in their place and hides none of the others.
 * Rejects when the hosts cannot be listed, when the connection to the core is lost, and when the signal is aborted.
 */
export async function stacksOfAll(api: Api, signal: AbortSignal): Promise<HostStacks[]> {
  const hosts = await api.hosts({}, { signal });
  return Promise.all(
    hosts.map(async (host): Promise<HostStacks> => {
      try {
        return { host, stacks: await api.stacks({ host: host.name }, { signal }) };
      } catch (error) {
        return { host, stacks: [], error: ofOne(error, signal) };
      }
    }),
  );
}

/** Resolves with the snapshots of every repository in the same way, and rejects in the same way. */
export async function snapshotsOfAll(api: Api, signal: AbortSignal): Promise<RepositorySnapshots[]> {
  const repositories = await api.repositories({}, { signal });
  return Promise.all(
    repositories.map(async (repository): Promise<RepositorySnapshots> => {
      try {
        const all = await allOf(api, repository.name, signal);
        return { repository, saved: all.map((summary) => ({ ...summary, repo: repository.name })) };
      } catch (error) {
        return { repository, saved: [], error: ofOne(error, signal) };
      }
    }),
  );
}

/**
 * Returns what is wrong with one of several. Throws when the signal is aborted, and an error that says that the connection to the
 * core is lost: it is wrong with none of them, and as an answer it would take what is known from the screen.
 */
function ofOne(error: unknown, signal: AbortSignal): ErrorInfo {
  signal.throwIfAborted();
  if (isLost(error)) throw error;
  return toErrorInfo(error);
}

async function allOf(api: Api, repo: string, signal: AbortSignal): Promise<SnapshotSummary[]> {
  const found: SnapshotSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.snapshots({ repo, limit: pageSize, ...(cursor !== undefined && { cursor }) }, { signal });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
