import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Api } from '@longshore/shared/api/contract';
import { serve } from '@longshore/shared/api/rpc';
import type { Words } from '@longshore/shared/render/words';
import type { Route } from '@longshore/shared/ui/route.ts';
import { webviewChannel } from './webviewChannel.ts';

/** What the panel shows itself. */
export type Shown = Extract<Route, { screen: 'snapshot' | 'job' | 'history' }>;

const isShown = (route: Route): route is Shown => ['snapshot', 'job', 'history'].includes(route.screen);

export const panelType = 'longshore.details';

/** One panel for the details of a snapshot, of a job, and of how backups went: the screens that all faces share. */
export class DetailsPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #api: () => Promise<Api>;
  readonly #words: Words;
  readonly #folder: vscode.Uri;
  readonly #leave: (route: Route) => void;
  readonly #pinned: () => void;
  #panel: vscode.WebviewPanel | undefined;
  #shown: Shown | undefined;
  #end = (): void => {};

  /** `folder` holds the page; `leave` gets the routes that are the editor's to show, `pinned` is called after a pin or unpin. */
  constructor(
    api: () => Promise<Api>,
    words: Words,
    folder: vscode.Uri,
    on: { leave: (route: Route) => void; pinned: () => void },
  ) {
    this.#api = api;
    this.#words = words;
    this.#folder = folder;
    this.#leave = on.leave;
    this.#pinned = on.pinned;
  }

  /** Shows a page in the one panel, which it opens or brings to the front. */
  show(route: Shown): void {
    this.#panel ??= this.#adopt(vscode.window.createWebviewPanel(panelType, '', vscode.ViewColumn.Active));
    this.#panel.reveal(undefined, false);
    this.#load(route);
  }

  /**
   * Takes over the panel of before a reload of the window with the page that it showed, or closes it when that is not known or
   * there is another. Never rejects.
   */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: { route?: Route } | undefined): Promise<void> {
    const route = state?.route;
    if (!route || !isShown(route) || this.#panel) {
      panel.dispose();
    } else {
      this.#panel = this.#adopt(panel);
      this.#load(route);
    }
    return Promise.resolve();
  }

  /** Loads the page anew if it can be seen: what it shows may be no longer so, or was asked of a core that has died. */
  reload(): void {
    if (this.#shown && this.#panel?.visible) this.#load(this.#shown);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): vscode.WebviewPanel {
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.#folder] };
    let isThere = true;
    // A page that is hidden is gone, and loads anew when it is looked at again.
    panel.onDidChangeViewState(({ webviewPanel: { visible } }) => {
      if (!visible) this.#end();
      else if (!isThere && this.#shown) this.#load(this.#shown);
      isThere = visible;
    });
    panel.onDidDispose(() => {
      this.#end();
      this.#panel = undefined;
      this.#shown = undefined;
    });
    panel.webview.onDidReceiveMessage((message: { go?: Route }) => {
      const { go } = Object(message) as { go?: Route };
      if (!go) return;
      if (isShown(go)) this.#name(go);
      else this.#leave(go);
    });
    return panel;
  }

  #load(route: Shown): void {
    if (!this.#panel) return;
    const { webview } = this.#panel;
    this.#name(route);
    this.#end();
    const channel = webviewChannel(webview);
    this.#end = () => channel.close();
    serve(offered(this.#api, this.#pinned), channel);
    webview.html = this.#page(webview, route);
  }

  #name(route: Shown): void {
    this.#shown = route;
    if (this.#panel) this.#panel.title = titleOf(route, this.#words);
  }

  #page(webview: vscode.Webview, route: Shown): string {
    const nonce = randomBytes(16).toString('base64url');
    const place = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#folder, name)).toString();
    const begin = JSON.stringify({ route, language: this.#words.language });
    const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
    return `<!doctype html>
<html lang="${this.#words.language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <title>Longshore</title>
    <link rel="stylesheet" href="${place('page.css')}" />
  </head>
  <body>
    <div id="screens" data-begin="${escapeAttribute(begin)}"></div>
    <script nonce="${nonce}" src="${place('page.js')}"></script>
  </body>
</html>`;
  }
}

function titleOf(route: Shown, { t }: Words): string {
  switch (route.screen) {
    case 'snapshot':
      return route.snapshot;
    case 'job':
      return t('document.job', { job: route.job });
    case 'history':
      return t('document.history', { stack: route.stack });
  }
}

const escapeAttribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * Returns the Api with what those screens ask, and nothing beyond: no plan is made or run from a page, and no secret answered. Its
 * calls reject as those of the core do.
 */
function offered(api: () => Promise<Api>, pinned: () => void): Api {
  const screens: Partial<Api> = {
    hello: async (params) => (await api()).hello(params),
    // It listens to what changes on each, and must not log in to others for that.
    hosts: async (params, options) => (await (await api()).hosts(params, options)).filter(({ default: usual }) => usual),
    snapshots: async (params, options) => (await api()).snapshots(params, options),
    snapshot: async (params, options) => (await api()).snapshot(params, options),
    jobs: async (params, options) => (await api()).jobs(params, options),
    job: async (params, options) => (await api()).job(params, options),
    async pin(params, options) {
      const result = await (await api()).pin(params, options);
      pinned();
      return result;
    },
    cancel: async (params, options) => (await api()).cancel(params, options),
    async *events(params, options) {
      yield* (await api()).events(params, options);
    },
    async *changes(params, options) {
      yield* (await api()).changes(params, options);
    },
  };
  return screens as Api;
}
