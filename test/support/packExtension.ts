import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode } from '../../scripts/setup/dependencies.mjs';

const vsce = join(import.meta.dirname, '../../node_modules/@vscode/vsce/vsce');

/** Packs an extension `longshore.<name>` of these files, beside the folder that they are written into, and says where it is. */
export async function packExtension(
  folder: string,
  name: string,
  manifest: Record<string, unknown>,
  files: Record<string, string>,
): Promise<string> {
  const place = join(folder, name);
  await mkdir(place, { recursive: true });
  const all = {
    ...files,
    'README.md': 'An extension for tests.\n',
    'package.json': JSON.stringify({
      name,
      publisher: 'longshore',
      version: '1.0.0',
      private: true,
      license: 'MIT',
      engines: { vscode: '^1.101.0' },
      files: Object.keys(files),
      ...manifest,
    }),
  };
  for (const [file, text] of Object.entries(all)) await writeFile(join(place, file), text);
  const vsix = join(folder, `${name}.vsix`);
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  const { status } = runNode([vsce, 'package', ...options], { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${name} could not be packed; what was said stands above.`);
  return vsix;
}
