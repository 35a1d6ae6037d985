import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/runner/longestFirst.ts';

/** Of the tests: jobs and command lines are started by the thousand, and compiling their sources anew would take most of their time. */
const env = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compile', import.meta.url)),
  // There are hundreds of restores: the watch after them is tested by itself.
  LONGSHORE_WATCH: '0',
};

/** Files that run side by side: three keep two cores busy, because tests also wait; beside a fourth an editor answers too late. */
const maxWorkers = Number(process.env['LONGSHORE_TEST_WORKERS'] || 3);

const real = {
  env,
  maxWorkers,
  setupFiles: ['test/runner/ownPlace.ts'],
  testTimeout: 180_000,
  hookTimeout: 180_000,
  // A limit ends what will never come: it says nothing of how fast a busy machine has to be.
  expect: { poll: { timeout: 60_000 } },
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,extension}/src/**/*.test.ts', 'shared/ui/**/*.test.ts', 'test/{docs,pictures}/*.test.ts'],
          testTimeout: 30_000,
          // They leave nothing behind in their process, and loading what they test takes longer than most of them.
          isolate: false,
          // One more than cores: some of them wait for the disk.
          maxWorkers: availableParallelism() + 1,
        },
      },
      {
        test: {
          ...real,
          name: 'integration',
          include: ['test/{conformance,integration,matrix}/**/*.test.ts'],
          globalSetup: ['test/integration/setup.ts'],
        },
      },
      {
        test: { ...real, name: 'e2e', include: ['test/e2e/**/*.test.ts'], globalSetup: ['test/e2e/setup.ts'] },
      },
      // Wants Electron's own program, which not every machine can have; see docs/security.md.
      { test: { name: 'electron', include: ['test/electron/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 300_000 } },
    ],
  },
});
