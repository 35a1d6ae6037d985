import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../../out/', import.meta.url));

/**
 * Makes `ui.js` (a module that exports what `mount.tsx` does), `ui.css`, `icon.png` and `index.html`, which loads a `page.js` that each
 * face puts beside them: it connects, and mounts. What `pages` names is made as well.
 *
 * @param {string} [outdir]
 * @param {Record<string, string>} [pages] their sources, by name
 */
export async function buildScreens(outdir = join(out, 'ui'), pages = {}) {
  await mkdir(outdir, { recursive: true });
  await build({
    entryPoints: { ui: join(here, 'mount.tsx'), ...pages },
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'screens-[hash]',
    format: 'esm',
    platform: 'browser',
    target: 'chrome128',
    jsx: 'automatic',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  await build({
    entryPoints: { ui: join(here, 'ui.css') },
    outdir,
    bundle: true,
    minify: true,
    target: 'chrome128',
    logLevel: 'warning',
  });
  await copyFile(join(here, 'index.html'), join(outdir, 'index.html'));
  await copyFile(join(here, '../../extension/media/longshore.png'), join(outdir, 'icon.png'));
}

/** Makes what `longshore serve` serves, in place of all that is in `outdir`: out/serve when absent. */
export async function buildServePage(outdir = join(out, 'serve')) {
  await rm(outdir, { recursive: true, force: true });
  await buildScreens(outdir, { page: join(here, 'serve/page.ts') });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await Promise.all([buildScreens(), buildServePage()]);
