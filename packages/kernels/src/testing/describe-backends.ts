import { afterAll, beforeAll, describe } from 'vitest';
import type { BackendName } from '../backend-name.ts';
import { startBackend } from '../backends/index.ts';

/** The backends that tests run on: TANDEM_TEST_BACKENDS, names with commas between, or cpu and wasm. */
export function testBackends(): BackendName[] {
  const names = process.env['TANDEM_TEST_BACKENDS'] ?? 'cpu,wasm';
  return names.split(',').map((name) => name.trim() as BackendName);
}

/**
 * One vitest `describe` per backend under test, with the backend started before the first test of it. A
 * backend that cannot start fails its tests: none is skipped or replaced.
 */
export function describeBackends(name: string, tests: (backend: BackendName) => void): void {
  for (const backend of testBackends()) {
    describe(`${name} on ${backend}`, () => {
      let stop: (() => Promise<void>) | undefined;
      beforeAll(async () => {
        ({ stop } = await startBackend({ name: backend, report: () => {} }));
      });
      afterAll(() => stop?.());
      tests(backend);
    });
  }
}
