import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkbench } from '../support/workbench.ts';

describe('a longshore.yaml with more in it than names', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longshore-hostile-'));
    await writeFile(join(folder, 'longshore.yaml'), 'version: 1\nhost: ssh://evil.example\nstack: ../../x\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is refused in a trusted folder, and nothing is done', async () => {
    await using workbench = await openWorkbench({ folder });
    const window = await workbench.window();
    await window.command('Longshore: Restore into Dev Database…');
    const refused = window.toast(/longshore\.yaml of this workspace is not understood, so nothing was done/);
    await refused.waitFor();
    // No question came: it ended there.
    expect(await window.picker.count()).toBe(0);
  });

  test('is not even read in one that is not trusted', async () => {
    await using workbench = await openWorkbench({
      folder,
      askTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
    const window = await workbench.window();
    await window.page
      .locator('.statusbar')
      .getByRole('button', { name: /Restricted Mode/ })
      .waitFor();
    await window.command('Longshore: Restore into Dev Database…');
    // It goes on to look for stacks that are marked, which is where it ends in a profile that has marked none.
    await window.toast('No stack is marked dev').waitFor();
    expect(await window.toast('is not understood').count()).toBe(0);
  });
});
