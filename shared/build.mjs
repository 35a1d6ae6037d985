import { createHash } from 'node:crypto';
import { copyFile, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('./src/', import.meta.url));

/** What all bundles for Node.js have in common. The oldest VS Code that we run in has Node.js 22.15. */
export const common = { bundle: true, platform: 'node', target: 'node22', minify: true, logLevel: 'warning' };

/**
 * The core as it is shipped: in parts, of which a process loads what it needs. A watchdog needs little, and only a bucket
 * needs the client of AWS.
 *
 * @param {string} outdir
 * @param {Record<string, string>} faces entries beside that of jobs, by name
 */
export async function buildCore(outdir, faces) {
  await build({
    ...common,
    entryPoints: { ...faces, main: join(source, 'jobs/main.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    format: 'esm',
    splitting: true,
    // Some dependencies are written for require().
    banner: { js: "import{createRequire as bundledRequire}from'node:module';const require=bundledRequire(import.meta.url);" },
  });
  await copyFile(join(source, 'hosts/ssh/longshore-askpass'), join(outdir, 'longshore-askpass'));
}

/** Tells one build from another by what is in it. */
export async function hashOf(folder) {
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).toSorted()) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}
