import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'mocha';
import * as vscode from 'vscode';

/** The stack of the open folder, and where the core keeps its snapshots. */
const stack = process.env['LONGSHORE_SUITE_STACK'] ?? '';
const repository = join(process.env['LONGSHORE_DATA'] ?? '', 'repository');

/** What only the inside of the extension host can see. In this order: the first one is about an extension that sleeps. */
export function suite(it: Test): void {
  const extension = vscode.extensions.getExtension('longshore.longshore');
  assert.ok(extension);
  const { contributes, capabilities } = extension.packageJSON as Manifest;
  let reference = '';

  it('the extension sleeps until one of its views is looked at', async () => {
    assert.equal(extension.isActive, false);
    await vscode.commands.executeCommand('longshore.stacks.focus');
    await eventually('the extension', () => extension.isActive);
  });

  it('every command of the manifest is there, and no other but what only rows call', async () => {
    const contributed = contributes.commands.map(({ command }) => command);
    const all = await vscode.commands.getCommands(true);
    // The editor has some of its own for each view.
    const registered = all.filter((name) => name.startsWith('longshore.') && name.split('.').length === 2);
    assert.deepEqual(registered.toSorted(), [...contributed, 'longshore.showMore'].toSorted());
  });

  it('settings are as the manifest says, and no workspace can name the configuration file', async () => {
    const settings = vscode.workspace.getConfiguration('longshore');
    for (const [key, { default: usual }] of Object.entries(contributes.configuration.properties)) {
      assert.equal(settings.get(key.replace('longshore.', '')), usual, key);
    }
    await assert.rejects(async () => settings.update('configFile', '/elsewhere.yaml', vscode.ConfigurationTarget.Workspace));
    assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('a stack is backed up by the command on its row, and over its Compose file stands what can be done then', async () => {
    assert.deepEqual(await lenses(), ['postgres: stacks.focus', 'postgres: backUp', 'redis: stacks.focus', 'redis: backUp']);
    await vscode.commands.executeCommand('longshore.backUp', { subject: { is: 'stack', host: 'local', name: stack } });
    reference = await eventually('a snapshot', snapshotOnDisk);
    // The job ends after its snapshot is there, and its end shows then.
    await eventually('what can be restored', async () => (await lenses()).includes('postgres: restore') || undefined);
    const settings = vscode.workspace.getConfiguration('longshore');
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await lenses(), []);
  });

  it('details of a snapshot are a tab', async () => {
    const details = await answered(() => tabs().find(({ label }) => label === reference), 'longshore.showSnapshot');
    assert.ok(details.input instanceof vscode.TabInputWebview);
    assert.match(details.input.viewType, /longshore\.details$/);
  });

  it('a comparison with what lives is a document', async () => {
    // What the row of that snapshot would give it.
    const row = { subject: { is: 'snapshot', repo: 'local', snapshot: { reference, stack: { name: stack } } } };
    await vscode.commands.executeCommand('longshore.compareLive', row);
    const text = (await eventually('the comparison', () => shown('longshore-page'))).getText();
    assert.ok(text.includes(reference), text);
    assert.ok(text.includes(`live:${stack}`), text);
  });

  it('a plan is a document that cannot be written, and its command line can be taken away', async () => {
    const plan = await answered(() => shown('longshore-plan'), 'longshore.restore');
    const text = plan.getText();
    assert.ok(text.startsWith(`Restore ${reference}`), text);
    await vscode.commands.executeCommand('type', { text: 'no' });
    assert.equal(plan.getText(), text);
    await vscode.commands.executeCommand('longshore.copyCommand');
    const line = await vscode.env.clipboard.readText();
    assert.match(line, /^longshore restore /);
    assert.ok(text.includes(line), text);
  });
}

interface Manifest {
  contributes: { commands: { command: string }[]; configuration: { properties: Record<string, { default: unknown }> } };
  capabilities: { untrustedWorkspaces: { supported: unknown } };
}

/** By the folders of the format: `STACK-HASH/MOMENT` with a manifest in it. */
async function snapshotOnDisk(): Promise<string | undefined> {
  const files = await readdir(repository, { recursive: true }).catch(() => []);
  const [, moment] = files.map((file) => /([^/\\]+)[/\\]manifest\.json$/.exec(file)).find((found) => found) ?? [];
  return moment === undefined ? undefined : `${stack}/${moment}`;
}

/** The commands over the services of the Compose file: `SERVICE: COMMAND`. */
async function lenses(): Promise<string[]> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const file = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'compose.yaml'));
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file.uri, 10);
  return found.map(
    ({ range, command }) => `${file.lineAt(range.start).text.trim()} ${command?.command.replace('longshore.', '')}`,
  );
}

/** What a command leads to when each of its questions is answered with what is offered first. */
async function answered<T>(look: () => T | undefined, command: string): Promise<T> {
  const over = vscode.commands.executeCommand(command);
  const found = await eventually(command, async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return look();
  });
  await over;
  return found;
}

const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

/** The document in front, if it is one of this kind. */
function shown(scheme: string): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === scheme ? document : undefined;
}

/** What no event tells is looked for again until it is there. */
async function eventually<T>(what: string, look: () => T | undefined | false | Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + 45_000; Date.now() < until; await sleep(50)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`${what} did not come.`);
}
