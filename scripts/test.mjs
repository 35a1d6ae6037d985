import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runNode } from './setup/dependencies.mjs';
import { ensureEverything } from './setup/everything.mjs';

/**
 * Minutes that each stage may take on two cores with images built. Printed, never asserted: a slow machine is not a broken one.
 */
const budgets = { 'set-up': 0.5, check: 0.5, unit: 1, 'real servers': 24 };

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}.cache/test`;
const record = process.argv.includes('--record');
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

function must(args, options) {
  if (runNode(args, options).status !== 0) process.exitCode = 1;
}

function vitest(name, projects, options = []) {
  const file = `${out}/${name}.json`;
  rmSync(file, { force: true });
  must(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      ...options,
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { env: record ? { LONGSHORE_TEST_RECORD: '1' } : {} },
  );
  const report = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests;
  if (report.numTotalTests === 0) throw new Error(`No test of ${projects.join(', ')} was found.`);
}

console.log('Everything, on real servers: about 25 minutes on two cores; the first run also builds the images, for 5 minutes.');
await stage('set-up', ensureEverything);
if (!process.exitCode) {
  mkdirSync(out, { recursive: true });
  await stage('check', () => {
    must(['node_modules/oxfmt/bin/oxfmt', '--check']);
    must(['node_modules/oxlint/bin/oxlint', '--type-aware']);
    must(['node_modules/typescript/bin/tsc', '--noEmit']);
    must(['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'shared/ui']);
  });
  await stage('unit', () => vitest('unit', ['unit']));
  await stage('real servers', () => vitest('real', ['integration', 'e2e'], ['--reporter=./test/runner/progress.ts']));
}

console.log('');
for (const [name, minutes] of Object.entries(took)) {
  console.log(`${name.padEnd(12)} ${minutes.toFixed(1).padStart(5)} min  (budget ${budgets[name]})`);
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
