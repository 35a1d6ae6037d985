import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../shared/ui/route.ts';
import { knownApi, noon } from '../support/knownApi.ts';
import { type Look, type Screens, openScreens, picture } from '../support/screens.ts';

const snapshot = 'shop/2026-05-03_09-00-00Z';
const routes: Record<string, Route> = {
  overview: { screen: 'overview' },
  stacks: { screen: 'stacks' },
  stack: { screen: 'stack', host: 'local', stack: 'shop' },
  snapshots: { screen: 'snapshots' },
  snapshot: { screen: 'snapshot', repo: 'local', snapshot },
  history: { screen: 'history', repo: 'local', stack: 'shop' },
  jobs: { screen: 'jobs' },
  'job that runs': { screen: 'job', job: 'j-run' },
  'job that is done': { screen: 'job', job: 'j-restore' },
  restore: { screen: 'restore' },
  copy: { screen: 'copy', host: 'local', stack: 'shop' },
  plan: { screen: 'plan', request: { operation: 'restore', snapshot } },
  places: { screen: 'places' },
  'add host': { screen: 'add-host' },
  'add repository': { screen: 'add-repository' },
  settings: { screen: 'settings' },
};
const names = Object.keys(routes);

/** What comes last, of screens that ask more than one thing. */
const last: Record<string, string> = {
  stack: 'Last snapshot',
  restore: 'blog / database / app',
  plan: 'Last time: 36 s',
  'job that runs': 'Save db',
  'job that is done': 'What came of it',
};

/** Every screen on known answers: what it looks like, and to whom. */
describe('the screens', () => {
  let screens: Screens;
  beforeAll(async () => {
    screens = await openScreens(knownApi());
  });
  afterAll(() => screens?.[Symbol.asyncDispose]());

  /** A screen with all that it asks for. */
  async function open(name: string, options: Look = {}): Promise<Page> {
    const route = routes[name];
    if (!route) throw new Error(name);
    const { language = 'en' } = options;
    const page = await screens.look({ route, now: noon, ...options });
    await expect.poll(() => page.locator('.waiting').count()).toBe(0);
    const text = last[name];
    if (text !== undefined && language === 'en') await page.getByText(text).first().waitFor();
    return page;
  }
  const violations = async (page: Page): Promise<string[]> =>
    (
      await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
    ).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);

  test.each(names)('%s can be used by everybody, in every theme', async (name) => {
    const page = await open(name);
    for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      expect(await violations(page), theme).toEqual([]);
      if (theme !== 'high-contrast-light') await picture(page, `${theme}-${name.replaceAll(' ', '-')}`);
    }
    expect(await page.locator('main').ariaSnapshot()).toMatchSnapshot();
    await page.context().close();
  });

  test.each(names)('%s fits a narrow window, and a wide one at double size', async (name) => {
    for (const width of [320, 640]) {
      const page = await open(name, { width });
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${width}`).toBeLessThanOrEqual(width);
      if (width === 320) await picture(page, `narrow-${name.replaceAll(' ', '-')}`);
      await page.context().close();
    }
  });

  test('the steps of a restore can be used by everybody', async () => {
    const page = await open('restore');
    await page.getByRole('searchbox').fill('shop app');
    await page.getByRole('button', { name: /^shop \/ db \/ app/ }).click();
    await page.getByRole('radio', { checked: true, name: /newest that was tested/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Go to the day').fill('2026-04-30');
    await page.getByRole('heading', { name: 'Thursday, 30 April 2026' }).waitFor();
    await page.getByRole('radio', { checked: true }).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('radio', { name: /^Beside it/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Type a name first.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Its new name').fill('app_old');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Restore now' }).click();
    await page.getByText('That is not the name. Nothing was done. It is: shop').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel(/^To go ahead, type its name/).fill('shop');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Restoring' }).waitFor();
    await page.getByRole('progressbar', { name: 'How far db is' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('German is complete, and kept for the next time', async () => {
    for (const name of names) {
      const page = await open(name, { language: 'de' });
      expect(await page.evaluate('document.documentElement.lang')).toBe('de');
      const text = await page.locator('body').innerText();
      expect(text, name).not.toMatch(/\b(the|with|Restore|Back up|Settings|Snapshots|Jobs)\b/);
      expect(text, name).not.toMatch(/\bui\.\w/);
      await picture(page, `german-${name.replaceAll(' ', '-')}`);
      await page.context().close();
    }
    const page = await open('settings');
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.context().close();
  });

  test('of 2,000 snapshots fewer than a hundred rows are in the document, wherever one scrolls', async () => {
    await using many = await openScreens(knownApi({ snapshots: 2000 }));
    const page = await many.look({ route: { screen: 'snapshots' }, now: noon });
    await page.getByText('2,001 snapshots, newest first').waitFor();
    const list = page.getByRole('region', { name: 'Snapshots' });
    for (const part of [0, 0.3, 0.77, 1]) {
      await list.evaluate((element, share) => (element.scrollTop = share * element.scrollHeight), part);
      await expect.poll(() => page.getByRole('listitem').filter({ visible: true }).count()).toBeGreaterThan(5);
      expect(await page.locator('.virtual-row').count()).toBeLessThan(100);
    }
    await page
      .getByRole('button', { name: /^shop, 20 Dec 2024/ })
      .first()
      .waitFor();
  });

  test('colours that the system forces are taken, and nothing moves for who wants no motion', async () => {
    const page = await open('job that runs', { forcedColors: 'active' });
    expect(await violations(page)).toEqual([]);
    await picture(page, 'forced-colors');
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    await page.context().close();
    const moving = await open('job that runs', { reducedMotion: 'no-preference' });
    expect(await moving.evaluate('document.getAnimations().length')).toBeGreaterThan(0);
    await moving.context().close();
  });

  test('who may only look is offered nothing else; who operates may not administer', async () => {
    const changing = /^(Restore|Back up|Test |Check the|Copy to|Undo|Clean up|Delete|Keep it|Stop this|Add a|Remove)/;
    await using viewed = await openScreens(knownApi({ role: 'view' }));
    for (const name of names.filter((each) => !/restore|copy|plan|add/.test(each))) {
      const page = await viewed.look({ now: noon, route: routes[name] as Route });
      await expect.poll(() => page.locator('.waiting').count()).toBe(0);
      const offered = await page.getByRole('button', { name: changing }).allTextContents();
      // A job's title begins like an act.
      expect(
        offered.filter((text) => !/^(Back up shop|Restore (shop|blog)\/)/.test(text)),
        name,
      ).toEqual([]);
      await page.context().close();
    }
    await using operated = await openScreens(knownApi({ role: 'operate' }));
    const page = await operated.look({ now: noon, route: { screen: 'snapshot', repo: 'local', snapshot } });
    await page.getByRole('button', { name: 'Test restore …' }).waitFor();
    expect(await page.getByRole('button', { name: 'Delete …' }).count()).toBe(0);
    const places = await operated.look({ now: noon, route: { screen: 'places' } });
    await places.getByRole('button', { name: 'Test prod' }).waitFor();
    expect(await places.getByRole('button', { name: /^(Add|Remove)/ }).count()).toBe(0);
  });

  test('two stacks of one name are told apart, and each act is about the one that was chosen', async () => {
    const known = knownApi();
    const all = await known.stacks({ host: 'local' });
    const twins = all.flatMap((stack) =>
      stack.id.name === 'shop'
        ? [stack, { ...stack, id: { ...stack.id, workingDir: '/srv/twin' }, hash: 'dddddd', environment: 'dev' as const }]
        : [stack],
    );
    const asked: unknown[] = [];
    await using screens = await openScreens({
      ...known,
      stacks: (params, options) => (params.host === 'prod' ? known.stacks(params, options) : Promise.resolve(twins)),
      plan: (params, options) => {
        asked.push(params);
        return known.plan(params, options);
      },
    });
    for (const screen of ['overview', 'stacks'] as const) {
      const page = await screens.look({ now: noon, route: { screen } });
      await page.getByRole('button', { name: 'shop-abc123', exact: true }).waitFor();
      await page.getByRole('button', { name: 'shop-dddddd', exact: true }).click();
      await page.getByRole('heading', { name: 'shop-dddddd' }).waitFor();
      await page.getByRole('button', { name: 'Back up …' }).last().click();
      await expect.poll(() => asked.pop()).toMatchObject({ operation: 'backup', stack: 'shop-dddddd', services: ['cache'] });
      await page.context().close();
    }
    const page = await screens.look({ now: noon, route: { screen: 'copy', host: 'local', stack: 'shop-abc123' } });
    await page.getByLabel('Into which stack').selectOption({ label: 'shop-dddddd on local' });
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => asked.pop()).toMatchObject({ operation: 'copy', from: 'shop-abc123', to: 'shop-dddddd' });
    await page.context().close();
  });

  test('a form says beside each field what is wrong with it', async () => {
    const page = await open('add repository');
    await page.getByRole('button', { name: 'Test and add' }).click();
    await page.getByText('This is needed.').first().waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('name');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Name').fill('disk');
    await page.getByLabel('Folder').fill('/mnt/disk');
    await page.getByRole('button', { name: 'Test and add' }).click();
    await page.getByText('A file can be written').waitFor();
    await page.context().close();
  });
});
