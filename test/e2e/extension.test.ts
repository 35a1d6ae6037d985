import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestStack, openStack } from '../support/stack.ts';
import { type Window, type Workbench, openWorkbench } from '../support/workbench.ts';

/** On a machine that has other work, too. */
const soon = { timeout: 60_000 };
/** In the database that both stacks have. */
const app = (user: string): string[] => ['psql', '-U', user, '-d', 'app', '-XqAtc'];
const countOrders = [...app('postgres'), 'select count(*) from shop.orders'];
const countMovedOrders = [...app('admin'), 'select count(*) from shop.orders'];
const loseOrders = [...app('postgres'), 'drop schema shop cascade'];

describe('the extension in a profile that nobody has used', () => {
  let stack: TestStack;
  let workbench: Workbench;
  let window: Window;

  beforeAll(async () => {
    stack = await openStack('sample', { apart: true });
    workbench = await openWorkbench({ folder: stack.folder });
    window = await workbench.window();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail' && !window.page.isClosed()) await window.picture(`failed-${task.id}`);
  });
  afterAll(async () => {
    await workbench?.[Symbol.asyncDispose]();
    await stack?.[Symbol.asyncDispose]();
  });

  test('three clicks and no configuration from the installed extension to a proven snapshot', async () => {
    const acts = await window.countActs();
    await window.tab.click();
    const row = window.row('Stacks', new RegExp(`^${stack.project}, never saved`));
    await row.waitFor();
    await window.picture('1-stacks');
    await window.press(row, 'Back Up');
    const saved = window.toast(new RegExp(`Saved ${stack.project}/`));
    await saved.waitFor();
    await window.picture('2-saved');
    await saved.getByRole('button', { name: 'Test Restore' }).click();
    await window.toast(/can be restored: it was, in throw-away servers/).waitFor();
    expect(await acts()).toEqual({ clicks: 3, keys: 0 });
    await window.row('Stacks', new RegExp(`^${stack.project}, saved .* · Restore tested`)).waitFor();
    await window.picture('3-proven');
  });

  test('what is in the stack and in the snapshot is shown, with sizes and rows', async () => {
    await window.row('Stacks', new RegExp(`^${stack.project}`)).click();
    const service = window.row('Stacks', /^db, PostgreSQL/);
    await service.click();
    await window.row('Stacks', /^app, .*B/).waitFor();
    await window.row('Stacks', /^db, PostgreSQL 17.* · .*B/).waitFor();
    const snapshot = window.row('Snapshots', /Restore tested/);
    await snapshot.click();
    await window.row('Snapshots', /^db, PostgreSQL 17/).click();
    await window.row('Snapshots', /^app, [\d,]+ rows/).waitFor();
    await window.picture('4-browse');
    expect(await window.page.getByRole('tree', { name: 'Snapshots' }).getByRole('treeitem').count()).toBeGreaterThan(4);
  });

  test('a restore asks step by step, shows its plan, is confirmed, and can be undone', async () => {
    const orders = await stack.exec('db', ...countOrders);
    await stack.exec('db', ...loseOrders);
    const snapshot = window.row('Snapshots', /Restore tested/);
    await window.press(snapshot, 'Restore…');

    await window.picker.getByPlaceholder('What of it is to be restored?').waitFor();
    await window.picture('5-what');
    await window.accept();
    // Asked only where this host has other stacks that it could go into.
    await window.picker.getByPlaceholder(/^(Into which stack|How)\?$/).waitFor();
    if (await window.picker.getByPlaceholder('Into which stack?').isVisible()) await window.pick(stack.project);
    await window.pick(/Prepare beside the live data/);

    await window.page.getByRole('tab', { name: /^Plan: Restore/ }).waitFor();
    await expect.poll(() => window.text(), soon).toContain(`Restore ${stack.project}/`);
    expect(await window.text()).toMatch(/Replaced in db: /);
    await window.picture('6-plan');
    await window.page.getByRole('button', { name: /^Run This Plan/ }).click();
    const question = window.dialog(/Restore .* into/);
    await question.waitFor();
    await window.picture('7-confirm');
    await question.getByRole('button', { name: 'Run', exact: true }).click();
    const restored = window.toast(/Restored .* into/);
    await restored.waitFor();
    expect(await stack.exec('db', ...countOrders)).toBe(orders);
    await expect.poll(() => window.page.getByRole('tab', { name: /^Plan: Restore/ }).count(), soon).toBe(0);
    await window.page
      .locator('.statusbar')
      .getByRole('button', { name: /Undo until/ })
      .waitFor();
    await window.picture('8-restored');

    await restored.getByRole('button', { name: 'Undo', exact: true }).click();
    await window.dialog(/Undo/).getByRole('button', { name: 'Run', exact: true }).click();
    await window.toast(/Undid/).waitFor();
    await expect(stack.exec('db', ...countOrders)).rejects.toThrow(/does not exist/);
    await window.picture('9-undone');
  });

  describe('a dev stack, in another workspace', () => {
    let dev: TestStack;
    let other: Workbench;
    let devWindow: Window;
    const restoreDev = async (): Promise<void> => devWindow.typeCommand('longshore dev', 'Restore into Dev Database');
    /** F1, what is typed, Enter, and Enter for what is offered first. */
    const keys = 'longshore dev'.length + 3;
    const first = (): Locator => devWindow.picker.getByRole('option').first();

    beforeAll(async () => {
      dev = await openStack('moved', { apart: true });
      other = await openWorkbench({ folder: dev.folder, env: { LONGSHORE_DATA: workbench.dataDir } });
      devWindow = await other.window();
    });
    afterAll(async () => {
      await other?.[Symbol.asyncDispose]();
      await dev?.[Symbol.asyncDispose]();
    });

    test('is filled from a production snapshot by one command and one confirmation', async () => {
      const acts = await devWindow.countActs();
      await restoreDev();
      // The user has not said yet what this stack is: that is asked once on a machine.
      const mark = devWindow.dialog(new RegExp(`Mark ${dev.project} on local as dev`));
      await mark.waitFor();
      await devWindow.picture('10-mark');
      await mark.getByRole('button', { name: 'Mark as Dev' }).click();
      await devWindow.picker.getByPlaceholder('From which data?').waitFor();
      await devWindow.picture('11-source');
      expect(await first().getAttribute('aria-label')).toMatch(new RegExp(`^${stack.project}, .*Restore tested`));
      await devWindow.page.keyboard.press('Enter');
      const question = devWindow.dialog(/Restore .* into/);
      await question.waitFor();
      await devWindow.picture('12-confirm');
      await question.getByRole('button', { name: 'Run', exact: true }).click();
      const restored = devWindow.toast(/Restored .* into/);
      await restored.waitFor();
      expect(await acts()).toEqual({ clicks: 2, keys });
      expect(Number(await dev.exec('database', ...countMovedOrders))).toBeGreaterThan(0);
      await restored.getByRole('button', { name: 'What Changed?' }).click();
      // Row by row, before and after: it had no such table.
      await expect.poll(() => devWindow.text(), soon).toMatch(/app +shop\.customers +rows +– +5,000/);
      await devWindow.picture('13-changed');
    });

    test('is filled from the live production stack, which is offered first from then on', async () => {
      await restoreDev();
      await devWindow.picker.getByPlaceholder('From which data?').waitFor();
      await devWindow.pick(new RegExp(`^${stack.project}, local · production`));
      const question = devWindow.dialog(/Copy .* into/);
      await question.getByRole('button', { name: 'Run', exact: true }).click();
      await devWindow.toast(/Copied .* into/).waitFor();
      await devWindow.picture('14-copied');

      const acts = await devWindow.countActs();
      await restoreDev();
      await devWindow.picker.getByText('as last time').waitFor();
      expect(await first().getAttribute('aria-label')).toMatch(new RegExp(`^${stack.project}, local · production`));
      await devWindow.page.keyboard.press('Enter');
      await question.waitFor();
      await question.getByRole('button', { name: 'Cancel' }).click();
      expect(await acts()).toEqual({ clicks: 1, keys });
    });

    test('gets one database of another stack from the menu of that database', async () => {
      await stack.exec('db', ...app('postgres'), 'create table public.fresh as select generate_series(1, 7) as n');
      await devWindow.tab.click();
      await devWindow.row('Stacks', new RegExp(`^${stack.project}`)).click();
      await devWindow.row('Stacks', /^db, PostgreSQL/).click();
      await devWindow.choose(devWindow.row('Stacks', /^app, .*B/), 'Copy to Another Stack…');
      await devWindow.picker.getByPlaceholder('Into which stack?').waitFor();
      await devWindow.pick(new RegExp(`^${dev.project}`));
      await devWindow.page.getByRole('tab', { name: /^Plan: Copy/ }).waitFor();
      await expect.poll(() => devWindow.text(), soon).toMatch(/^ +\S+ +PostgreSQL .* app /m);
      await devWindow.picture('15-copy-plan');
      await devWindow.page.getByRole('button', { name: /^Run This Plan/ }).click();
      await devWindow
        .dialog(/Copy .* into/)
        .getByRole('button', { name: 'Run', exact: true })
        .click();
      // The message about the copy before may still be there, so it is the data that is waited for.
      const copied = (): Promise<string> =>
        dev.exec('database', ...app('admin'), 'select count(*) from public.fresh').catch(() => 'not there');
      await expect.poll(copied, { timeout: 60_000 }).toBe('7');
    });
  });

  test('a window that is reloaded shows what was done', async () => {
    await window.reload();
    await window.row('Jobs', /Undo .*, done/).waitFor();
    await window.row('Jobs', /Test the restore of .*, done/).waitFor();
    expect(await window.page.getByRole('tree', { name: 'Jobs' }).getByRole('treeitem').count()).toBeGreaterThanOrEqual(4);
  });
});
