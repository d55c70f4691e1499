import type { QualityPredictions } from '@tandem-det/core';
import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { grads, type Tensor2D, type Tensor3D, tensor2d, zerosLike } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { iouQuality } from './iou-quality.ts';
import { smallExample, withInfiniteBoxes } from './small-example.fixture.ts';
import { softplus } from './softplus.fixture.ts';

describeLoss('iouQuality', () => iouQuality(), { reads: ['qualityLogits'] });

describeBackends('iouQuality, by hand', () => {
  it('is the cross-entropy of the positives with their IoU, over their number', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const term = (qualityLogits: Tensor2D, boxes: Tensor3D) =>
      iouQuality()({ ...predictions, boxes, qualityLogits }, priors, truth, assignment, progress)['quality']!;
    const logits = tensor2d([[1, 5, 6, -2]]);
    // IoU 80 / 160 and 1: softplus(1) - 0.5 and softplus(-2) + 2; boxes of the others are not read
    const boxes = withInfiniteBoxes(predictions.boxes);
    await expectClose(term(logits, boxes), (softplus(1) - 0.5 + softplus(-2) + 2) / 2, { rel: 1e-5 });
    await checkGradient((values) => term(values as Tensor2D, boxes), [logits]);
    // ±30: softplus(-30) + 15 and 30, over two
    await expectClose(term(tensor2d([[-30, 0, 0, -30]]), boxes), (15 + 30) / 2, { rel: 1e-6 });
    dispose();
  });

  it('does not move the boxes', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const term = (qualityLogits: Tensor2D, boxes: Tensor3D) =>
      iouQuality()({ ...predictions, boxes, qualityLogits }, priors, truth, assignment, progress)['quality']!;
    // tfjs refuses a gradient that nothing depends on, so the boxes enter with a weight of 0 as well.
    const [, slope] = grads((logits, boxes) =>
      term(logits as Tensor2D, boxes as Tensor3D).add(boxes.mul(0).sum()),
    )([tensor2d([[1, 5, 6, -2]]), predictions.boxes]);
    await expectClose(slope!, zerosLike(predictions.boxes), {});
    dispose();
  });

  it('says what is missing where the head predicts no quality', () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    expect(() =>
      iouQuality()(predictions as QualityPredictions, priors, truth, assignment, progress),
    ).toThrow(
      'iouQuality: expected predictions with qualityLogits, got classLogits, boxes. ' +
        'Use a head with a quality branch, such as decoupledHead(), or leave this loss out.',
    );
    dispose();
  });
});
