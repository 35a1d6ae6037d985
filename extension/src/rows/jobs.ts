import type { JobSummary, JobView } from '@longshore/shared/model/job';
import { progressOf, stepText } from '@longshore/shared/render/progress';
import type { Words } from '@longshore/shared/render/words';
import { type Emptiness, type Row, type Rows, beside, noteRow } from './row.ts';

/** Where what is known of jobs comes from. */
export interface Jobs {
  readonly list: readonly JobSummary[];
  /** Resolves once the list has been read. Rejects when it cannot be read. */
  ready(): Promise<void>;
  /** Returns the state of a job that runs in this moment, or undefined for any other. */
  view(job: string): JobView | undefined;
}

const icons = {
  running: 'sync~spin',
  succeeded: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
  interrupted: 'warning',
} as const;
const tints = { running: undefined, succeeded: 'good', failed: 'bad', cancelled: undefined, interrupted: 'bad' } as const;

/** What runs, with what it does in this moment, and what has ended. */
export class JobRows implements Rows {
  readonly #jobs: Jobs;
  readonly #words: Words;

  constructor(jobs: Jobs, words: Words) {
    this.#jobs = jobs;
    this.#words = words;
  }

  get emptiness(): Emptiness {
    return this.#jobs.list.length === 0 ? 'empty' : 'none';
  }

  forget(): void {}

  async roots(): Promise<Row[]> {
    await this.#jobs.ready();
    return this.#jobs.list.map((job) => this.#jobRow(job));
  }

  children({ id, subject }: Row): Promise<Row[]> {
    return Promise.resolve(subject.is === 'job' ? this.#partRows(id, subject.job) : []);
  }

  #jobRow(job: JobSummary): Row {
    const { t, say, ago, moment, duration } = this.#words;
    const { id, state, startedAt, endedAt, undo, error } = job;
    const view = this.#jobs.view(id);
    const doing = state === 'running' && view ? stepText(view, view.step, this.#words) : undefined;
    const took = endedAt === undefined ? undefined : (new Date(endedAt).getTime() - new Date(startedAt).getTime()) / 1000;
    const tint = tints[state];
    return {
      id,
      label: say(job.title),
      ...beside(
        doing ?? t(`state.${state}`),
        state !== 'running' && ago(startedAt),
        undo && t('row.undo', { until: moment(undo.until) }),
      ),
      tooltip: [
        id,
        `${t(`state.${state}`)}, ${moment(startedAt)}`,
        ...(took === undefined ? [] : [t('row.took', { time: duration(took) })]),
        ...(error ? [say(error.message), ...(error.hint ? [say(error.hint)] : [])] : []),
      ],
      icon: icons[state],
      ...(tint && { tint }),
      context: ['job', state, ...(undo ? ['undoable'] : [])].join(' '),
      ...(state === 'running' ? { expands: 'open' as const } : error ? { expands: 'closed' as const } : {}),
      click: 'longshore.showJob',
      subject: { is: 'job', job },
    };
  }

  #partRows(id: string, { state, error }: JobSummary): Row[] {
    const view = this.#jobs.view(id);
    if (state === 'running') {
      return view
        ? progressOf(view, this.#words).map(({ service, text }) =>
            noteRow(`${id}/${service}`, service, { description: text, icon: 'database' }),
          )
        : [];
    }
    if (!error) return [];
    return [error.message, ...(error.hint ? [error.hint] : [])].map((message, at) => {
      const said = this.#words.say(message);
      return noteRow(`${id}/error-${at}`, said, at === 0 ? { icon: 'error', tint: 'bad', tooltip: [said] } : { tooltip: [said] });
    });
  }
}
