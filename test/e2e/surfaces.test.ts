import { appendFile, mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCore } from '../../shared/src/core/core.ts';
import { endOf } from '../support/core.ts';
import { startS3 } from '../support/s3Server.ts';
import { type TestStack, openStack } from '../support/stack.ts';
import { type Window, type Workbench, openWorkbench } from '../support/workbench.ts';

const soon = { timeout: 60_000 };

/** The files below a folder that hold this text. */
async function filesWith(text: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(files.map(async (file) => (await readFile(file)).includes(text)));
  return files.filter((_, at) => found[at]);
}

describe('the extension besides its main ways', () => {
  let stack: TestStack;
  let workbench: Workbench;
  let window: Window;

  beforeAll(async () => {
    stack = await openStack('plain', { apart: true });
    workbench = await openWorkbench({ folder: stack.folder });
    const { dataDir } = workbench;
    process.env['LONGSHORE_DATA'] = dataDir;
    await using core = await createCore({ places: { configFile: join(dataDir, 'none.yaml'), named: false, dataDir } });
    for (let made = 0; made < 2; made += 1) {
      const { id } = await core.plan({ operation: 'backup', stack: stack.project });
      const { job } = await core.run({ plan: id, confirm: true });
      await endOf(core, job);
    }
    window = await workbench.window();
    await window.tab.click();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && !window.page.isClosed()) await window.picture(`failed-${task.id}`);
  });
  afterAll(async () => {
    await workbench?.[Symbol.asyncDispose]();
    await stack?.[Symbol.asyncDispose]();
  });

  async function openCompose({ page, picker }: Window): Promise<void> {
    await page.keyboard.press('Control+P');
    await picker.locator('input[type=text]').fill('compose.yaml');
    await picker
      .getByRole('option', { name: /compose\.yaml/ })
      .first()
      .click();
    await page.locator('.view-line', { hasText: 'postgres:' }).first().waitFor();
  }

  /** The nth newest. */
  const snapshot = (nth: number): Locator =>
    window.page
      .getByRole('tree', { name: 'Snapshots' })
      .getByRole('treeitem', { name: /Restore never tested/ })
      .nth(nth);
  const violations = async (): Promise<string[]> => {
    const analyze = (): ReturnType<AxeBuilder['analyze']> =>
      new AxeBuilder({ page: window.page }).include(['iframe.webview.ready', '#active-frame', 'main']).analyze();
    let found = await analyze();
    // It gives a frame one second to take in its script, and then goes on without that frame.
    while (found.passes.length <= 5) found = await analyze();
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${JSON.stringify(any)}`).join(', ')}`,
    );
  };

  test('a Compose file shows over each data service when it was saved, and what can be done', async () => {
    await openCompose(window);
    const lens = window.page.locator('.codelens-decoration');
    await expect
      .poll(() => lens.allTextContents(), soon)
      .toEqual([
        expect.stringMatching(/^saved .* ago.*Back Up.*Restore…$/),
        expect.stringMatching(/^saved .* ago.*Back Up.*Restore…$/),
      ]);
    await window.page.locator('.view-line', { hasText: 'postgres:' }).first().locator('span span').first().hover();
    await window.page.locator('.monaco-hover:visible', { hasText: `${stack.project}/` }).waitFor();
    await window.picture('surfaces-1-compose');
  });

  test('details of a snapshot, of its job and of how backups went, in every theme and without a fault that axe finds', async () => {
    await window.choose(snapshot(0), 'Show Snapshot');
    await window.panel.getByRole('heading', { level: 1 }).waitFor();
    await window.panel.getByRole('heading', { name: /postgres/ }).waitFor();
    const themes = { light: 'Light 2026', dark: 'Dark 2026', contrast: 'Dark High Contrast' };
    for (const [name, theme] of Object.entries(themes)) {
      await window.command('Preferences: Color Theme');
      await window.picker.getByPlaceholder(/Select Color Theme/).fill(theme);
      await window.accept();
      const kind = { light: 'vscode-light', dark: 'vscode-dark', contrast: 'vscode-high-contrast' }[name] ?? '';
      await window.panel.locator(`body.${kind}`).waitFor();
      await window.picture(`surfaces-2-snapshot-${name}`);
      expect(await violations()).toEqual([]);
    }
    await window.command('Preferences: Color Theme');
    await window.picker.getByPlaceholder(/Select Color Theme/).fill(themes.light);
    await window.accept();
    await window.panel.getByRole('button', { name: 'Sizes and times' }).click();
    await window.panel.getByText('Size of each backup').first().waitFor();
    await window.picture('surfaces-3-history');
    expect(await violations()).toEqual([]);
    await window.row('Jobs', /^Back up .*, done/).click();
    await window.panel.getByRole('heading', { name: /^Back up/ }).waitFor();
    await window.picture('surfaces-4-job');
    expect(await violations()).toEqual([]);
    // A page that was out of sight is there again.
    await window.page.getByRole('tab', { name: 'compose.yaml' }).click();
    await expect.poll(() => window.page.locator('iframe.webview.ready:visible').count(), soon).toBe(0);
    await window.page.getByRole('tab', { name: /^Job / }).click();
    await window.panel.getByRole('heading', { name: /^Back up/ }).waitFor();
  });

  test('the panel is there again after a reload of the window, on the page that it had come to', async () => {
    await window.choose(snapshot(0), 'Show Snapshot');
    await window.panel.getByRole('button', { name: 'Sizes and times' }).click();
    const page = window.panel.getByText('Size of each backup').first();
    await page.waitFor();
    await window.reload();
    await page.waitFor();
    const tab = window.page.getByRole('tab', { name: `History of ${stack.project}`, selected: true });
    await expect.poll(() => tab.count(), soon).toBe(1);
  });

  test('snapshots are compared, kept, and deleted after a question', async () => {
    await window.choose(snapshot(0), 'Compare with Live Data');
    await expect.poll(() => window.text(), soon).toMatch(/A +\S+\/\S+[^]*B +live:/);
    await window.choose(snapshot(0), 'Compare with Another Snapshot…');
    await window.picker.getByRole('option').first().click();
    await expect.poll(() => window.text(), soon).toMatch(/A +\S+\/\S+[^]*B +[^l]\S+\//);
    await window.choose(snapshot(1), 'Pin');
    await window.row('Snapshots', /pinned/).waitFor();
    await window.choose(window.row('Snapshots', /pinned/), 'Unpin');
    await expect.poll(() => window.row('Snapshots', /pinned/).count(), soon).toBe(0);
    await window.choose(snapshot(1), 'Reveal Stored File…');
    await window.picker
      .getByRole('option', { name: /app\.dump|shop\.dump/ })
      .first()
      .click();
    await expect.poll(() => window.page.evaluate('navigator.clipboard.readText()'), soon).toMatch(/\/postgres\/\w+\.dump$/);
    await window.choose(snapshot(1), 'Delete…');
    const question = window.dialog(/Delete/);
    await question.getByRole('button', { name: 'Run', exact: true }).click();
    // The user has not said that it is not production.
    await window.picker.getByText(`Type ${stack.project} to go ahead`).waitFor();
    await window.picker.locator('input[type=text]').fill(stack.project);
    await window.accept();
    await window.row('Jobs', /^Delete .*, done/).waitFor();
    await expect.poll(() => snapshot(1).count(), soon).toBe(0);
    await window.picture('surfaces-5-deleted');
  });

  test('by keys alone: to a stack in the sidebar, its menu, and a backup of one database', async () => {
    const acts = await window.countActs();
    const { keyboard } = window.page;
    await window.typeCommand('focus on stacks', 'Focus on Stacks View');
    const focused = window.page.getByRole('tree', { name: 'Stacks' }).locator('.monaco-list-row.focused');
    const label = (): Promise<string | null> => focused.getAttribute('aria-label', { timeout: 500 }).catch(() => null);
    const walkTo = async (name: RegExp): Promise<void> => {
      await window.row('Stacks', name).waitFor();
      for (let before = await label(); before === null || !name.test(before); before = await label()) {
        await keyboard.press('ArrowDown');
        await expect.poll(label, soon).not.toBe(before);
      }
    };
    await walkTo(new RegExp(`^${stack.project}`));
    await keyboard.press('ArrowRight');
    await walkTo(/^postgres, PostgreSQL/);
    await keyboard.press('ArrowRight');
    await walkTo(/^shop, /);
    await keyboard.press('Shift+F10');
    // The menu is visible before it has the focus, and until then a key reaches the tree.
    await window.page.locator('[role=menu]:focus').waitFor();
    await keyboard.press('ArrowDown');
    await window.page.locator(':focus').getByText('Back Up', { exact: true }).waitFor();
    await keyboard.press('Enter');
    await window.toast(/Saved /).waitFor();
    await window.row('Snapshots', /incomplete/).waitFor();
    await window.picture('surfaces-6-keys');
    expect((await acts()).clicks).toBe(0);
  });

  test('a folder becomes a repository and an address a host, each tried out first', async () => {
    await window.command('Longshore: Add Repository…');
    await window.pick('A folder');
    const second = join(workbench.profile, '../second');
    await mkdir(second);
    // The dialog writes the folder that it begins with into its field by itself, and that comes late on a busy machine.
    const folder = window.picker.locator('input[type=text]');
    await expect.poll(() => folder.inputValue(), soon).toContain('/plain');
    await folder.fill(`${second}/`);
    await expect.poll(() => folder.inputValue(), soon).toBe(`${second}/`);
    await window.picker.getByRole('button', { name: 'Keep Snapshots Here' }).click();
    await window.picker.getByText('Name of the repository').waitFor();
    await window.picker.locator('input[type=text]').fill('second');
    await window.accept();
    await window.row('Snapshots', /^second, /).waitFor();
    await window.command('Longshore: Add Host…');
    await window.picker.getByText(/^Where it is/).waitFor();
    await window.picker.locator('input[type=text]').fill('unix:///var/run/docker.sock');
    await window.accept();
    await window.picker.getByText('Name of the host').waitFor();
    await window.picker.locator('input[type=text]').fill('again');
    await window.accept();
    await window.toast('again was added.').waitFor();
    await window.row('Stacks', /^again, unix/).waitFor();
    const config = await readFile(join(workbench.profile, '../longshore/config.yaml'), 'utf8');
    expect(config).toMatch(/repositories:\s+second:\s+type: folder/);
    expect(config).toMatch(/hosts:\s+again:\s+socket: \/var\/run\/docker\.sock/);
    await window.picture('surfaces-7-places');
  });

  test('over Compose files nothing stands where that is not wanted', async () => {
    await workbench.configure({ 'longshore.codeLens': false });
    const other = await workbench.window();
    await openCompose(other);
    await other.tab.click();
    await other.row('Stacks', new RegExp(`^${stack.project}`)).waitFor();
    expect(await other.page.locator('.codelens-decoration').count()).toBe(0);
  });

  test('in a German editor it speaks German', async () => {
    await using german = await openWorkbench({
      folder: stack.folder,
      env: { LONGSHORE_DATA: workbench.dataDir },
      language: 'de',
    });
    const other = await german.window();
    await other.tab.click();
    await other.row('Stacks', new RegExp(`^${stack.project}, gesichert vor .* · Wiederherstellung nie geprobt`)).waitFor();
    await other.row('Schnappschüsse', /Wiederherstellung nie geprobt/).waitFor();
    await other.row('Aufträge', /^.* sichern, fertig/).waitFor();
    await other.picture('surfaces-8-german');
    expect(await other.page.getByRole('tree', { name: 'Snapshots' }).count()).toBe(0);
  });

  test('keys of a bucket that are typed are in the keychain alone, and are there after a reload of the window', async () => {
    await using s3 = await startS3('seaweedfs');
    const { bucket, endpoint } = await s3.bucket();
    const { accessKeyId, secretAccessKey } = s3.credentials;
    const answer = async (question: string, text: string): Promise<void> => {
      await window.picker.getByText(question).waitFor();
      await window.picker.locator('input:not([type=checkbox])').fill(text);
      await window.accept();
    };
    await window.command('Longshore: Add Repository…');
    await window.pick('A bucket');
    await answer('Name of the bucket', bucket);
    await answer('of the endpoint', endpoint);
    await window.pick('Type them…');
    await answer('Access key ID', accessKeyId);
    await window.picker.locator('input[type=password]').waitFor();
    await answer('Secret access key', secretAccessKey);
    await answer('Name of the repository', 'cloud');
    await window.toast(/is fit for snapshots/).waitFor();
    await window.row('Snapshots', /^cloud, s3:/).click();
    await window.row('Snapshots', 'There is no snapshot yet.').waitFor();

    const home = join(workbench.profile, '..');
    const configFile = join(home, 'longshore/config.yaml');
    expect(await readFile(configFile, 'utf8')).toMatch(
      /accessKeyId: store:repositories\.cloud\.[0-9a-f]{8}\.accessKeyId\s+secretAccessKey: store:repositories\.cloud\.[0-9a-f]{8}\.secretAccessKey/,
    );
    await appendFile(configFile, 'default:\n  repository: cloud\n');
    await window.reload();
    await window.press(window.row('Stacks', new RegExp(`^${stack.project}`)), 'Back Up');
    await window.toast(/Saved /).waitFor();
    await window.row('Snapshots', /^cloud, s3:.*default/).waitFor();
    await window.row('Snapshots', /^\d.*Restore never tested/).waitFor();
    // The user was not asked again.
    expect(await window.picker.count()).toBe(0);
    await window.picture('surfaces-9-bucket');

    // Data, profile with its settings and logs, configuration.
    expect(await filesWith(bucket, home)).toContain(configFile);
    expect(await filesWith(accessKeyId, home)).toEqual([]);
    expect(await filesWith(secretAccessKey, home)).toEqual([]);
  });

  test('a walkthrough leads through it, with pictures', async () => {
    // Its pictures need room.
    await window.page.keyboard.press('Control+B');
    await window.command('Longshore: Open Walkthrough');
    await window.page.getByText('Save, Prove and Restore').first().waitFor();
    for (const step of ['See what is there', 'Back it up', 'Prove it', 'Restore, and undo']) {
      expect(await window.page.getByText(step).first().isVisible()).toBe(true);
    }
    await window.panel.locator('svg').first().waitFor();
    await window.picture('surfaces-10-walkthrough');
  });
});
