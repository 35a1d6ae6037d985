import { ensureCodeServer } from './setup/codeServer.mjs';
import { ensureCompose } from './setup/compose.mjs';
import { ensureDependencies, runNode } from './setup/dependencies.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { ensureImages } from './setup/images.mjs';
import { ensureTools } from './setup/tools.mjs';

/** Takes the pictures of README.md anew, from the real faces on the real sample stack: docs/pictures. */
try {
  ensureDependencies();
  await ensureEngine();
  await ensureTools();
  await ensureCompose();
  await ensureImages({ only: ['postgres:17', 'valkey:8', 'writer:1', 'engine:26', 'ssh-docker:1'] });
  await ensureCodeServer();
  // The picture of the editor is one of the packed extension.
  must(['scripts/package.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  must(['test/pictures/main.ts']);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function must(args, options) {
  if (runNode(args, options).status !== 0) throw new Error(`${args[0]} failed; its output is above.`);
}
