import * as vscode from 'vscode';
import type { ParamsOf } from '@longshore/shared/api/contract';
import { AppError, toErrorInfo } from '@longshore/shared/errors';
import type { ErrorInfo } from '@longshore/shared/model/error';
import type { JobView } from '@longshore/shared/model/job';
import type { Plan } from '@longshore/shared/model/plan';
import { progressOf, shareOf, stepText } from '@longshore/shared/render/progress';
import { headlineOf, sayCancelled, sorts } from '@longshore/shared/render/result';
import { type Offer, fail, take, tellError } from './fail.ts';
import { follow } from './jobs.ts';
import { otherRequest } from './otherRequest.ts';
import type { Session } from './session.ts';

/**
 * Plans a request and runs it with {@link runPlan}. Resolves when its job has begun, or when there is none to begin. Rejects as
 * {@link runPlan} does. Plans that are worth reading first go through {@link showPlan}.
 */
export async function runRequest(session: Session, request: ParamsOf<'plan'>, offer?: Offer): Promise<void> {
  const plan = await planFor(session, request);
  if (plan) await runPlan(session, plan, offer);
}

/**
 * Shows the plan as a document, from which it is run, changed or copied as a command line. Resolves without one when it cannot be
 * planned, as {@link planFor} says.
 */
export async function showPlan(session: Session, request: ParamsOf<'plan'>): Promise<void> {
  const plan = await planFor(session, request);
  if (plan) await session.documents.showPlan(plan);
}

/**
 * Resolves with the plan for a request, or undefined when there is none: the user has cancelled, or a message has said why, and
 * what could be done instead. Never rejects.
 */
export async function planFor(session: Session, request: ParamsOf<'plan'>): Promise<Plan | undefined> {
  const { api, words } = session;
  try {
    return await withProgress(words.t('tell.planning'), async (signal) => (await api()).plan(request, { signal }));
  } catch (error) {
    if (!AppError.is(error, 'cancelled')) tellFailure(session, toErrorInfo(error), request);
    return undefined;
  }
}

/** Shows an error, with what its hint advises as a button: what was asked for, in another way. */
function tellFailure(session: Session, error: ErrorInfo, request: ParamsOf<'plan'>): void {
  const other = otherRequest(error, request, session.words);
  // A plan that replaces data is read first.
  const go = request.operation === 'backup' ? runRequest : showPlan;
  tellError(session, error, other ? [{ title: other.title, run: () => go(session, other.request) }] : []);
}

/**
 * Does something that may take a while, under a notification that can be left at once, which aborts the signal. Resolves and
 * rejects as the work does.
 */
export async function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const left = new AbortController();
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    token.onCancellationRequested(() => left.abort());
    return work(left.signal);
  });
}

/**
 * Asks what the core wants asked and starts the plan, whose end a notification tells. Resolves with true when its job has begun or
 * there is nothing to do, with false when it was not confirmed. Rejects when the job cannot be started.
 */
export async function runPlan(session: Session, plan: Plan, offer?: Offer): Promise<boolean> {
  const { words } = session;
  if (plan.steps.length === 0) {
    const said = [...plan.facts, ...plan.warnings].map((message) => words.say(message));
    void vscode.window.showInformationMessage(said.join(' '));
    return true;
  }
  const answer = await confirm(plan, session);
  if (answer === undefined) return false;
  const { job } = await (await session.api()).run({ plan: plan.id, confirm: answer });
  // The command has done its part; the job is watched beside it.
  void attend(session, plan, job, offer);
  return true;
}

/** Resolves with the confirmation that a plan wants: true, or the text that was typed. Undefined when it was not given. */
async function confirm({ confirm: wanted, ...plan }: Plan, { words }: Session): Promise<boolean | string | undefined> {
  if (wanted.level === 'none') return true;
  const title = words.say(plan.title);
  const detail = [...plan.facts, ...plan.warnings].map((message) => words.say(message)).join('\n\n');
  const run = words.t('do.run');
  if ((await vscode.window.showWarningMessage(title, { modal: true, detail }, run)) !== run) return undefined;
  if (wanted.level === 'click') return true;
  const prompt = words.t('ask.type', { text: wanted.text });
  return vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed === wanted.text ? undefined : prompt),
  });
}

async function attend(session: Session, plan: Plan, job: string, offer: Offer | undefined): Promise<void> {
  try {
    const view = await watch(session, plan, job);
    if (view) tell(session, plan, view, offer);
  } catch (error) {
    fail(session, error);
  }
}

/**
 * Resolves with the last state of a job once it has ended, undefined when none is known. Until then a notification shows it, from
 * which it can be cancelled. Rejects as {@link follow} does.
 */
function watch(session: Session, plan: Plan, job: string): Thenable<JobView | undefined> {
  const { api, words } = session;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: words.say(plan.title), cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => {
        void api()
          .then((open) => open.cancel({ job }))
          .catch((error: unknown) => fail(session, error));
      });
      let last: JobView | undefined;
      let reached = 0;
      for await (const view of follow(api, job, new AbortController().signal)) {
        last = view;
        const share = Math.floor((shareOf(view) ?? 0) * 100);
        const message = [
          stepText(view, view.step, words) ?? words.t('progress.starting'),
          ...progressOf(view, words).map(({ service, text }) => `${service}: ${text}`),
        ].join(' · ');
        progress.report({ message, ...(share > reached && { increment: share - reached }) });
        reached = Math.max(reached, share);
      }
      return last;
    },
  );
}

function tell(session: Session, plan: Plan, { job, ended }: JobView, offer: Offer | undefined): void {
  const { words } = session;
  if (!ended) return;
  if (ended.outcome === 'cancelled') {
    void vscode.window.showInformationMessage(sayCancelled(ended, plan, words));
    return;
  }
  if (ended.outcome === 'failed') {
    if (ended.error) tellFailure(session, ended.error, plan.request);
    return;
  }
  const { result } = ended;
  if (!result) return;
  const details: Offer = { title: words.t('do.show-job'), run: async () => session.panel.show({ screen: 'job', job }) };
  const undo: Offer = { title: words.t('do.undo'), run: () => runRequest(session, { operation: 'undo', job }) };
  const { host, repo } = plan;
  const { snapshot } = result;
  const drill: Offer = {
    title: words.t('do.drill'),
    run: () => runRequest(session, { operation: 'drill', host, repo, snapshot: snapshot ?? '' }),
  };
  const offers = [
    ...(offer ? [offer] : []),
    ...(result.undoUntil === undefined ? [] : [undo]),
    ...(plan.operation === 'backup' && snapshot !== undefined ? [drill] : []),
    details,
  ];
  const left = sorts([...new Set(result.services.flatMap(({ proof }) => proof?.notCompared ?? []))], words);
  const noted = result.services.reduce((sum, { proof }) => sum + (proof?.notes.length ?? 0), 0);
  const said = [
    headlineOf(plan, result, words),
    ...(left.length > 0 ? [words.t('proof.not-compared', { sorts: left })] : []),
    ...(noted > 0 ? [words.t('proof.noted-in-all', { notes: words.count(noted) })] : []),
  ];
  const asked = vscode.window.showInformationMessage(said.join(' · '), ...offers.map(({ title }) => title));
  void take(session, asked, offers);
}
