import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '@longshore/shared/api/contract';
import { AppError } from '@longshore/shared/errors';
import { type JobSummary, type JobView, emptyView, reduce } from '@longshore/shared/model/job';

/** Milliseconds until a core that has died is asked again. */
const pause = 1000;

/**
 * Yields a job's state after each of its events, to its end or until the signal is aborted. The core that tells them may die and
 * come back meanwhile: it is asked again while it is gone. Throws as `api` and `events` reject otherwise.
 */
export async function* follow(api: () => Promise<Api>, job: string, signal: AbortSignal): AsyncGenerator<JobView> {
  let view = emptyView(job);
  while (!view.ended && !signal.aborted) {
    try {
      for await (const event of (await api()).events({ job, after: view.seq }, { signal })) {
        view = reduce(view, event);
        yield view;
      }
    } catch (error) {
      if (!AppError.is(error, 'host-unreachable')) throw error;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The 100 newest jobs of the core's data folder, whichever program began them; those that run are followed. */
export class JobFeed implements Disposable {
  list: readonly JobSummary[] = [];
  readonly #api: () => Promise<Api>;
  readonly #changed: () => void;
  readonly #ended: () => void;
  readonly #told: (view: JobView) => void;
  readonly #views = new Map<string, JobView>();
  #read: Promise<void> | undefined;
  /** Ids of the list, once it was read. */
  #known: ReadonlySet<string> | undefined;
  readonly #over = new AbortController();

  /**
   * `changed` is called when the list was read and for each event, `told` for each new step and the end. `ended` is called when a
   * job has ended, or can be followed no more: other lists may then have changed, too.
   */
  constructor(api: () => Promise<Api>, on: { changed: () => void; told: (view: JobView) => void; ended: () => void }) {
    this.#api = api;
    this.#changed = on.changed;
    this.#ended = on.ended;
    this.#told = on.told;
  }

  /** Resolves once the list has been read. Rejects when it cannot be read: the next call tries again. */
  ready(): Promise<void> {
    this.#read ??= this.refresh();
    this.#read.catch(() => (this.#read = undefined));
    return this.#read;
  }

  /** Returns the state of a job that runs in this moment, or undefined for any other. */
  view(job: string): JobView | undefined {
    return this.#views.get(job);
  }

  /** Reads the list and follows the jobs that run. Rejects when the list cannot be read. */
  async refresh(): Promise<void> {
    const api = await this.#api();
    const { items } = await api.jobs({ limit: shown });
    const known = this.#known;
    this.#known = new Set(items.map(({ id }) => id));
    this.list = items;
    this.#changed();
    // One that was over before it was seen has changed other lists as much as one that was watched.
    if (known && items.some(({ id, state }) => state !== 'running' && !known.has(id))) this.#ended();
    for (const { id, state } of this.list) if (state === 'running' && !this.#views.has(id)) void this.#watch(id);
  }

  async #watch(job: string): Promise<void> {
    this.#views.set(job, emptyView(job));
    try {
      for await (const view of follow(this.#api, job, this.#over.signal)) {
        if (view.ended || view.step !== this.#views.get(job)?.step) this.#told(view);
        this.#views.set(job, view);
        this.#changed();
      }
      await this.refresh();
    } catch {
      // Its folder is gone, or no core starts: the next refresh tells.
    } finally {
      this.#views.delete(job);
      if (!this.#over.signal.aborted) this.#ended();
    }
  }

  [Symbol.dispose](): void {
    this.#over.abort();
  }
}

const shown = 100;
