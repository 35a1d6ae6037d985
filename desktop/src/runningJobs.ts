import { setTimeout as sleep } from 'node:timers/promises';
import { powerSaveBlocker } from 'electron';
import type { Api } from '@longshore/shared/api/contract';
import type { JobEvent, JobSummary } from '@longshore/shared/model/job';

type Ended = Extract<JobEvent, { type: 'ended' }>;

/** Milliseconds until it is asked again where no core says that jobs begin. */
const pause = 5000;

/** The jobs that run: the machine does not sleep while there are any, and a notification says how each of them ended. */
export class RunningJobs {
  readonly #jobs = new Map<string, JobSummary>();
  readonly #told: (job: JobSummary, ended: Ended) => void;
  #awake: number | undefined;

  constructor(told: (job: JobSummary, ended: Ended) => void) {
    this.#told = told;
  }

  get all(): JobSummary[] {
    return [...this.#jobs.values()];
  }

  /** Follows the jobs that run until the core is gone, then resolves, at the latest after 5 seconds. Never rejects. */
  async watch(api: Api, isGone: () => boolean): Promise<void> {
    while (!isGone()) {
      try {
        await this.#look(api);
        for await (const { what } of api.changes({})) if (what === 'jobs') await this.#look(api);
      } catch {
        // Docker is not there; a job that began nevertheless is found by the next look.
        await sleep(pause);
      }
    }
  }

  async #look(api: Api): Promise<void> {
    let cursor: string | undefined;
    do {
      const { items, next } = await api.jobs({ limit: 100, ...(cursor !== undefined && { cursor }) });
      for (const job of items) if (job.state === 'running' && !this.#jobs.has(job.id)) void this.#follow(api, job);
      cursor = next;
      // Those that run are among the newest.
      if (!items.some(({ state }) => state === 'running')) return;
    } while (cursor !== undefined);
  }

  async #follow(api: Api, job: JobSummary): Promise<void> {
    this.#jobs.set(job.id, job);
    this.#awake ??= powerSaveBlocker.start('prevent-app-suspension');
    try {
      for await (const event of api.events({ job: job.id })) if (event.type === 'ended') this.#told(job, event);
    } catch {
      // The core's process has died; the job has not, and the next one finds it.
    } finally {
      this.#jobs.delete(job.id);
      if (this.#jobs.size === 0 && this.#awake !== undefined) {
        powerSaveBlocker.stop(this.#awake);
        this.#awake = undefined;
      }
    }
  }
}
