import * as vscode from 'vscode';
import type { Api } from '@longshore/shared/api/contract';
import { toErrorInfo } from '@longshore/shared/errors';
import type { Plan } from '@longshore/shared/model/plan';
import { renderError } from '@longshore/shared/render/error';
import { visible } from '@longshore/shared/render/layout';
import type { Page } from '@longshore/shared/render/page';
import { renderPlan } from '@longshore/shared/render/plan';
import { plain } from '@longshore/shared/render/style';
import type { Words } from '@longshore/shared/render/words';

/** `longshore-plan` has the plan's id as its query. `longshore-page` is of this window alone. */
export const schemes = { plan: 'longshore-plan', page: 'longshore-page' } as const;

export const page: Page = { style: plain, width: 100 };

/** Plans, reports and comparisons as read-only documents. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #api: () => Promise<Api>;
  readonly #words: Words;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #plans = new Map<string, Plan>();
  readonly #pages = new Map<string, string>();
  readonly #registered: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(api: () => Promise<Api>, words: Words) {
    this.#api = api;
    this.#words = words;
    this.#registered = vscode.Disposable.from(
      ...Object.values(schemes).map((scheme) => vscode.workspace.registerTextDocumentContentProvider(scheme, this)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#pages.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }

  /**
   * Resolves with the text of a document, or with the error in words when its plan cannot be read. A page of before a reload is
   * empty. Never rejects.
   */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    try {
      if (uri.scheme === schemes.plan) return text(renderPlan(await this.plan(uri.query), this.#words, page, 'dry-run'));
      return this.#pages.get(uri.toString()) ?? '';
    } catch (error) {
      return text(renderError(toErrorInfo(error), this.#words, page));
    }
  }

  /**
   * Resolves with a plan that was shown in this window, or that the core still has. Rejects with `not-found.plan` for any other.
   */
  async plan(id: string): Promise<Plan> {
    return this.#plans.get(id) ?? (await this.#api()).planned({ id });
  }

  /** Shows a plan as a document, from which it can be run. */
  async showPlan(plan: Plan): Promise<void> {
    this.#plans.set(plan.id, plan);
    const title = this.#words.t('document.plan', { what: this.#words.say(plan.title) });
    await this.#show(vscode.Uri.from({ scheme: schemes.plan, path: pathOf(title), query: plan.id }));
  }

  /** Closes the documents of a plan: one that runs, or that was changed, is nothing to run again. */
  async closePlan(id: string): Promise<void> {
    this.#plans.delete(id);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(
      tabs.filter(
        ({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === schemes.plan && input.uri.query === id,
      ),
    );
  }

  /** Shows lines as a document of that title, in place of an earlier one. */
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
}

const text = (lines: string[]): string => lines.map((line) => `${line}\n`).join('');

/** Returns the path of a document whose tab has this title: names of tabs are the ends of paths. */
const pathOf = (title: string): string => `/${visible(title).replaceAll('/', '∕')}`;
