import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Jobs and command lines are started by the thousand, and compiling their sources anew would take most of their time. */
const env = { NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compile', import.meta.url)) };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,extension}/src/**/*.test.ts', 'shared/ui/**/*.test.ts'],
          testTimeout: 30_000,
          // They leave nothing behind in their process, and loading what they test takes longer than most of them.
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/{conformance,integration}/**/*.test.ts'],
          globalSetup: ['test/integration/setup.ts'],
          env,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // They wait for servers more than they work: two files at a time keep two cores busy.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/setup.ts'],
          env,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // A browser and an editor want both cores.
          maxWorkers: 1,
        },
      },
      // Wants Electron's own program, which not every machine can have; see docs/security.md.
      { test: { name: 'electron', include: ['test/electron/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 300_000 } },
    ],
  },
});
