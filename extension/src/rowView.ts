import * as vscode from 'vscode';
import type { Words } from '@longshore/shared/render/words';
import { errorRow } from './rows/errorRow.ts';
import type { Row, Rows } from './rows/row.ts';

const colours = { good: 'testing.iconPassed', warn: 'list.warningForeground', bad: 'list.errorForeground' } as const;
const states = { closed: vscode.TreeItemCollapsibleState.Collapsed, open: vscode.TreeItemCollapsibleState.Expanded } as const;

/** Milliseconds between two refreshes: what moves is read, not watched frame by frame. */
const apart = 250;

/** Shows rows as a tree view. What nobody looks at is not read. */
export class RowView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #name: string;
  readonly #rows: Rows;
  readonly #words: Words;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly view: vscode.TreeView<Row>;
  #due: NodeJS.Timeout | undefined;
  #stale = false;
  /** When it was last told to be read again. */
  #told = 0;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(name: 'stacks' | 'snapshots' | 'jobs', rows: Rows, words: Words) {
    this.#name = name;
    this.#rows = rows;
    this.#words = words;
    this.view = vscode.window.createTreeView(`longshore.${name}`, { treeDataProvider: this, showCollapseAll: name !== 'jobs' });
    this.view.onDidChangeVisibility(({ visible }) => visible && this.#stale && this.refresh());
  }

  /** At once, and after that once for all that asks meanwhile. */
  refresh(): void {
    if (!this.view.visible) {
      this.#stale = true;
      return;
    }
    const wait = Math.max(0, this.#told + apart - performance.now());
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      this.#stale = false;
      this.#told = performance.now();
      this.#changed.fire(undefined);
    }, wait);
  }

  /** How many of them run, as the badge of the view. */
  count(running: number): void {
    if ((this.view.badge?.value ?? 0) === running) return;
    this.view.badge = running === 0 ? undefined : { value: running, tooltip: this.#words.t('bar.jobs', { count: running }) };
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row) return this.#rows.children(row);
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
    clearTimeout(this.#due);
    this.view.dispose();
    this.#changed.dispose();
  }
}
