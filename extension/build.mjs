import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildCore, common, hashOf } from '../shared/build.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const shared = join(here, '../shared/src');
const screens = join(here, '../shared/ui');
const dist = join(here, 'dist');

/** What the extension host loads: by require, also what it loads late. */
const host = {
  ...common,
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  external: ['vscode'],
  supported: { 'dynamic-import': false },
};

/** Makes `dist`: what the extension host loads, and the core, which runs in processes of its own. */
export async function buildExtension() {
  await rm(dist, { recursive: true, force: true });
  await buildCore(join(dist, 'core'), { core: join(shared, 'core/child.ts') });
  await buildPage();
  await build({
    ...host,
    entryPoints: {
      contract: join(here, 'src/contract.ts'),
      words: join(shared, 'text/catalogue.ts'),
      workspaceFile: join(shared, 'config/workspaceFile.ts'),
    },
  });
  await build({
    ...host,
    entryPoints: { extension: join(here, 'src/extension.ts') },
    define: { CORE_BUILD: JSON.stringify(await hashOf(join(dist, 'core'))) },
    plugins: [apart],
  });
}

/** The page of the details panel: one file of each kind, so that its policy can name them. */
async function buildPage() {
  const page = { bundle: true, minify: true, outdir: join(dist, 'panel'), target: 'chrome128', logLevel: 'warning' };
  await build({
    ...page,
    entryPoints: { page: join(here, 'panel/page.ts') },
    format: 'iife',
    platform: 'browser',
    jsx: 'automatic',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  await build({ ...page, entryPoints: { page: join(screens, 'ui.css') } });
}

/** What is large and not our own code, or seldom needed: files by themselves. */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    for (const [filter, path] of [
      [/\/(channel|errors|rpc|model\/(environment|inventory|job|manifest))(\.ts)?$/, './contract.cjs'],
      [/\/catalogue(\.ts)?$/, './words.cjs'],
      [/\/workspaceFile$/, './workspaceFile.cjs'],
    ]) {
      onResolve({ filter }, ({ path: asked, importer }) =>
        asked.startsWith('.') && ![shared, screens].some((room) => importer.startsWith(room))
          ? undefined
          : { path, external: true },
      );
    }
  },
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildExtension();
