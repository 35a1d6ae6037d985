import * as z from 'zod';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { killMarked } from './kill.ts';
import { labels } from './labels.ts';
import { remove } from './run.ts';

const Containers = z.array(z.object({ Id: z.string() }));
const Volumes = z.object({ Volumes: z.array(z.object({ Name: z.string() })).nullish() });

/** See {@link Host.sweep}. */
export async function sweep(on: Connection, job: string, containers: string[], ctx: Context): Promise<void> {
  const { engine } = on;
  const { signal } = ctx;
  const mine = `${labels.job}=${job}`;
  const filtered = (filters: object): { signal: AbortSignal; query: { all: boolean; filters: string } } => ({
    signal,
    query: { all: true, filters: JSON.stringify(filters) },
  });
  const helpers = await engine.json('GET', '/containers/json', Containers, filtered({ label: [mine, labels.helper] }));
  for (const { Id: id } of helpers) await remove(on, id, signal);

  const running = await engine.json('GET', '/containers/json', Containers, filtered({ status: ['running'] }));
  for (const { Id: id } of running) if (containers.includes(id)) await killMarked(on, id, `LONGSHORE_JOB=${job}`, ctx);

  const { Volumes: volumes } = await engine.json('GET', '/volumes', Volumes, filtered({ label: [mine] }));
  for (const { Name: name } of volumes ?? []) {
    await engine.send('DELETE', `/volumes/${encodeURIComponent(name)}`, { signal }).catch((error: unknown) => {
      if (!AppError.is(error, 'not-found')) throw error;
    });
  }
}
