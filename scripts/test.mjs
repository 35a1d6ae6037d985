import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runNode } from './setup/dependencies.mjs';
import { ensureEverything } from './setup/everything.mjs';

/**
 * Minutes that each stage may take on two cores with images built. Printed, never asserted: a slow machine is not a broken one.
 */
const budgets = { 'set-up': 0.5, check: 0.5, 'real servers': 23 };

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

/** Runs a program that runs tests, and counts them in the report that it writes. */
function run(name, program) {
  const report = `${out}/${name}.json`;
  rmSync(report, { force: true });
  const env = record ? { LONGSHORE_TEST_RECORD: '1' } : {};
  if (runNode(program(report), { env }).status !== 0) process.exitCode = 1;
  const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
  totals.passed += numPassedTests;
  totals.failed += numFailedTests;
  if (numTotalTests === 0) throw new Error(`No test of ${name} was found.`);
}

const real = (report) => [
  'node_modules/vitest/vitest.mjs',
  'run',
  ...['integration', 'e2e'].flatMap((project) => ['--project', project]),
  ...['default', './test/runner/progress.ts', 'json'].map((reporter) => `--reporter=${reporter}`),
  `--outputFile.json=${report}`,
];

console.log('Everything, on real servers: about 35 minutes on two cores; the first run also builds the images, for 6 minutes.');
await stage('set-up', ensureEverything);
if (!process.exitCode) {
  mkdirSync(out, { recursive: true });
  await stage('check', () => run('unit', (report) => ['scripts/check.mjs', '--report', report]));
  await stage('real servers', () => run('real', real));
}

console.log('');
for (const [name, minutes] of Object.entries(took)) {
  console.log(`${name.padEnd(12)} ${minutes.toFixed(1).padStart(5)} min  (budget ${budgets[name]})`);
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
