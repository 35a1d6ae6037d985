import { ensureDependencies, runNode } from './setup/dependencies.mjs';
import { ensureCompose } from './setup/compose.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { ensureImages } from './setup/images.mjs';
import { ensureTools } from './setup/tools.mjs';

try {
  ensureDependencies();
  await ensureEngine();
  await ensureTools();
  await ensureCompose();
  await ensureImages({ only: ['postgres:17', 'ssh-docker:1', 'seaweedfs:4', 's3-tools:1'] });
  process.exitCode = runNode(['test/bench/main.ts', ...process.argv.slice(2)]).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
