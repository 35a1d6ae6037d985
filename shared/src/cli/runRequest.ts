import type * as z from 'zod';
import type { Api } from '../api/contract.ts';
import { exitCodes } from '../model/exitCodes.ts';
import { AppError, toErrorInfo } from '../errors.ts';
import { type JobView, emptyView, reduce } from '../model/job.ts';
import type { Plan, PlanRequest } from '../model/plan.ts';
import { confirm } from './confirm.ts';
import { type Display, openDisplay, openLog } from './display.ts';
import { exitCodeOf } from './exit.ts';
import { renderError } from '../render/error.ts';
import { renderPlan } from '../render/plan.ts';
import { renderResult, sayCancelled } from '../render/result.ts';
import type { Session } from './session.ts';

/**
 * Plans a request and resolves with the exit code of {@link runPlan}. Rejects when it cannot be planned, and as {@link runPlan}
 * does.
 */
export async function runRequest(session: Session, request: z.input<typeof PlanRequest>): Promise<number> {
  const api = await session.api();
  return runPlan(session, await api.plan(request, { signal: session.signal }));
}

/**
 * Shows a plan, asks for its confirmation, runs it and watches its job to the end. Resolves with the exit code of the job (of a
 * backup with `keepGoing` that is not complete, that of `incomplete`), with 0 for `--dry-run` and where there is nothing to do,
 * with that of `cancelled` when Ctrl-C left the job. Rejects as {@link confirm} does, when the job cannot be started, and with
 * `host-unreachable.engine-gone` when its events end early.
 */
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
  return attend(session, plan, answer);
}

/**
 * Watches a running job, or writes what an ended one did, and resolves with its exit code, or with that of `cancelled` after
 * Ctrl-C, which stops watching, never the job. Rejects as `job` of the core does, as with `not-found.job`, and with
 * `host-unreachable.engine-gone` when its events end early.
 */
export async function watch(session: Session, job: string): Promise<number> {
  const api = await session.api();
  const left = new AbortController();
  const { state } = await api.job({ job }, { signal: session.signal });
  const look = async (): Promise<JobView> => {
    using display = state === 'running' ? openDisplay(session) : openLog(session);
    using interrupt = session.onInterrupt(() => left.abort());
    void interrupt;
    session.onlyWatches();
    return await follow(api, job, display, left.signal);
  };
  return end(session, await look(), left.signal);
}

/**
 * Starts a job, follows it to its end and resolves with its exit code. The first Ctrl-C cancels it and waits until everything is
 * back as it was, except for what a deletion has removed. The second leaves it to finish that by itself, with the exit code of
 * `cancelled`. Rejects when it cannot be started, and with `host-unreachable.engine-gone` when its events end early.
 */
async function attend(session: Session, plan: Plan, answer: boolean | string): Promise<number> {
  const api = await session.api();
  const left = new AbortController();
  let wantsCancel = false;
  let cancel = (): void => {};
  const run = async (): Promise<JobView> => {
    using display = openDisplay(session);
    using interrupt = session.onInterrupt(() => {
      if (wantsCancel) return left.abort();
      wantsCancel = true;
      display.say(session.words.t(plan.operation === 'delete' ? 'follow.stopping' : 'follow.cancelling'));
      return cancel();
    });
    void interrupt;
    // Not under a signal: a job that has started must not be lost from sight.
    const { job } = await api.run({ plan: plan.id, confirm: answer });
    cancel = () => {
      void api.cancel({ job }).catch((error: unknown) => display.say(session.words.say(toErrorInfo(error).message)));
    };
    if (wantsCancel) cancel();
    session.onlyWatches();
    return await follow(api, job, display, left.signal);
  };
  return end(session, await run(), left.signal);
}

async function follow(api: Api, job: string, display: Display, signal: AbortSignal): Promise<JobView> {
  let view = emptyView(job);
  for await (const event of api.events({ job }, { signal })) {
    view = reduce(view, event);
    display.show(view, event);
  }
  return view;
}

function end(session: Session, view: JobView, left: AbortSignal): number {
  return left.aborted ? leave(session, view.job) : report(session, view);
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
  if (ended.outcome === 'cancelled') {
    if (!options.json) terminal.err.lines(terminal.err.style.warn(sayCancelled(ended, plan, words)));
    return exitCodes.cancelled;
  }
  if (ended.error && !options.json) {
    terminal.err.lines(...renderError(ended.error, words, terminal.err), words.t('follow.log', { job: view.job }));
  }
  return exitCodeOf(ended.error?.code);
}
