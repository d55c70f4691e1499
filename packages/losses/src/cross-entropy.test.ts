import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { balancedClassWeights, balancedCrossEntropy } from './balanced-cross-entropy.ts';
import { crossEntropy } from './cross-entropy.ts';
import { positives, sumOfWeights } from './normalizer.ts';
import { smallExample } from './small-example.fixture.ts';
import { softplus } from './softplus.fixture.ts';

for (const activation of ['sigmoid', 'softmax'] as const) {
  describeLoss(`crossEntropy, ${activation}`, () => crossEntropy({ activation }), { reads: ['classLogits'] });
  describeLoss(
    `balancedCrossEntropy, ${activation}`,
    () => balancedCrossEntropy({ counts: [5, 1, 0], epsilon: 0.1, activation }),
    // its weights are of three classes
    { reads: ['classLogits'], without: ['one class'] },
  );
}

/** p = 0.75 at the class of both positives, by either activation. */
const right = -Math.log(0.75);
/** Sigmoid: p = 0.5 at the positives' other class, logits -1 and 1 at background. */
const negatives = 2 * Math.LN2 + softplus(-1) + softplus(1);

describeBackends('crossEntropy, by hand', () => {
  it.each([
    ['sigmoid', undefined, positives(), (2 * right + negatives) / 2],
    // labels 1 and 0
    ['sigmoid', [3, 2], positives(), ((2 + 3) * right + negatives) / 2],
    ['softmax', undefined, positives(), right],
    ['softmax', [3, 2], positives(), ((2 + 3) * right) / 2],
    ['softmax', [3, 2], sumOfWeights(), right],
  ] as const)('%s with weights %s', async (activation, classWeights, normalizer, expected) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const loss = crossEntropy({ activation, normalizer, ...(classWeights && { classWeights }) });
    const { classification } = loss(predictions, priors, truth, assignment, progress);
    await expectClose(classification!, expected, { rel: 1e-5 });
    await checkGradient(
      (classLogits) =>
        loss({ ...predictions, classLogits: classLogits as Tensor3D }, priors, truth, assignment, progress)[
          'classification'
        ]!,
      [predictions.classLogits],
    );
    dispose();
  });

  it('is over the positives with their IoU as target, as in YOLOX', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const loss = crossEntropy({ target: 'iou', over: 'positives' });
    const { classification } = loss(predictions, priors, truth, assignment, progress);
    // Logits (0, ln 3) with targets (0, 0.5): ln 2 + ln 4 - 0.5 ln 3; (ln 3, 0) with (1, 0): ln 4 - ln 3 + ln 2.
    const expected = Math.log(2) + Math.log(4) - 0.5 * Math.log(3) + right + Math.log(2);
    await expectClose(classification!, expected / 2, { rel: 1e-5 });
    // Weights are those of the label, whatever its target.
    const weighed = crossEntropy({ target: 'iou', over: 'positives', classWeights: [1, 3] });
    const term = weighed(predictions, priors, truth, assignment, progress)['classification']!;
    await expectClose(term, (expected + 2 * (Math.log(4) - 0.5 * Math.log(3))) / 2, { rel: 1e-5 });
    await checkGradient(
      (classLogits) =>
        weighed(
          { ...predictions, classLogits: classLogits as Tensor3D },
          priors,
          truth,
          assignment,
          progress,
        )['classification']!,
      [predictions.classLogits],
    );
    dispose();
  });

  it('refuses soft targets of a softmax', () => {
    expect(() => crossEntropy({ activation: 'softmax', target: 'iou' })).toThrow(
      "crossEntropy: target: expected 'one' with softmax, got 'iou'.",
    );
  });

  it('balances by 1 / (fraction + epsilon)', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    // 1 / (3/4 + 1/4) = 1 and 1 / (1/4 + 1/4) = 2
    const loss = balancedCrossEntropy({ counts: [3, 1], epsilon: 0.25 });
    const { classification } = loss(predictions, priors, truth, assignment, progress);
    await expectClose(classification!, ((1 + 2) * right + negatives) / 2, { rel: 1e-5 });
    dispose();
  });

  it('refuses weights that are not one per class', () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const loss = crossEntropy({ classWeights: [1, 2, 3] });
    expect(() => loss(predictions, priors, truth, assignment, progress)).toThrow(
      'crossEntropy: classWeights: expected K = 2 numbers, got 3.',
    );
    expect(() => crossEntropy({ classWeights: [1, -2] })).toThrow(
      'crossEntropy: classWeights.1: expected a number ≥ 0, got -2.',
    );
    dispose();
  });
});

it('gives a class without objects the weight 1 / epsilon', () => {
  const [common, absent] = balancedClassWeights([4, 0], 0.01) as [number, number];
  expect(common).toBeCloseTo(1 / 1.01, 12);
  expect(absent).toBeCloseTo(100, 12);
  expect(() => balancedClassWeights([0, 0])).toThrow(
    'balancedClassWeights: counts: expected numbers ≥ 0, at least one of them positive, got [0, 0].',
  );
  expect(() => balancedClassWeights([1], 0)).toThrow(
    'balancedClassWeights: epsilon: expected a number > 0, got 0.',
  );
});
