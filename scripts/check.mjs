import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies, nodeBinary } from './setup/dependencies.mjs';

ensureDependencies();

/** `--report FILE`: a file in which the unit tests are reported too, as JSON. */
const { report } = parseArgs({ options: { report: { type: 'string' } } }).values;
const unit = ['vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter=minimal'];

/** Format, lint, types and unit tests, side by side: the inner loop. */
const checks = {
  format: ['oxfmt/bin/oxfmt', '--check'],
  lint: ['oxlint/bin/oxlint', '--type-aware'],
  types: ['typescript/bin/tsc', '--noEmit'],
  screens: ['typescript/bin/tsc', '--noEmit', '-p', 'shared/ui'],
  unit: report === undefined ? unit : [...unit, '--reporter=json', `--outputFile.json=${report}`],
};

/** For temporary files of the unit tests: in memory where the system has room for them, for they wait for the disk otherwise. */
const temporary = mkdtempSync(join(hasRoom('/dev/shm') ? '/dev/shm' : tmpdir(), 'ls-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const started = performance.now();
const results = await Promise.all(Object.entries(checks).map(([name, command]) => run(name, command)));
for (const { name, code, output } of results) {
  if (code === 0) continue;
  console.error(`\n${name} failed:\n${output}`);
  process.exitCode = 1;
}
const summary = results.map(({ name, code, seconds }) => `${name} ${code === 0 ? 'ok' : 'FAILED'} ${seconds.toFixed(1)} s`);
console.log(`${summary.join(' · ')} · in all ${((performance.now() - started) / 1000).toFixed(1)} s`);

/** A container has 64 MB there. */
function hasRoom(folder) {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > 1e9;
  } catch {
    return false;
  }
}

function run(name, [program, ...args]) {
  const begun = performance.now();
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(nodeBinary(), [`node_modules/${program}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ name, code, output, seconds: (performance.now() - begun) / 1000 }));
  });
}
