import * as vscode from 'vscode';
import { progressOf, shareOf } from '@longshore/shared/render/progress';
import type { Words } from '@longshore/shared/render/words';
import type { JobFeed } from './jobs.ts';
import type { Row } from './rows/row.ts';

/** One item: what runs in this moment; else what can be undone, as long as it can. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('longshore.status', vscode.StatusBarAlignment.Left);
  readonly #jobs: JobFeed;
  readonly #words: Words;

  constructor(jobs: JobFeed, words: Words) {
    this.#jobs = jobs;
    this.#words = words;
    this.#item.name = 'Longshore';
  }

  /** Shows what runs in this moment, else what can be undone, else nothing. */
  update(): void {
    const running = this.#jobs.list.filter(({ state }) => state === 'running');
    const undoable = this.#jobs.list.find(({ undo }) => undo);
    const { t, say, moment } = this.#words;
    const [job] = running;
    if (job) {
      const view = this.#jobs.view(job.id);
      const share = view && shareOf(view);
      const title = running.length > 1 ? t('bar.jobs', { count: running.length }) : say(job.title);
      const text = share === undefined ? title : `${title} ${Math.floor(share * 100)} %`;
      const parts = view ? progressOf(view, this.#words).map(({ service, text: part }) => `${service}: ${part}`) : [];
      this.#show('sync~spin', text, [title, ...parts].join('\n'), { command: 'longshore.jobs.focus', title });
    } else if (undoable?.undo) {
      const text = t('bar.undo', { until: moment(undoable.undo.until) });
      const row: Row = {
        id: undoable.id,
        label: text,
        icon: 'discard',
        context: 'job',
        subject: { is: 'job', job: undoable },
      };
      const tooltip = `${say(undoable.title)}\n${t('row.undo', { until: moment(undoable.undo.until) })}`;
      this.#show('discard', text, tooltip, { command: 'longshore.undo', title: text, arguments: [row] });
    } else {
      this.#item.hide();
    }
  }

  #show(icon: string, text: string, tooltip: string, command: vscode.Command): void {
    Object.assign(this.#item, { text: `$(${icon}) ${text}`, tooltip, command });
    this.#item.accessibilityInformation = { label: `Longshore: ${text}` };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
