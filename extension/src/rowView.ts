import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Words } from '@longshore/shared/render/words';
import { errorRow } from './rows/errorRow.ts';
import { Refreshes } from './refreshes.ts';
import type { Row, Rows } from './rows/row.ts';
import { ShownRows } from './rows/shownRows.ts';

const colours = { good: 'testing.iconPassed', warn: 'list.warningForeground', bad: 'list.errorForeground' } as const;
const states = { closed: vscode.TreeItemCollapsibleState.Collapsed, open: vscode.TreeItemCollapsibleState.Expanded } as const;

/** Milliseconds for which a refresh waits for a host that does not answer. */
const patience = 2000;

/** Shows rows as a tree view. Rows that are not visible are not read. */
export class RowView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #name: string;
  readonly #rows: Rows;
  readonly #words: Words;
  readonly #changed = new vscode.EventEmitter<Row | undefined>();
  readonly #shown = new ShownRows(
    (row) => (row ? this.#rows.children(row) : this.#first()),
    (row) => this.#changed.fire(row),
  );
  readonly #refreshes = new Refreshes(async () => {
    const renewed = this.#shown.renew();
    await Promise.race([renewed, sleep(patience, undefined, { ref: false })]);
  });
  readonly view: vscode.TreeView<Row>;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(name: 'stacks' | 'snapshots' | 'jobs', rows: Rows, words: Words) {
    this.#name = name;
    this.#rows = rows;
    this.#words = words;
    this.view = vscode.window.createTreeView(`longshore.${name}`, { treeDataProvider: this, showCollapseAll: name !== 'jobs' });
    this.#refreshes.show(this.view.visible);
    this.view.onDidChangeVisibility(({ visible }) => this.#refreshes.show(visible));
    this.view.onDidCollapseElement(({ element }) => this.#shown.close(element));
    this.view.onDidExpandElement(({ element }) => {
      if (this.#shown.reopen(element)) this.refresh();
    });
  }

  /** Asks for the rows that are shown to be read anew. Returns at once. */
  refresh(): void {
    this.#refreshes.ask();
  }

  /** Shows how many of them run as the badge of the view. There is none for 0. */
  count(running: number): void {
    if ((this.view.badge?.value ?? 0) === running) return;
    this.view.badge = running === 0 ? undefined : { value: running, tooltip: this.#words.t('bar.jobs', { count: running }) };
  }

  getChildren(row?: Row): Promise<Row[]> {
    return this.#shown.below(row);
  }

  async #first(): Promise<Row[]> {
    try {
      const roots = await this.#rows.roots();
      await vscode.commands.executeCommand('setContext', `longshore.${this.#name}`, this.#rows.emptiness);
      return roots;
    } catch (error) {
      return [errorRow(this.#name, error, this.#words)];
    }
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { id, label, description, tooltip, icon, tint, context, expands, click } = row;
    return {
      id,
      label,
      ...(description !== undefined && { description }),
      tooltip: [label, ...(tooltip ?? [])].join('\n'),
      iconPath: new vscode.ThemeIcon(icon, tint && new vscode.ThemeColor(colours[tint])),
      contextValue: context,
      collapsibleState: expands ? states[expands] : vscode.TreeItemCollapsibleState.None,
      accessibilityInformation: { label: [label, ...(description === undefined ? [] : [description])].join(', ') },
      ...(click !== undefined && { command: { command: click, title: '', arguments: [row] } }),
    };
  }

  dispose(): void {
    this.#refreshes[Symbol.dispose]();
    this.view.dispose();
    this.#changed.dispose();
  }
}
