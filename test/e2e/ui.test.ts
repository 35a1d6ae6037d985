import { mkdtemp, readFile, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../shared/src/api/contract.ts';
import { createCore } from '../../shared/src/core/core.ts';
import { startContainer } from '../support/docker.ts';
import { type DockerProxy, startProxy } from '../support/proxy.ts';
import { type Screens, openScreens, picture } from '../support/screens.ts';
import { type TestStack, openStack } from '../support/stack.ts';

const countOrders = ['psql', '-U', 'postgres', '-d', 'app', '-XqAtc', 'select count(*) from shop.orders'];
const loseOrders = ['psql', '-U', 'postgres', '-d', 'app', '-XqAtc', 'drop schema shop cascade'];

/** Jobs of the sample stack end within this, on two busy cores. */
const patience = 90_000;

/** The built screens over the real core and the real sample stack, by the roles and names that a screen reader finds. */
describe('the screens in a profile that nobody has used', () => {
  let stack: TestStack;
  let proxy: DockerProxy;
  let dataDir: string;
  let core: Api & AsyncDisposable;
  let screens: Screens;
  let page: Page;
  let orders: string;

  beforeAll(async () => {
    stack = await openStack('sample');
    orders = await stack.exec('db', ...countOrders);
    proxy = await startProxy();
    dataDir = await mkdtemp(join(tmpdir(), 'longshore-ui-'));
    const path = proxy.address.type === 'socket' ? proxy.address.path : '';
    core = await createCore({
      places: { configFile: join(dataDir, 'config.yaml'), named: false, dataDir },
      env: { ...process.env, DOCKER_HOST: `unix://${path}` },
    });
    screens = await openScreens(core);
    page = await screens.look();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(page, `failed-${task.id}`);
    screens.refuse(false);
  });
  afterAll(async () => {
    await screens?.[Symbol.asyncDispose]();
    await core?.[Symbol.asyncDispose]();
    await proxy?.[Symbol.asyncDispose]();
    await stack?.[Symbol.asyncDispose]();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
  const heading = (name: string | RegExp): Locator => page.getByRole('heading', { name });
  const card = (): Locator => page.getByRole('article', { name: stack.project });
  const to = (area: string): Promise<void> =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: area }).click();

  /** Clicks and keys that the page has seen. */
  async function countActs(): Promise<() => Promise<{ clicks: number; keys: number }>> {
    await page.evaluate(`
      globalThis.acts = { clicks: 0, keys: 0 };
      addEventListener('mousedown', () => (acts.clicks += 1), true);
      addEventListener('keydown', () => (acts.keys += 1), true);
    `);
    return () => page.evaluate('globalThis.acts') as Promise<{ clicks: number; keys: number }>;
  }

  test('a stack is backed up and its restore tested by clicking', { timeout: 2 * patience }, async () => {
    await card().getByText('Never saved').waitFor();
    const acts = await countActs();
    await card().getByRole('button', { name: 'Back up …' }).click();
    await button('Back up now').click();
    await page.getByText(new RegExp(`Saved ${stack.project}/`)).waitFor({ timeout: patience });
    await to('Overview');
    await card().getByRole('button', { name: 'Test restore …' }).click();
    await button('Test it now').click();
    await page.getByText(/can be restored: it was, in throw-away servers/).waitFor({ timeout: patience });
    expect(await acts()).toEqual({ clicks: 5, keys: 0 });
    await picture(page, 'real-1-tested');
    await to('Overview');
    await expect.poll(() => card().getByText('Restore of the newest never tested').count()).toBe(0);
    await card().getByText('The copy is on no other disk or machine').waitFor();
  });

  test('a lost database is back in less than ten clicks, and its restore can be undone', { timeout: 2 * patience }, async () => {
    await stack.exec('db', ...loseOrders);
    page = await screens.look();
    await card().waitFor();
    const acts = await countActs();
    await page.locator('main').getByRole('button', { name: 'Restore …' }).first().click();
    await button(new RegExp(`^${stack.project} / db / app\\b`)).click();
    await page.getByRole('radio', { checked: true, name: /newest that was tested/ }).waitFor();
    await button('Continue').click();
    await page.getByRole('radio', { checked: true, name: /^The same place/ }).waitFor();
    await button('Continue').click();
    await heading('What will happen').waitFor();
    await page.getByText(/^Replaced in db: app\./).waitFor();
    await page.getByText(/What is there now is kept until/).waitFor();
    await picture(page, 'real-2-plan');
    await button('Restore now').click();
    await heading('Restored').waitFor({ timeout: patience });
    expect(await acts()).toEqual({ clicks: 5, keys: 0 });
    await page.getByText(/^db: checked, all [\d,]+ rows are there\.$/).waitFor();
    expect(await stack.exec('db', ...countOrders)).toBe(orders);
    await picture(page, 'real-3-restored');

    const [download] = await Promise.all([page.waitForEvent('download'), button('Save report').click()]);
    const report = await readFile(await download.path(), 'utf8');
    expect(report).toMatch(/Restored .* into/);
    expect(report).toMatch(/Replaced in db: app/);

    await button('Undo …').click();
    await button('Undo now').click();
    await page.getByText(/^Undid /).waitFor({ timeout: patience });
    await expect(stack.exec('db', ...countOrders)).rejects.toThrow(/does not exist/);
  });

  test('by keyboard alone, back and forth after a wrong first choice', { timeout: 2 * patience }, async () => {
    page = await screens.look({ route: { screen: 'restore' } });
    const press = async (target: Locator): Promise<void> => {
      for (let tries = 0; tries < 60 && !(await target.evaluate((element) => element.matches(':focus'))); tries += 1) {
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
    };
    const whole = button(new RegExp(`^${stack.project} The whole stack`));
    await whole.waitFor();
    await press(whole);
    await heading('From when?').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('From when?');
    // The first choice was wrong.
    await press(button('Change: What'));
    await heading('What do you want back?').waitFor();
    await press(button(new RegExp(`^${stack.project} / db / app\\b`)));
    await heading('From when?').waitFor();
    await press(button('Continue'));
    await heading('To where?').waitFor();
    await press(button('Continue'));
    await button('Restore now').waitFor();
    await press(button('Restore now'));
    await heading('Restored').waitFor({ timeout: patience });
    expect(await stack.exec('db', ...countOrders)).toBe(orders);
  });

  test('a job that is stopped is taken back', { timeout: 2 * patience }, async () => {
    const before = await stack.states();
    page = await screens.look();
    await card().getByRole('button', { name: 'Back up …' }).click();
    await button('Back up now').waitFor();
    const thaw = proxy.hold('it', /^POST \S*containers\/\w+\/unpause/);
    await button('Back up now').click();
    await thaw.reached;
    thaw.release();
    const read = proxy.hold('it', /^POST \S*containers\/\w+\/exec/);
    await read.reached;
    await button('Stop this job').click();
    await button('Yes, stop it').click();
    read.release();
    await page.getByRole('banner').or(page.locator('.page-head')).getByText('cancelled').waitFor({ timeout: patience });
    await picture(page, 'real-4-cancelled');
    expect(await stack.states()).toEqual(before);
  });

  test('a connection that is lost says so, and what is shown is true again as soon as there is one', async () => {
    page = await screens.look();
    await card().waitFor();
    // It is lost while the stacks are asked anew, because a container has changed.
    const listing = proxy.hold('it', /^GET \S*\/containers\/json/);
    await using changed = await startContainer({ image: 'longshore-test/valkey:8' });
    await listing.reached;
    screens.refuse(true);
    screens.cut();
    listing.release();
    await page.getByText(/^The connection is gone\./).waitFor();
    expect(await card().getByRole('button', { name: 'Back up …' }).isDisabled()).toBe(true);
    await picture(page, 'real-5-lost');
    screens.refuse(false);
    await expect.poll(() => page.getByText(/^The connection is gone\./).count()).toBe(0);
    await expect.poll(() => card().getByRole('button', { name: 'Back up …' }).isEnabled()).toBe(true);
    expect(changed.id).not.toBe('');
  });

  test('what is typed into a form is tried out at once, and nothing is added or left behind by it', async () => {
    page = await screens.look({ route: { screen: 'add-repository' } });
    const type = async (field: string, value: string): Promise<void> => {
      await page.getByRole('textbox', { name: field, exact: true }).fill(value);
      await page.keyboard.press('Tab');
    };
    await type('Name', 'nas');
    await type('Folder', '/dev/null/backups');
    await page.getByRole('alert').filter({ hasText: '/dev/null/backups' }).waitFor();
    const folder = join(dataDir, 'not', 'there');
    await type('Folder', folder);
    await page.getByText(`${folder} is fit for snapshots`).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await picture(page, 'real-7-tried');
    expect(existsSync(join(dataDir, 'not'))).toBe(false);
    expect((await core.repositories({})).map(({ name }) => name)).not.toContain('nas');

    page = await screens.look({ route: { screen: 'add-host' } });
    await type('Name', 'lab');
    await type('Address', 'unix:///nowhere/docker.sock');
    await page.getByText(/No Docker Engine answers at .*nowhere/).waitFor();
    await type('Address', `unix://${proxy.address.type === 'socket' ? proxy.address.path : ''}`);
    await page.getByText(/^Docker .* CPUs$/).waitFor();
    expect((await core.hosts({})).map(({ name }) => name)).not.toContain('lab');
    await button('Test and add').click();
    await page.getByText('lab', { exact: true }).waitFor();
    expect((await core.hosts({})).map(({ name }) => name)).toContain('lab');
  });

  test('a restore that fails says why, and that the live data was not touched', { timeout: 2 * patience }, async () => {
    const [file] = (await readdir(dataDir, { recursive: true })).filter((name) => name.endsWith('app.dump'));
    if (file === undefined) throw new Error('There is no app.dump.');
    await truncate(join(dataDir, file), 1000);
    page = await screens.look({ route: { screen: 'restore' } });
    await button(new RegExp(`^${stack.project} / db / app\\b`)).click();
    await button('Continue').click();
    await button('Continue').click();
    await button('Restore now').click();
    await heading('It was not restored').waitFor({ timeout: patience });
    await page.getByRole('alert').waitFor();
    await page.getByText('The live data was not touched.', { exact: true }).waitFor();
    await picture(page, 'real-6-failed');
    expect(await stack.exec('db', ...countOrders)).toBe(orders);
    await button('Choose again').click();
    await heading('What do you want back?').waitFor();
  });
});
