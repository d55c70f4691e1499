import { defineConfig } from 'vitest/config';

/** Every package's tests run on source: the export condition below points into `src`. */
export const shared = defineConfig({
  resolve: { conditions: ['@tandem-det/source'] },
  ssr: { resolve: { conditions: ['@tandem-det/source'], externalConditions: ['@tandem-det/source'] } },
  test: {
    include: ['src/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/tests.json' }]],
  },
});
