import { ExpectationError } from '@tandem-det/base';
import type { QualityPredictions } from '@tandem-det/core';
import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { type Tensor2D, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { centerness } from './centerness.ts';
import { centernessTarget } from './centerness-target.ts';
import { smallExample } from './small-example.fixture.ts';
import { softplus } from './softplus.fixture.ts';

describeLoss('centerness', () => centerness(), { reads: ['qualityLogits'] });

describeBackends('centernessTarget', () => {
  it('is sqrt(min(l, r) / max(l, r) · min(t, b) / max(t, b)), and 0 where that has no value', async () => {
    const { priors, assignment, dispose } = smallExample();
    const boxes = tensor3d([
      [
        [-1, -2, 4, 8], // centre (0, 0): l 1, r 4, t 2, b 8: sqrt(1/4 · 1/4) = 0.25
        [-8, -1, 8, 8], // centre (8, 0): r = 0, on the edge
        [10, 0, 20, 16], // centre (0, 8) lies outside
        [8, 8, 8, 8], // centre (8, 8), no extent: 0 / 0
      ],
    ]);
    await expectClose(centernessTarget(priors, { ...assignment, boxes }), [0.25, 0, 0, 0], { abs: 1e-6 });
    dispose();
  });
});

describeBackends('centerness, by hand', () => {
  it('is the cross-entropy of the positives with their centerness, over their number', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const qualityLogits = tensor2d([[1, 5, 6, -2]]);
    // Targets 0.5 and 1: softplus(x) - x · y = softplus(1) - 0.5, and softplus(-2) + 2.
    const { centerness: term } = centerness()(
      { ...predictions, qualityLogits },
      priors,
      truth,
      assignment,
      progress,
    );
    await expectClose(term!, (softplus(1) - 0.5 + softplus(-2) + 2) / 2, { rel: 1e-5 });
    await checkGradient(
      (logits) =>
        centerness()(
          { ...predictions, qualityLogits: logits as Tensor2D },
          priors,
          truth,
          assignment,
          progress,
        )['centerness']!,
      [qualityLogits],
    );
    dispose();
  });

  it('says what is missing where the head predicts no quality', () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const evaluate = () =>
      centerness()(predictions as QualityPredictions, priors, truth, assignment, progress);
    expect(evaluate).toThrow(ExpectationError);
    expect(evaluate).toThrow(
      'centerness: expected predictions with qualityLogits, got classLogits, boxes. ' +
        'Use a head with a centerness branch, such as decoupledHead(), or leave this loss out.',
    );
    dispose();
  });
});
