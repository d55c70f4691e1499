import { configDefaults, defineConfig } from 'vitest/config';

/** Examples of READMEs name their backend: they run once, with the tests on cpu. */
const once = (process.env['TANDEM_TEST_BACKENDS'] ?? 'cpu').split(',').includes('cpu')
  ? []
  : ['**/readme.test.ts'];

/** Every package's tests run on source: the export condition below points into `src`. */
export const shared = defineConfig({
  resolve: { conditions: ['@tandem-det/source'] },
  ssr: { resolve: { conditions: ['@tandem-det/source'], externalConditions: ['@tandem-det/source'] } },
  test: {
    include: ['src/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...once],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/tests.json' }]],
  },
});
