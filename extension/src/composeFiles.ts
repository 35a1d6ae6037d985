import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { bestProof } from '@longshore/shared/render/proofs';
import { type ServiceLine, composeServices } from './rows/compose.ts';
import type { Row } from './rows/row.ts';
import type { Session } from './session.ts';
import { type FoundStack, stacksEverywhere } from './stacks.ts';

const files: vscode.DocumentSelector = { scheme: 'file', pattern: '**/{compose,docker-compose}*.{yml,yaml}' };

/** Milliseconds for which an answer is good enough for a file that is scrolled and typed in. */
const lifetime = 10_000;

/** Over the data services of a Compose file whose stack runs: when it was saved, and what can be done. */
export class ComposeFiles implements vscode.CodeLensProvider, vscode.HoverProvider, vscode.Disposable {
  readonly #session: Session;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #registered: vscode.Disposable;
  #stacks: { at: number; found: Promise<FoundStack[]> } | undefined;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(session: Session) {
    this.#session = session;
    this.#registered = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider(files, this),
      vscode.languages.registerHoverProvider(files, this),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('longshore.codeLens')) this.#changed.fire();
      }),
    );
  }

  /** Forgets what is known of the stacks, and has the editor ask again: what is shown may be no longer so. */
  refresh(): void {
    this.#stacks = undefined;
    this.#changed.fire();
  }

  /**
   * Resolves with the lines over the data services of the file's stack: two for each, three where the stack was saved, with
   * that service or without. Empty where the setting `longshore.codeLens` is off, and where the stack is not found, whatever
   * the reason. Never rejects.
   */
  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!vscode.workspace.getConfiguration('longshore', document.uri).get('codeLens', true)) return [];
    const { t } = this.#session.words;
    return (await this.#found(document)).flatMap(({ at, service, line }) => {
      const range = new vscode.Range(line, 0, line, 0);
      const row: Row = {
        id: service,
        label: service,
        icon: 'database',
        context: 'service',
        subject: { is: 'service', host: at.host, name: at.name, stack: at.stack, service },
      };
      return [
        new vscode.CodeLens(range, { title: this.#savedText(at), command: 'longshore.stacks.focus' }),
        new vscode.CodeLens(range, { title: t('manifest.command.back-up'), command: 'longshore.backUp', arguments: [row] }),
        ...(at.stack.last
          ? [new vscode.CodeLens(range, { title: t('manifest.command.restore'), command: 'longshore.restore', arguments: [row] })]
          : []),
      ];
    });
  }

  /** Resolves with when the stack was last saved, on the line of a data service of it, else with undefined. Never rejects. */
  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const here = (await this.#found(document)).find(({ line }) => line === position.line);
    if (!here) return undefined;
    const { words } = this.#session;
    const { last } = here.at.stack;
    const lines = [
      this.#savedText(here.at),
      ...(last ? [`${last.reference}, ${words.bytes(last.bytes)}`, bestProof(last, words).text] : []),
    ];
    return new vscode.Hover(new vscode.MarkdownString().appendText(lines.join('\n')));
  }

  #savedText({ stack: { last, lastError } }: FoundStack): string {
    const { t, ago } = this.#session.words;
    if (last) return t(last.complete ? 'row.saved' : 'row.saved-partly', { ago: ago(last.at) });
    return t(lastError ? 'row.saved-unknown' : 'row.never-saved');
  }

  async #found(document: vscode.TextDocument): Promise<(ServiceLine & { at: FoundStack })[]> {
    const lines = composeServices(document.getText());
    if (lines.length === 0) return [];
    const folder = dirname(document.uri.fsPath);
    const all = await this.#all().catch((): FoundStack[] => []);
    const here = all.filter(({ stack }) => stack.id.workingDir === folder);
    // A folder of that path may be on each host: an open file is on the machine whose Docker is the usual one.
    const at = here.find(({ usual }) => usual) ?? here[0];
    if (!at) return [];
    const data = new Set(at.stack.services.map(({ name }) => name));
    return lines.filter(({ service }) => data.has(service)).map((line) => ({ ...line, at }));
  }

  #all(): Promise<FoundStack[]> {
    if (!this.#stacks || Date.now() - this.#stacks.at > lifetime) {
      this.#stacks = { at: Date.now(), found: stacksEverywhere(this.#session) };
    }
    return this.#stacks.found;
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
