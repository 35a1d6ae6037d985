import * as vscode from 'vscode';
import type { Api } from '@longshore/shared/api';
import { toErrorInfo } from '@longshore/shared/errors';
import { type JobEvent, type JobView, emptyView, reduce } from '@longshore/shared/model/job';
import type { Plan } from '@longshore/shared/model/plan';
import { renderError } from '@longshore/shared/render/error';
import { visible } from '@longshore/shared/render/layout';
import type { Page } from '@longshore/shared/render/page';
import { renderPlan } from '@longshore/shared/render/plan';
import { stepText } from '@longshore/shared/render/progress';
import { renderResult } from '@longshore/shared/render/result';
import { plain } from '@longshore/shared/render/style';
import type { Words } from '@longshore/shared/render/words';

/** `longshore-plan` has the plan's id as its query, `longshore-job` the job's. `longshore-page` is of this window alone. */
export const schemes = { plan: 'longshore-plan', job: 'longshore-job', page: 'longshore-page' } as const;

export const page: Page = { style: plain, width: 100 };

/** Milliseconds between two states of a job's page. */
const apart = 250;

/** Plans, jobs and comparisons as read-only documents. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #api: () => Promise<Api>;
  readonly #words: Words;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #plans = new Map<string, Plan>();
  readonly #pages = new Map<string, string>();
  readonly #jobs = new Map<string, { text: string; left: AbortController }>();
  readonly #registered: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(api: () => Promise<Api>, words: Words) {
    this.#api = api;
    this.#words = words;
    this.#registered = vscode.Disposable.from(
      ...Object.values(schemes).map((scheme) => vscode.workspace.registerTextDocumentContentProvider(scheme, this)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
    );
  }

  dispose(): void {
    for (const { left } of this.#jobs.values()) left.abort();
    this.#registered.dispose();
    this.#changed.dispose();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    try {
      if (uri.scheme === schemes.plan) return text(renderPlan(await this.plan(uri.query), this.#words, page, 'dry-run'));
      if (uri.scheme === schemes.job) return this.#jobText(uri);
      return this.#pages.get(uri.toString()) ?? '';
    } catch (error) {
      return text(renderError(toErrorInfo(error), this.#words, page));
    }
  }

  /** One that was made in this window, or before it was reloaded. */
  async plan(id: string): Promise<Plan> {
    return this.#plans.get(id) ?? (await this.#api()).planned({ id });
  }

  async showPlan(plan: Plan): Promise<void> {
    this.#plans.set(plan.id, plan);
    const title = this.#words.t('document.plan', { what: this.#words.say(plan.title) });
    await this.#show(vscode.Uri.from({ scheme: schemes.plan, path: pathOf(title), query: plan.id }));
  }

  /** A plan that runs, or that was changed, is nothing to run again. */
  async closePlan(id: string): Promise<void> {
    this.#plans.delete(id);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(
      tabs.filter(
        ({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === schemes.plan && input.uri.query === id,
      ),
    );
  }

  async showJob(job: string): Promise<void> {
    const title = this.#words.t('document.job', { job });
    await this.#show(vscode.Uri.from({ scheme: schemes.job, path: pathOf(title), query: job }));
  }

  async showPage(title: string, lines: string[]): Promise<void> {
    const uri = vscode.Uri.from({ scheme: schemes.page, path: pathOf(title) });
    this.#pages.set(uri.toString(), text(lines));
    this.#changed.fire(uri);
    await this.#show(uri);
  }

  async #show(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** What it has told until now; it is read on while the document is open. */
  #jobText(uri: vscode.Uri): string {
    const key = uri.toString();
    const known = this.#jobs.get(key);
    if (known) return known.text;
    const opened = { text: '', left: new AbortController() };
    this.#jobs.set(key, opened);
    void this.#read(uri, opened);
    return '';
  }

  async #read(uri: vscode.Uri, opened: { text: string; left: AbortController }): Promise<void> {
    const { signal } = opened.left;
    let view = emptyView(uri.query);
    let due: NodeJS.Timeout | undefined;
    const tell = (): void => {
      due = undefined;
      if (!signal.aborted) this.#changed.fire(uri);
    };
    try {
      for await (const event of (await this.#api()).events({ job: uri.query }, { signal })) {
        view = reduce(view, event);
        opened.text += text(eventLines(view, event, this.#words));
        due ??= setTimeout(tell, apart);
      }
    } catch (error) {
      opened.text += text(renderError(toErrorInfo(error), this.#words, page));
      due ??= setTimeout(tell, apart);
    }
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    this.#pages.delete(key);
    this.#jobs.get(key)?.left.abort();
    this.#jobs.delete(key);
  }
}

function eventLines(view: JobView, event: JobEvent, words: Words): string[] {
  const at = (said: string): string => `${words.clock(event.time)}  ${said}`;
  switch (event.type) {
    case 'started':
      return [...renderPlan(event.plan, words, page, 'before-run'), '', words.moment(event.time)];
    case 'note':
      return [at(words.say(event.message))];
    case 'step': {
      const step = event.state === 'running' ? stepText(view, event.index, words) : undefined;
      return step === undefined ? [] : [at(step)];
    }
    case 'progress':
      return [];
    case 'ended':
      return [
        at(words.t(`state.${event.outcome}`)),
        '',
        ...(event.error ? renderError(event.error, words, page) : []),
        ...(view.plan ? renderResult(view.job, view.plan, event, words, page) : []),
      ];
  }
}

const text = (lines: string[]): string => lines.map((line) => `${line}\n`).join('');

/** Names of tabs are the ends of paths. */
const pathOf = (title: string): string => `/${visible(title).replaceAll('/', '∕')}`;
