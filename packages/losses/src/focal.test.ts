import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { focal } from './focal.ts';
import { fixedNormalizer } from './normalizer.ts';
import { smallExample } from './small-example.fixture.ts';
import { softplus } from './softplus.fixture.ts';

describeLoss('focal', () => focal(), { reads: ['classLogits'] });

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describeBackends('focal, by hand', () => {
  it('sums over positives and background, not over ignored priors, and divides by the positives', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    // Positives (twice): p = 0.75 at y = 1: 0.25 · 0.25² · -ln 0.75; p = 0.5 at y = 0: 0.75 · 0.5² · ln 2.
    const positive = 0.25 * 0.0625 * -Math.log(0.75) + 0.75 * 0.25 * Math.log(2);
    // Background: logits -1 and 1 at y = 0, each 0.75 · p² · softplus(logit).
    const background = 0.75 * (sigmoid(-1) ** 2 * softplus(-1) + sigmoid(1) ** 2 * softplus(1));
    const { classification } = focal()(predictions, priors, truth, assignment, progress);
    await expectClose(classification!, (2 * positive + background) / 2, { rel: 1e-5 });
    const plain = focal({ alpha: -1, gamma: 0, normalizer: fixedNormalizer(10), name: 'entropy' });
    const { entropy } = plain(predictions, priors, truth, assignment, progress);
    const crossEntropy = 2 * (-Math.log(0.75) + Math.log(2)) + softplus(-1) + softplus(1);
    await expectClose(entropy!, crossEntropy / 10, { rel: 1e-5 });
    dispose();
  });

  it('has the gradient of its value', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    await checkGradient(
      (classLogits) =>
        focal()(
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
});
