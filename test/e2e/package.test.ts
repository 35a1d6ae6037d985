import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkbench } from '../support/workbench.ts';

const root = join(import.meta.dirname, '../..');

test('the package holds exactly what runs, and is small', async () => {
  await using workbench = await openWorkbench({ folder: join(root, 'test/stacks/plain') });
  const [folder = ''] = (await readdir(workbench.extensions)).filter((name) => name.startsWith('longshore.'));
  const entries = await readdir(join(workbench.extensions, folder), { recursive: true, withFileTypes: true });
  const base = join(workbench.extensions, folder);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(base.length + 1));
  // Parts of the core that several of its programs share are named for their content.
  const named = files.filter((file) => !/^extension\/dist\/core\/[\w-]+-[A-Z0-9]{8}\.mjs$/.test(file));
  expect(named.toSorted()).toEqual([
    '.vsixmanifest',
    'LICENSE.txt',
    'changelog.md',
    'docs/schema/config.json',
    'docs/schema/workspace.json',
    'extension/dist/contract.cjs',
    'extension/dist/core/core.mjs',
    'extension/dist/core/longshore-askpass',
    'extension/dist/core/main.mjs',
    'extension/dist/extension.cjs',
    'extension/dist/panel/page.css',
    'extension/dist/panel/page.js',
    'extension/dist/words.cjs',
    'extension/dist/workspaceFile.cjs',
    'extension/media/longshore.png',
    'extension/media/longshore.svg',
    'extension/media/look.svg',
    'extension/media/prove.svg',
    'extension/media/restore.svg',
    'extension/media/save.svg',
    'package.json',
    'package.nls.de.json',
    'package.nls.json',
    'readme.md',
  ]);
  const bytes = async (file: string): Promise<number> => (await stat(file)).size;
  expect(await bytes(join(root, 'out/longshore.vsix'))).toBeLessThan(1_500_000);
  expect(await bytes(join(base, 'extension/dist/extension.cjs'))).toBeLessThan(100_000);
});
