import type { Locator, Page } from 'playwright-core';
import { openWorkbench } from '../support/workbench.ts';
import { take } from './camera.ts';
import type { World } from './world.ts';

/** What has nothing to do with us is not shown, so that the picture can be small. */
const settings = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'window.title': 'shop',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'editor.guides.indentation': false,
  'editor.lineNumbers': 'off',
  'editor.folding': false,
  'editor.fontSize': 13,
  'editor.cursorBlinking': 'solid',
  'editor.scrollBeyondLastLine': false,
  'editor.scrollbar.horizontal': 'hidden',
  'editor.scrollbar.vertical': 'hidden',
  'editor.fontFamily': 'DejaVu Sans Mono',
};

/** The tree of stacks and snapshots, and a plan to read, in the real workbench with the packed extension. */
export async function takeEditor(world: World): Promise<void> {
  const { folder, env, time, asHers } = world;
  await using workbench = await openWorkbench({ folder, env: { ...env, ...time.env }, settings });
  const window = await workbench.window();
  const { page } = window;
  await page.setViewportSize({ width: 1420, height: 700 });
  await window.tab.click();
  await expand(window.row('Stacks', /^shop, production/));
  await window.row('Stacks', /^db, PostgreSQL/).waitFor();
  await expand(window.row('Snapshots', /Restore tested/));
  await window.row('Snapshots', /^db, PostgreSQL/).waitFor();
  await expand(window.row('Stacks', /^local, /));
  await window.row('Stacks', /^shop-dev, dev · never saved/).waitFor();
  await window.press(window.row('Snapshots', /Restore tested/), 'Restore…');
  await window.picker.getByPlaceholder('What of it is to be restored?').waitFor();
  await window.accept();
  await window.picker.getByPlaceholder('Into which stack?').waitFor();
  await window.pick(/^shop-dev/);
  await window.pick(/Prepare beside the live data/);
  await page.getByRole('tab', { name: /^Plan: Restore/ }).waitFor();
  await widen(page, 560);
  await page.locator('.editor-instance .view-line').filter({ hasText: 'Release' }).waitFor();
  await replaceTexts(page, asHers);
  await take(page, 'vscode', world);
}

/** Without selecting it: what can be done with a selected row takes the place of what is said of it. */
const expand = (row: Locator): Promise<void> => row.locator('.monaco-tl-twistie').click();

/** Gives the side bar as many pixels. */
async function widen(page: Page, width: number): Promise<void> {
  const edge = (await page.locator('.part.sidebar').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [edge.x + edge.width, edge.y + edge.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(edge.x + width, y, { steps: 5 });
  await page.mouse.up();
}

/** The paths of this run, and the plan's id, which is another one each time. */
async function replaceTexts(page: Page, asHers: (text: string) => string): Promise<void> {
  await page.exposeFunction('asHers', (text: string) =>
    asHers(text).replace(/(longshore\srun\s)[0-9a-f]{16}/, '$14f1c0a97be62d853'),
  );
  await page.evaluate(`(async () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (/[/]|longshore/.test(node.nodeValue)) node.nodeValue = await asHers(node.nodeValue);
    }
    for (const element of document.querySelectorAll('[title], [aria-label]')) {
      if (element.title?.includes('/')) element.title = await asHers(element.title);
      if (element.ariaLabel?.includes('/')) element.ariaLabel = await asHers(element.ariaLabel);
    }
  })()`);
}
