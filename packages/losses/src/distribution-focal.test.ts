import type { DistributionPredictions } from '@tandem-det/core';
import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { distributionFocal } from './distribution-focal.ts';
import { smallExample } from './small-example.fixture.ts';

describeLoss('distributionFocal', () => distributionFocal(), { reads: ['boxDistribution'] });
describeLoss('distributionFocal by centerness', () => distributionFocal({ weight: 'centerness' }), {
  reads: ['boxDistribution'],
});

/** Logits [1, 4, 4, R], the same for the four sides of each prior. */
const distributions = (priors: number[][]) => tensor4d([priors.map((row) => [row, row, row, row])]);

describeBackends('distributionFocal, by hand', () => {
  // Prior 0 at (0, 0) in [-2, -8, 8, 8], stride 8: 0.25, 1, 1, 1 strides; prior 3: 1 stride to each side.
  it.each([
    ['one', 0.5, 0.5],
    ['alignment', 0.5 / 0.75, 0.25 / 0.75],
    ['score', 0.5, 0.5], // 0.75 both
  ] as const)('is the mean over sides, weighted by %s', async (weight, first, last) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const wild = [9, -9, 3];
    // Softmax 1/2, 1/4, 1/4: at 0.25 it is 0.75 log 2 + 0.25 log 4 = 1.25 log 2, at 1 log 4. Equal: log 3.
    const boxDistribution = distributions([[Math.LN2, 0, 0], wild, wild, [0, 0, 0]]);
    const loss = distributionFocal({ weight });
    const expected = (first * (1.25 + 3 * 2) * Math.LN2) / 4 + last * Math.log(3);
    const { distribution } = loss({ ...predictions, boxDistribution }, priors, truth, assignment, progress);
    await expectClose(distribution!, expected, { rel: 1e-5 });
    await checkGradient(
      (logits) =>
        loss({ ...predictions, boxDistribution: logits as Tensor4D }, priors, truth, assignment, progress)[
          'distribution'
        ]!,
      [boxDistribution],
    );
    dispose();
  });

  it('keeps targets below the last bin by the margin', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const row = [Math.log(3), 0]; // 3/4, 1/4
    const [near, far] = [Math.log(4 / 3), Math.log(4)];
    const boxDistribution = distributions([row, row, row, row]);
    for (const margin of [0.1, 0]) {
      // 0.25 once; 1, cut to 1 - margin, seven times
      const expected = 0.75 * near + 0.25 * far + 7 * (margin * near + (1 - margin) * far);
      const loss = distributionFocal({ weight: 'one', margin });
      const { distribution } = loss({ ...predictions, boxDistribution }, priors, truth, assignment, progress);
      await expectClose(distribution!, expected / 8, { rel: 1e-5 });
    }
    dispose();
  });

  it('says what is missing where the head predicts no distribution', () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const evaluate = () =>
      distributionFocal()(predictions as DistributionPredictions, priors, truth, assignment, progress);
    expect(evaluate).toThrow(
      'distributionFocal: expected predictions with boxDistribution, got classLogits, boxes. ' +
        'Use a head that predicts boxes as distributions, such as gflHead(), or leave this loss out.',
    );
    dispose();
  });
});
