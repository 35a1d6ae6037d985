import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['shared/src/**/*.test.ts'], testTimeout: 10_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/{conformance,integration,e2e}/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One file at a time: `recover` looks at the whole engine, and must not meet the jobs that another file kills.
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
