import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startBackend } from '../backends/index.ts';
import { testBackends } from '../testing/index.ts';
import { arrayChecks, broadcastChecks, conditionChecks } from './checks/arrays.fixture.ts';
import type { StandardCheck } from './checks/check.ts';
import { convolutionChecks } from './checks/convolution.fixture.ts';
import { imageChecks } from './checks/images.fixture.ts';
import { poolingChecks } from './checks/pooling.fixture.ts';
import { providedKernels } from './choose-standard-kernels.ts';
import { standardGradients } from './gradients.ts';

const checks: readonly StandardCheck[] = [
  ...convolutionChecks,
  ...poolingChecks,
  ...imageChecks,
  ...arrayChecks,
  ...broadcastChecks,
  ...conditionChecks,
];

const titleOf = ({ kernel, isGradient, what }: StandardCheck) =>
  `${isGradient ? 'gradient of ' : ''}${kernel}, ${what}`;

/** Runs a check and disposes of every tensor of it; what is left is a leak. */
async function run({ run: check }: StandardCheck): Promise<void> {
  const buffers = tf.backend().numDataIds();
  tf.engine().startScope();
  try {
    await check();
  } finally {
    tf.engine().endScope();
  }
  expect(tf.backend().numDataIds()).toBe(buffers);
}

for (const backend of testBackends()) {
  describe(`standard kernels on ${backend}`, () => {
    const start = (standardKernels: 'fixed' | 'stock') =>
      startBackend({ name: backend, standardKernels, report: () => {} });

    describe('of stock tfjs', () => {
      beforeAll(async () => {
        const warn = vi.spyOn(console, 'warn');
        await start('fixed');
        await start('stock');
        expect(warn).not.toHaveBeenCalled();
        warn.mockRestore();
      });

      // a check that passes is of a kernel that need not be replaced any more
      for (const check of checks.filter(({ stockFailsOn }) => stockFailsOn.includes(backend))) {
        it(`fail: ${titleOf(check)}`, async () => {
          await expect(run(check)).rejects.toThrow();
        });
      }

      it('fail a check for each that is replaced here', () => {
        const failing = (isGradient: boolean) =>
          checks
            .filter((check) => check.isGradient === isGradient && check.stockFailsOn.includes(backend))
            .map(({ kernel }) => kernel);
        const kernels = providedKernels(backend).filter(({ isFaster }) => !isFaster);
        expect(new Set(failing(false))).toEqual(new Set(kernels.map(({ name }) => name)));
        const gradients = standardGradients.filter(({ isFaster }) => !isFaster);
        expect(new Set(failing(true))).toEqual(new Set(gradients.map(({ gradient }) => gradient.kernelName)));
      });
    });

    describe('of this package', () => {
      beforeAll(async () => {
        await start('fixed');
      });

      for (const check of checks) it(titleOf(check), () => run(check));
    });
  });
}
