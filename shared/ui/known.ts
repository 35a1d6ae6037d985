import { useEffect } from 'react';
import type { Api, HostSummary, RepositorySummary, StackSummary } from '../src/api.ts';
import { toErrorInfo } from '../src/errors.ts';
import type { ErrorInfo } from '../src/model/error.ts';
import type { JobSummary } from '../src/model/job.ts';
import type { SnapshotSummary } from '../src/model/manifest.ts';
import type { Answer } from './client.ts';
import { useAnswer, useSurroundings } from './context.ts';
import type { Saved } from './restore/choices.ts';

/** A host and its stacks, or why they are not known. */
export interface HostStacks {
  host: HostSummary;
  stacks: StackSummary[];
  error?: ErrorInfo;
}

/** A repository and all of its snapshots, newest first, or why they are not known. */
export interface RepositorySnapshots {
  repository: RepositorySummary;
  saved: Saved[];
  error?: ErrorInfo;
}

const pageSize = 1000;

/** What runs on every host. One that does not answer hides none of the others. */
export const useStacks = (): Answer<HostStacks[]> =>
  useAnswer('stacks', ['containers', 'snapshots', 'configuration'], async (api, signal) => {
    const hosts = await api.hosts({}, { signal });
    return Promise.all(
      hosts.map(async (host): Promise<HostStacks> => {
        try {
          return { host, stacks: await api.stacks({ host: host.name }, { signal }) };
        } catch (error) {
          signal.throwIfAborted();
          return { host, stacks: [], error: toErrorInfo(error) };
        }
      }),
    );
  });

/** What is kept in every repository. */
export const useSnapshots = (): Answer<RepositorySnapshots[]> =>
  useAnswer('saved', ['snapshots', 'configuration'], async (api, signal) => {
    const repositories = await api.repositories({}, { signal });
    return Promise.all(
      repositories.map(async (repository): Promise<RepositorySnapshots> => {
        try {
          const all = await allOf(api, repository.name, signal);
          return { repository, saved: all.map((summary) => ({ ...summary, repo: repository.name })) };
        } catch (error) {
          signal.throwIfAborted();
          return { repository, saved: [], error: toErrorInfo(error) };
        }
      }),
    );
  });

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

/** The newest jobs, whoever started them. Those that run are followed, so that their end is heard. */
export function useJobs(limit = 200): Answer<JobSummary[]> {
  const { client } = useSurroundings();
  const answer = useAnswer(`jobs ${limit}`, ['jobs'], async (api, signal) => (await api.jobs({ limit }, { signal })).items);
  const running = (answer.value ?? [])
    .filter(({ state }) => state === 'running')
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    const stops = running
      .split(' ')
      .filter(Boolean)
      .map((job) => client.follow(job));
    return () => stops.forEach((stop) => stop());
  }, [client, running]);
  return answer;
}
