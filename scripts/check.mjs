import { spawn } from 'node:child_process';
import { ensureDependencies } from './setup/dependencies.mjs';

ensureDependencies();

/** Format, lint, types and unit tests, side by side: the inner loop. */
const checks = {
  format: ['oxfmt', '--check'],
  lint: ['oxlint', '--type-aware'],
  types: ['tsc', '--noEmit'],
  screens: ['tsc', '--noEmit', '-p', 'shared/ui'],
  unit: ['vitest', 'run', '--project', 'unit', '--reporter=dot'],
};

const started = performance.now();
const results = await Promise.all(Object.entries(checks).map(([name, command]) => run(name, command)));
for (const { name, code, output } of results) {
  if (code === 0) continue;
  console.error(`\n${name} failed:\n${output}`);
  process.exitCode = 1;
}
const summary = results.map(({ name, code, seconds }) => `${name} ${code === 0 ? 'ok' : 'FAILED'} ${seconds.toFixed(1)} s`);
console.log(`${summary.join(' · ')} · in all ${((performance.now() - started) / 1000).toFixed(1)} s`);

function run(name, [program, ...args]) {
  const begun = performance.now();
  const child = spawn('npm', ['exec', '--loglevel=error', '--', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ name, code, output, seconds: (performance.now() - begun) / 1000 }));
  });
}
