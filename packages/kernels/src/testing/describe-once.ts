import { describe } from 'vitest';
import { testBackends } from './describe-backends.ts';

/**
 * A suite on what is the same on every backend and takes long: it runs where cpu is among the backends under test,
 * and is skipped where they are others.
 */
export function describeOnce(name: string, suite: () => void): void {
  describe.skipIf(!testBackends().includes('cpu'))(name, suite);
}
