import type { ObjectnessPredictions } from '@tandem-det/core';
import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { grad, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { positives } from './normalizer.ts';
import { objectness } from './objectness.ts';
import { smallExample } from './small-example.fixture.ts';
import { softplus } from './softplus.fixture.ts';

describeLoss('objectness', () => objectness(), { reads: ['objectnessLogits'] });
describeLoss('objectness of IoU', () => objectness({ target: 'iou' }), { reads: ['objectnessLogits'] });

describeBackends('objectness, by hand', () => {
  it.each([
    // Positives 1 and -2, background 3, one ignored; two positives. softplus(x) - x · y.
    ['one', (softplus(1) - 1 + softplus(-2) + 2 + softplus(3)) / 2],
    // IoU 80 / 160 = 0.5 and 1
    ['iou', (softplus(1) - 0.5 + softplus(-2) + 2 + softplus(3)) / 2],
    // alignment 0.5 and 0.25
    ['alignment', (softplus(1) - 0.5 + softplus(-2) + 0.5 + softplus(3)) / 2],
  ] as const)('has the target %s', async (target, expected) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const term = (logits: Tensor2D) =>
      objectness({ target })(
        { ...predictions, objectnessLogits: logits },
        priors,
        truth,
        assignment,
        progress,
      )['objectness']!;
    const logits = tensor2d([[1, 3, 9, -2]]);
    await expectClose(term(logits), expected, { rel: 1e-5 });
    await checkGradient((values) => term(values as Tensor2D), [logits]);
    dispose();
  });

  it('keeps its digits at logits of ±30, and its gradient', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const term = (logits: Tensor2D) =>
      objectness({ normalizer: positives({ floor: { atLeast: 1 } }) })(
        { ...predictions, objectnessLogits: logits },
        priors,
        truth,
        assignment,
        progress,
      )['objectness']!;
    // All right: softplus(-30) = 9.36e-14 thrice. All wrong: 30 thrice. Both over two positives.
    const right = tensor2d([[30, -30, 30, 30]]);
    const wrong = tensor2d([[-30, 30, -30, -30]]);
    await expectClose(term(right), (3 * Math.exp(-30)) / 2, { rel: 1e-4 });
    await expectClose(term(wrong), 45, { rel: 1e-6 });
    // σ(x) - y over two
    const slope = (logits: Tensor2D) => grad((values) => term(values as Tensor2D))(logits);
    await expectClose(slope(wrong), [-0.5, 0.5, 0, -0.5], { rel: 1e-6 });
    await expectClose(slope(right), [-Math.exp(-30) / 2, Math.exp(-30) / 2, 0, -Math.exp(-30) / 2], {
      abs: 1e-7,
    });
    dispose();
  });

  it('says what is missing where the head predicts no objectness', () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    expect(() =>
      objectness()(predictions as ObjectnessPredictions, priors, truth, assignment, progress),
    ).toThrow(
      'objectness: expected predictions with objectnessLogits, got classLogits, boxes. ' +
        'Use a head with an objectness branch, such as yoloxHead(), or leave this loss out.',
    );
    dispose();
  });
});
