import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api, ParamsOf } from '../../shared/src/api/contract.ts';
import { createCore } from '../../shared/src/core/core.ts';
import type { JobEvent } from '../../shared/src/model/job.ts';

export type Ended = Extract<JobEvent, { type: 'ended' }>;

/** The last event of a job, once it has come. */
export async function endOf(api: Api, job: string): Promise<Ended> {
  let last: JobEvent | undefined;
  for await (const event of api.events({ job })) last = event;
  if (last?.type !== 'ended') throw new Error('the job did not end');
  return last;
}

export interface TestCore extends AsyncDisposable {
  api: Api & AsyncDisposable;
  dataDir: string;
  /** Plans, confirms, runs and follows to the end. */
  run(
    request: ParamsOf<'plan'>,
    options?: { env?: Record<string, string> },
  ): Promise<{ job: string; events: JobEvent[]; ended: Ended }>;
}

/**
 * A core with a data folder and a configuration of its own, as another user on this machine would have. `socket`: another
 * way to Docker than the usual one. `config`: the configuration, for the folder that everything is in.
 */
export async function openCore(options: { socket?: string; config?: (folder: string) => string } = {}): Promise<TestCore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'longshore-engine-'));
  // Jobs are processes: they find the same places by the environment.
  process.env['LONGSHORE_DATA'] = dataDir;
  process.env['LONGSHORE_CONFIG'] = '';
  process.env['XDG_CONFIG_HOME'] = dataDir;
  const { socket, config } = options;
  if (config) {
    await mkdir(join(dataDir, 'longshore'));
    await writeFile(join(dataDir, 'longshore', 'config.yaml'), config(dataDir));
  }
  const api = await createCore({ env: { ...process.env, ...(socket !== undefined && { DOCKER_HOST: `unix://${socket}` }) } });
  return {
    api,
    dataDir,
    async run(request, options = {}) {
      const plan = await api.plan(request);
      const confirm = plan.confirm.level === 'type' ? plan.confirm.text : true;
      Object.assign(process.env, options.env);
      const { job } = await api.run({ plan: plan.id, confirm }).finally(() => {
        for (const name of Object.keys(options.env ?? {})) Reflect.deleteProperty(process.env, name);
      });
      const events: JobEvent[] = [];
      for await (const event of api.events({ job })) events.push(event);
      const ended = events.at(-1);
      if (ended?.type !== 'ended') throw new Error('the job did not end');
      return { job, events, ended };
    },
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Fails with the job's own words when it did not succeed. */
export function succeeded(ended: Ended): NonNullable<Ended['result']> {
  if (ended.outcome !== 'succeeded' || !ended.result)
    throw new Error(`${ended.outcome}: ${JSON.stringify(ended.error, undefined, 2)}`);
  return ended.result;
}
