import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { forClicks } from '@longshore/shared/render/click';
import { stepText } from '@longshore/shared/render/progress';
import { wordsIn } from '@longshore/shared/render/words';
import { commands, ofViews } from './commands/index.ts';
import { ComposeFiles } from './composeFiles.ts';
import { Documents } from './documents.ts';
import { coreCopy } from '@longshore/shared/machine/coreCopy';
import { CoreProcess } from './coreProcess.ts';
import { fail } from './fail.ts';
import { JobFeed } from './jobs.ts';
import { leavePanel } from './leavePanel.ts';
import { DetailsPanel, panelType } from './panel.ts';
import { RowView } from './rowView.ts';
import { JobRows } from './rows/jobs.ts';
import type { Row } from './rows/row.ts';
import { SnapshotRows } from './rows/snapshots.ts';
import { StackRows } from './rows/stacks.ts';
import { Secrets } from './secrets.ts';
import type { Session } from './session.ts';
import { StatusBar } from './statusBar.ts';

/** Names the copy of the core that belongs to this build. */
declare const CORE_BUILD: string;

/** Milliseconds until a core or a Docker that was lost is looked for again. */
const pause = 5000;

export function activate(context: vscode.ExtensionContext): void {
  const words = forClicks(wordsIn(vscode.env.language.startsWith('de') ? 'de' : 'en'));
  const log = vscode.window.createOutputChannel('Longshore', { log: true });
  const shipped = vscode.Uri.joinPath(context.extensionUri, 'extension/dist/core').fsPath;
  const copies = vscode.Uri.joinPath(context.globalStorageUri, 'core').fsPath;
  const configFile = (): string => vscode.workspace.getConfiguration('longshore').get('configFile', '');
  const secrets = new Secrets(context.secrets, words);
  const core = new CoreProcess(
    () => coreCopy(shipped, CORE_BUILD, copies),
    configFile,
    (open) => secrets.serve(open),
    log,
  );
  const { api } = core;

  const stackRows = new StackRows(api, words, { learnt: () => stacks.refresh(), looked: (host) => watch(host) });
  const snapshotRows = new SnapshotRows(api, words);
  const jobs = new JobFeed(api, {
    changed: () => {
      jobsView.refresh();
      bar.update();
      tellMenus();
      jobsView.count(jobs.list.filter(({ state }) => state === 'running').length);
    },
    told: (view) =>
      log.info(`${view.job}: ${view.ended ? words.t(`state.${view.ended.outcome}`) : (stepText(view, view.step, words) ?? '')}`),
    ended: () => {
      stacks.refresh();
      snapshots.refresh();
      composeFiles.refresh();
    },
  });
  const stacks = new RowView('stacks', stackRows, words);
  const snapshots = new RowView('snapshots', snapshotRows, words);
  const jobsView = new RowView('jobs', new JobRows(jobs, words), words);
  const bar = new StatusBar(jobs, words);
  const tellMenus = jobContext(jobs);
  const documents = new Documents(api, words);
  const page = vscode.Uri.joinPath(context.extensionUri, 'extension/dist/panel');
  const panel = new DetailsPanel(api, words, page, {
    leave: (route) => void leavePanel(session, route),
    pinned: () => snapshots.refresh(),
  });

  const refresh = (): void => {
    stackRows.forget();
    secrets.forget();
    stacks.refresh();
    snapshots.refresh();
    void jobs.refresh().catch((error: unknown) => log.warn(String(error)));
  };
  const session: Session = {
    api,
    words,
    log,
    jobs,
    documents,
    panel,
    secrets,
    memory: context.workspaceState,
    refresh,
    showMore: (of) => {
      snapshotRows.showMore(of);
      snapshots.refresh();
    },
  };

  const composeFiles = new ComposeFiles(session);
  const over = new AbortController();
  const watched = new Set<string | undefined>();
  /**
   * Watches a host, once. The usual one (undefined) from when a core runs, because a view or a command needed it, others once their
   * stacks are shown.
   */
  const watch = (host?: string): void => {
    if (!watched.has(host)) void watchChanges({ host, session, stacks, signal: over.signal });
    watched.add(host);
  };
  context.subscriptions.push(
    log,
    core,
    stacks,
    snapshots,
    jobsView,
    bar,
    documents,
    panel,
    composeFiles,
    vscode.window.registerWebviewPanelSerializer(panelType, panel),
    { dispose: () => jobs[Symbol.dispose]() },
    { dispose: () => over.abort() },
    core.onDidStart(() => watch()),
    core.onDidDie(() => {
      log.warn(words.t('tell.core-ended'));
      panel.reload();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('longshore.configFile')) return;
      core.stop();
      refresh();
    }),
    ...Object.entries(commands).map(([name, command]) =>
      vscode.commands.registerCommand(`longshore.${name}`, async (...given: [Row?]) => {
        const [row] = given;
        try {
          // The editor gives nothing in a row's place when it has just forgotten the row. No other row may be acted upon then.
          if (given.length > 0 && !row && !ofViews.has(name)) void vscode.window.showInformationMessage(words.t('tell.row-gone'));
          else await command(session, row);
        } catch (error) {
          fail(session, error);
        }
      }),
    ),
  );
}

/** Returns what gives menus and the palette what they must know of jobs, when it has changed. */
function jobContext(jobs: JobFeed): () => void {
  const told = new Map<string, boolean>();
  const tell = (name: string, value: boolean): void => {
    if (told.get(name) === value) return;
    told.set(name, value);
    void vscode.commands.executeCommand('setContext', `longshore.${name}`, value);
  };
  return () => {
    tell(
      'undoable',
      jobs.list.some(({ undo }) => undo),
    );
    tell(
      'interrupted',
      jobs.list.some(({ state }) => state === 'interrupted'),
    );
  };
}

/** Keeps the lists up to date until the signal is aborted, also over a core or a Docker that comes and goes. Never rejects. */
async function watchChanges(to: {
  host: string | undefined;
  session: Session;
  stacks: RowView;
  signal: AbortSignal;
}): Promise<void> {
  const { host, stacks, signal } = to;
  const { api, jobs, log } = to.session;
  while (!signal.aborted) {
    try {
      await jobs.refresh();
      for await (const { what } of (await api()).changes(host === undefined ? {} : { host }, { signal })) {
        if (what === 'containers') stacks.refresh();
        else await jobs.refresh();
      }
    } catch (error) {
      log.debug(String(error));
    }
    await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    stacks.refresh();
  }
}
