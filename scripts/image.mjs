import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCore } from '../shared/build.mjs';
import { buildServePage } from '../shared/ui/build.mjs';
import { ensureBase } from './setup/base.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { buildCommand, findBuilder } from './setup/images.mjs';
import { run, runAsMain } from './setup/run.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const suite = 'trixie';

/**
 * Builds the image of `longshore serve` from a small Debian, Node.js as npm has it, and what is bundled: no sources, no
 * compilers, no package manager of Node.js.
 *
 * @param {string} tag
 * @param {string[]} [labels] `NAME=VALUE`
 */
export async function buildImage(tag, labels = []) {
  const context = mkdtempSync(join(tmpdir(), 'longshore-image-'));
  try {
    mkdirSync(join(context, 'lib'));
    await Promise.all([
      buildCore(join(context, 'lib'), { longshore: join(root, 'shared/bin/longshore.mjs') }),
      buildServePage(join(context, 'lib/page')),
    ]);
    for (const name of ['Dockerfile', 'longshore']) cpSync(join(root, 'image', name), join(context, name));
    cpSync(createRequire(import.meta.url).resolve(`node-linux-${process.arch}/bin/node`), join(context, 'node'));
    for (const name of ['node', 'longshore', 'lib/longshore-askpass']) chmodSync(join(context, name), 0o755);
    const builder = await findBuilder();
    const argv = [...buildCommand([tag], labels, builder), '--build-arg', `BASE=${await ensureBase(suite)}`, context];
    await run(argv, { env: builder.env });
  } finally {
    rmSync(context, { recursive: true });
  }
}

await runAsMain(import.meta.url, async ([tag = 'longshore']) => {
  await ensureEngine();
  await buildImage(tag);
  console.log(`built ${tag}`);
});
