import type * as z from 'zod';
import type { Api } from '../api.ts';
import { AppError, exitCodes } from '../errors.ts';
import { type JobView, emptyView, reduce } from '../model/job.ts';
import type { Plan, PlanRequest } from '../model/plan.ts';
import { confirm } from './confirm.ts';
import { type Display, openDisplay } from './display.ts';
import { exitCodeOf } from './exit.ts';
import { renderError } from './render/error.ts';
import { renderPlan } from './render/plan.ts';
import { renderResult } from './render/result.ts';
import type { Session } from './session.ts';

/** From a request to the end of its job. The exit code is the job's. */
export async function conduct(session: Session, request: z.input<typeof PlanRequest>): Promise<number> {
  const api = await session.api();
  return runPlan(session, await api.plan(request, { signal: session.signal }));
}

export async function runPlan(session: Session, plan: Plan): Promise<number> {
  const { options, terminal, words } = session;
  if (options.dryRun) {
    if (options.json) session.json({ type: 'result', kind: 'plan', data: plan });
    else terminal.out.lines(...renderPlan(plan, words, terminal.out, 'dry-run'));
    return 0;
  }
  if (plan.steps.length === 0) {
    if (options.json) session.json({ type: 'result', kind: 'plan', data: plan });
    else terminal.out.lines(...[...plan.facts, ...plan.warnings].map((message) => words.say(message)));
    return 0;
  }
  if (!options.json) terminal.err.lines(...renderPlan(plan, words, terminal.err, 'before-run'), '');
  const answer = await confirm(session, plan);
  return attend(session, (api) => api.run({ plan: plan.id, confirm: answer }).then(({ job }) => job));
}

/** Watches a job that somebody started. Ctrl-C stops watching, never the job. */
export async function watch(session: Session, job: string): Promise<number> {
  const api = await session.api();
  const left = new AbortController();
  using interrupt = session.onInterrupt(() => left.abort());
  void interrupt;
  const view = await follow(session, api, job, left.signal);
  if (left.signal.aborted) return leave(session, job);
  return report(session, view);
}

/**
 * Starts a job and follows it to its end. The first Ctrl-C cancels it and waits until everything is back as it was; the
 * second leaves it to finish that by itself.
 */
async function attend(session: Session, start: (api: Api) => Promise<string>): Promise<number> {
  const api = await session.api();
  const left = new AbortController();
  let wantsCancel = false;
  let cancel = (): void => {};
  using interrupt = session.onInterrupt(() => {
    if (wantsCancel) return left.abort();
    wantsCancel = true;
    if (!session.options.json) session.terminal.err.lines('', session.words.t('follow.cancelling'));
    return cancel();
  });
  void interrupt;
  const job = await start(api);
  cancel = () => {
    // A job that ended in the same moment cannot be cancelled, and its end tells all that there is to say.
    void api.cancel({ job }).catch(() => undefined);
  };
  if (wantsCancel) cancel();
  const view = await follow(session, api, job, left.signal);
  if (left.signal.aborted) return leave(session, job);
  return report(session, view);
}

async function follow(session: Session, api: Api, job: string, signal: AbortSignal): Promise<JobView> {
  using display: Display = openDisplay(session);
  let view = emptyView(job);
  for await (const event of api.events({ job }, { signal })) {
    view = reduce(view, event);
    display.show(view, event);
  }
  return view;
}

function leave({ options, terminal, words }: Session, job: string): number {
  if (!options.json) terminal.err.lines(words.t('follow.left', { job }));
  return exitCodes.cancelled;
}

function report({ options, terminal, words }: Session, view: JobView): number {
  const { ended, plan } = view;
  if (!ended) throw new AppError('host-unreachable.engine-gone', {});
  if (!options.json && ended.result && plan) {
    terminal.out.lines(...renderResult(view.job, plan, ended, words, terminal.out));
  }
  if (ended.outcome === 'succeeded') {
    const partial = ended.result?.complete === false && plan?.request.operation === 'backup' && plan.request.keepGoing;
    return partial ? exitCodes.incomplete : 0;
  }
  if (ended.error && !options.json) {
    terminal.err.lines(...renderError(ended.error, words, terminal.err), words.t('follow.log', { job: view.job }));
  }
  if (ended.outcome === 'cancelled') return exitCodes.cancelled;
  return exitCodeOf(ended.error?.code);
}
