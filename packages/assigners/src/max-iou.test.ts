import { gridPriors, START } from '@tandem-det/core';
import { describeAssigner } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { type Tensor2D, type Tensor3D, tensor2d, tensor3d, zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { maxIou } from './max-iou.ts';

// Best priors that objects share go to the later one, as in the reference: not without regard to order.
describeAssigner('maxIou without best priors', () =>
  maxIou({ positiveIou: 0.3, negativeIou: 0.2, lowQualityMatch: false, paddedPriors: 'background' }),
);

describeBackends('maxIou, by hand', () => {
  it('knows thresholds, padding and ignored regions', async () => {
    // Boxes of 16 around (0, 0), (8, 0), (16, 0), (24, 0), the last one padding.
    const priors = gridPriors({ strides: [8], maps: [{ height: 1, width: 4 }], boxScale: 2 });
    const predictions = { classLogits: zeros([1, 4, 3]) as Tensor3D, boxes: zeros([1, 4, 4]) as Tensor3D };
    const truth = {
      boxes: tensor3d([[[-8, -8, 8, 8]]]),
      classes: tensor2d([[2]], [1, 1], 'int32'),
      mask: tensor2d([[1]]),
      validSizes: tensor2d([[8, 24]]),
    };
    // IoU 1, 8 / 24, 0
    const plain = maxIou({ negativeIou: 0.3 })(predictions, priors, truth, START);
    await expectClose(plain.gtIndex, [0, -2, -1, -2], {});
    await expectClose(plain.labels, [2, -1, -1, -1], {});
    await expectClose(plain.alignment, [1, 0, 0, 0], {});
    const ignored = { boxes: tensor3d([[[8, -8, 30, 8]]]), mask: tensor2d([[1]]) as Tensor2D };
    const regions = maxIou({ ignoreFraction: 0.5, paddedPriors: 'background' });
    // The region holds half of the second prior, which is not more than 0.5, and all of the third.
    const { gtIndex } = regions(predictions, priors, { ...truth, ignored }, START);
    await expectClose(gtIndex, [0, -1, -2, -1], {});
  });
});

it('refuses thresholds in the wrong order', () => {
  expect(() => maxIou({ negativeIou: 0.6 })).toThrow(
    'maxIou: negativeIou: expected a number up to positiveIou = 0.5, got 0.6.',
  );
});
