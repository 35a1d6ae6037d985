import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildCore, common, hashOf } from '../shared/build.mjs';
import { buildScreens } from '../shared/ui/build.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

/** What lies in the app's archive. */
const app = join(here, 'dist/app');
/** What lies beside it: the core, and the Node.js that runs jobs. */
const core = join(here, 'dist/resources/core');

/** Makes `dist`: everything that electron-builder packs, for this machine's own system. */
export async function buildDesktop() {
  await rm(join(here, 'dist'), { recursive: true, force: true });
  await mkdir(join(app, 'page'), { recursive: true });
  await buildCore(core, { desktop: join(here, 'src/core.ts') });
  const windows = process.platform === 'win32';
  const node = require.resolve(`node-${process.platform}-${process.arch}/bin/node${windows ? '.exe' : ''}`);
  await copyFile(node, join(core, windows ? 'node.exe' : 'node'));
  await build({
    ...common,
    entryPoints: { main: join(here, 'src/main.ts'), preload: join(here, 'src/preload.ts') },
    outdir: app,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['electron'],
    define: { 'import.meta.dirname': '__dirname', CORE_BUILD: JSON.stringify(await hashOf(core)) },
  });
  await buildScreens(join(app, 'page'), { page: join(here, 'page/page.ts'), server: join(here, 'page/server.ts') });
  await copyFile(join(here, 'page/server.html'), join(app, 'page/server.html'));
  // All that runs is bundled: of the package's own file, only what Electron reads.
  const { name, version, description } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));
  await writeFile(join(app, 'package.json'), JSON.stringify({ name, version, description, main: 'main.cjs' }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildDesktop();
