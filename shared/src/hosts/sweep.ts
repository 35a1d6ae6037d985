import * as z from 'zod';
import type { Context } from '../context.ts';
import type { KnownDocker } from './knownDocker.ts';
import { killMarked } from './kill.ts';
import { labels } from './labels.ts';
import { remove } from './run.ts';
import { removeVolume } from './volumes.ts';

const Containers = z.array(z.object({ Id: z.string() }));
const Volumes = z.object({ Volumes: z.array(z.object({ Name: z.string() })).nullish() });

/**
 * Removes what a job left behind on the host. Goes on past what cannot be removed or killed, and rejects with the first such
 * failure at the end; with what Docker's lists fail with at once. See {@link Host.sweep}.
 */
export async function sweep(on: KnownDocker, job: string, containers: string[], ctx: Context): Promise<void> {
  const { api } = on;
  const { signal } = ctx;
  const mine = `${labels.job}=${job}`;
  const where = (filters: object) => ({ signal, query: { all: true, filters: JSON.stringify(filters) } });
  const failures: unknown[] = [];
  const each = async (names: string[], act: (name: string) => Promise<void>): Promise<void> => {
    for (const name of names) await act(name).catch((error: unknown) => failures.push(error));
  };

  const helpers = await api.json('GET', '/containers/json', Containers, where({ label: [mine, labels.helper] }));
  await each(
    helpers.map(({ Id: id }) => id),
    (id) => remove(on, id, signal),
  );
  const listed = await api.json('GET', '/containers/json', Containers, where({ status: ['running'] }));
  const running = new Set(listed.map(({ Id: id }) => id));
  await each(
    containers.filter((id) => running.has(id)),
    (id) => killMarked(on, id, `LONGSHORE_JOB=${job}`, ctx),
  );
  const { Volumes: volumes } = await api.json('GET', '/volumes', Volumes, where({ label: [mine] }));
  await each(
    (volumes ?? []).map(({ Name: name }) => name),
    (name) => removeVolume(on, name, ctx),
  );
  if (failures.length > 0) throw failures[0];
}
