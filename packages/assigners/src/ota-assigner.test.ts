import { gridPriors, START } from '@tandem-det/core';
import { describeAssigner } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor2d, tensor3d, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { otaAssigner } from './ota-assigner.ts';

describeAssigner('otaAssigner', () => otaAssigner());
describeAssigner('otaAssigner with padding ignored', () =>
  otaAssigner({ topK: 10, iterations: 20, epsilon: 0.2, paddedPriors: 'ignored' }),
);

describeBackends('otaAssigner, by hand', () => {
  it('takes the priors that cost least against the background', async () => {
    // Centres 4, 12, 20, 28; the object is 24 wide, the IoU of the boxes 0.5, 1, 0.75, 1, of which the last is outside.
    const wide = (right: number) => [0, 0, right, 8];
    const priors = gridPriors({
      strides: [8],
      maps: [{ height: 1, width: 4 }],
      centerOffset: 'half-stride-floor',
    });
    const { gtIndex, labels, alignment } = otaAssigner()(
      { classLogits: zeros([1, 4, 2]), boxes: tensor3d([[wide(12), wide(24), wide(18), wide(24)]]) },
      priors,
      {
        boxes: tensor3d([[wide(24)]]),
        classes: tensor2d([[1]], [1, 1], 'int32'),
        mask: tensor2d([[1]]),
        validSizes: tensor2d([[8, 32]]),
      },
      START,
    );
    // Supply 2; as in the test of the kernel
    await expectClose(gtIndex, [-1, 0, 0, -1], {});
    await expectClose(labels, [-1, 1, 1, -1], {});
    await expectClose(alignment, [0, 1, 1, 0], {});
  });
});

describe('otaAssigner', () => {
  it('refuses options out of range', () => {
    expect(() => otaAssigner({ topK: 0 })).toThrow('otaAssigner: topK: expected a whole number ≥ 1, got 0.');
    expect(() => otaAssigner({ epsilon: 0 })).toThrow('otaAssigner: epsilon: expected a number > 0, got 0.');
    expect(() => otaAssigner({ iterations: 0 })).toThrow(
      'otaAssigner: iterations: expected a whole number ≥ 1, got 0.',
    );
    expect(() => otaAssigner({ penalty: -1 })).toThrow(
      'otaAssigner: penalty: expected a number ≥ 0, got -1.',
    );
  });
});
