import type { Browser } from 'playwright-core';
import type { Api } from '../../shared/src/api/contract.ts';
import { createCore } from '../../shared/src/core/core.ts';
import { launchBrowser } from '../support/browser.ts';
import { type Screens, openScreens } from '../support/screens.ts';
import { take } from './camera.ts';
import { takeEditor } from './editor.ts';
import { hers } from './hers.ts';
import { now, tell } from './story.ts';
import { type Shown, longshore, terminalPage } from './terminal.ts';
import { type World, openWorld } from './world.ts';

/** Takes the pictures of README.md, by real jobs on two Docker Engines. */
async function main(): Promise<void> {
  console.log('Bringing up two machines with a stack each …');
  await using world = await openWorld();
  Object.assign(process.env, world.env);
  console.log('Three nights with a backup each …');
  await tell(world);
  const openApi = async (): Promise<Api & AsyncDisposable> => hers(await createCore(), world.asHers);
  {
    await using api = await openApi();
    await using screens = await openScreens(api);
    await takeOverview(screens, world);
    await takeRestore(screens, world);
  }
  await takeEditor(world);
  await using browser = await launchBrowser();
  const restore = await longshore(['restore', 'shop/latest', '--to', 'shop-dev', '--host', 'local'], openApi);
  await takeTerminal(browser, 'terminal-restore', [restore], world);
  const status = await longshore(['status'], openApi);
  const backup = await longshore(['backup', 'shop'], openApi);
  await takeTerminal(browser, 'terminal-backup', [status, backup], world);
}

const look = { now: new Date(now), width: 1100, height: 720 } as const;

async function takeOverview(screens: Screens, world: World): Promise<void> {
  const page = await screens.look(look);
  await page.getByRole('article', { name: 'shop', exact: true }).getByText('Protected').waitFor();
  await page.getByText(/^Test the restore of/).waitFor();
  // Up to what follows the latest jobs.
  const next = await page.getByRole('heading', { name: 'Nothing runs by itself' }).boundingBox();
  await page.setViewportSize({ width: look.width, height: Math.floor((next?.y ?? look.height) - 24) });
  await take(page, 'overview', world);
  await page.context().close();
}

/** From what is wanted back to what will happen, as far as it goes without changing anything. */
async function takeRestore(screens: Screens, world: World): Promise<void> {
  const page = await screens.look({ ...look, route: { screen: 'restore' } });
  await page.getByRole('button', { name: /^shop \/ db \/ app\b/ }).click();
  await page.getByRole('radio', { checked: true, name: /newest that was tested/ }).waitFor();
  await take(page, 'restore', world);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('radio', { name: /shop-dev/ }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'What will happen' }).waitFor();
  await page.getByRole('button', { name: 'Restore now' }).waitFor();
  await take(page, 'plan', world);
  await page.context().close();
}

async function takeTerminal(browser: Browser, name: string, shown: Shown[], world: World): Promise<void> {
  const page = await browser.newPage({ deviceScaleFactor: 1.5 });
  await page.setContent(terminalPage(shown));
  const box = await page.locator('body').boundingBox();
  if (!box) throw new Error('The terminal has no size.');
  const width = Math.ceil(box.width);
  const height = Math.ceil(box.height);
  await page.setViewportSize({ width, height });
  await take(page, name, world);
  await page.close();
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
