import { ensureDependencies, runNode } from './setup/dependencies.mjs';
import { ensureCompose } from './setup/compose.mjs';
import { ensureEngine } from './setup/engine.mjs';

try {
  ensureDependencies();
  await ensureEngine();
  await ensureCompose();
  process.exitCode = runNode(['scripts/demo.ts', ...process.argv.slice(2)]).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
