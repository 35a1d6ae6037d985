import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureCodeServer } from './setup/codeServer.mjs';
import { ensureCompose } from './setup/compose.mjs';
import { ensureDependencies, runNode } from './setup/dependencies.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { ensureExtensionSuite } from './setup/extensionSuite.mjs';
import { ensureImages } from './setup/images.mjs';
import { ensurePackaging } from './setup/packaging.mjs';
import { ensureTools } from './setup/tools.mjs';

/** Minutes that each stage may take on two cores, cold. Printed, never asserted: a slow machine is not a broken one. */
const budgets = { 'set-up': 5, check: 0.5, unit: 1, integration: 12, faces: 11 };

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}.cache/test`;
const took = {};
const totals = { passed: 0, failed: 0 };

async function stage(name, work) {
  console.log(`\n── ${name}`);
  const begun = performance.now();
  try {
    await work();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
  took[name] = (performance.now() - begun) / 60_000;
}

function must(args) {
  if (runNode(args).status !== 0) process.exitCode = 1;
}

function vitest(project) {
  const file = `${out}/${project}.json`;
  rmSync(file, { force: true });
  must([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests;
  if (report.numTotalTests === 0) throw new Error(`No test of the project "${project}" was found.`);
}

await stage('set-up', async () => {
  ensureDependencies();
  await ensureEngine();
  await ensureTools();
  await ensureCompose();
  await ensureImages();
  await ensureCodeServer();
  await ensureExtensionSuite();
  await ensurePackaging();
});
if (!process.exitCode) {
  mkdirSync(out, { recursive: true });
  await stage('check', () => {
    must(['node_modules/oxfmt/bin/oxfmt', '--check']);
    must(['node_modules/oxlint/bin/oxlint', '--type-aware']);
    must(['node_modules/typescript/bin/tsc', '--noEmit']);
    must(['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'shared/ui']);
  });
  await stage('unit', () => vitest('unit'));
  await stage('integration', () => vitest('integration'));
  await stage('faces', () => vitest('e2e'));
}

console.log('');
for (const [name, minutes] of Object.entries(took)) {
  console.log(`${name.padEnd(12)} ${minutes.toFixed(1).padStart(5)} min  (budget ${budgets[name]})`);
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
