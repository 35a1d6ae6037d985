import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plugin, build } from 'esbuild';
import { ensureExtensionSuite } from '../../scripts/setup/extensionSuite.mjs';

const outfile = join(import.meta.dirname, '../../out/vscode/suite.cjs');

/** One file that an extension host loads, with mocha where it was installed; says where it is. */
export async function buildSuite(): Promise<string> {
  const { mocha } = await ensureExtensionSuite();
  const installed: Plugin = {
    name: 'installed',
    setup(building) {
      building.onResolve({ filter: /^mocha$/ }, () => ({ path: pathToFileURL(mocha).href, external: true }));
    },
  };
  await build({
    entryPoints: [join(import.meta.dirname, 'entry.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode'],
    plugins: [installed],
    logLevel: 'warning',
  });
  return outfile;
}
