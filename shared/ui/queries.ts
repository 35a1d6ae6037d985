import { useEffect } from 'react';
import type { JobSummary } from '../src/model/job.ts';
import type { Answer } from './client.ts';
import { useAnswer, useSurroundings } from './context.ts';
import { type HostStacks, type RepositorySnapshots, snapshotsOfAll, stacksOfAll } from './everywhere.ts';

/** Returns the stacks of every host, asked again when one of them, a snapshot or the configuration has changed. */
export const useStacks = (): Answer<HostStacks[]> =>
  useAnswer('stacks', ['containers', 'snapshots', 'configuration'], stacksOfAll);

/** Returns the snapshots of every repository, asked again when one of them or the configuration has changed. */
export const useSnapshots = (): Answer<RepositorySnapshots[]> =>
  useAnswer('saved', ['snapshots', 'configuration'], snapshotsOfAll);

/**
 * Returns the newest jobs of the core's data folder, newest first, whichever program or user began them. Those that run are
 * followed, so that their end shows.
 */
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
