import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { mul, type Tensor3D } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { fixedNormalizer } from './normalizer.ts';
import { smallExample } from './small-example.fixture.ts';
import { varifocal } from './varifocal.ts';

describeLoss('varifocal on IoU', () => varifocal(), { reads: ['classLogits'] });
describeLoss('varifocal on alignment', () => varifocal({ target: 'alignment', targetWeighted: false }), {
  reads: ['classLogits'],
});

const entropy = (p: number, y: number) => -(y * Math.log(p) + (1 - y) * Math.log(1 - p));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** α p² · -log(1 - p) at background's logits -1 and 1 and at the two classes that are not the positives'. */
const negatives =
  0.75 *
  (sigmoid(-1) ** 2 * entropy(sigmoid(-1), 0) +
    sigmoid(1) ** 2 * entropy(sigmoid(1), 0) +
    2 * 0.25 * Math.LN2);

describeBackends('varifocal, by hand', () => {
  it.each([
    // p = 0.75 at both positives; IoU 0.5 and 1, alignment 0.5 and 0.25
    ['iou', true, 0.5 * entropy(0.75, 0.5) - Math.log(0.75)],
    ['iou', false, entropy(0.75, 0.5) - Math.log(0.75)],
    ['alignment', true, 0.5 * entropy(0.75, 0.5) + 0.25 * entropy(0.75, 0.25)],
    ['one', true, -2 * Math.log(0.75)],
  ] as const)('takes %s as target, weighted by it: %s', async (target, targetWeighted, positives) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const options = { target, targetWeighted };
    const { classification } = varifocal(options)(predictions, priors, truth, assignment, progress);
    await expectClose(classification!, (positives + negatives) / 2, { rel: 1e-5 });
    dispose();
  });

  it('has the gradient of its value, none through the targets', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const loss = varifocal({ alpha: 0.5, gamma: 1.5, normalizer: fixedNormalizer(3) });
    await checkGradient(
      (classLogits) =>
        loss({ ...predictions, classLogits: classLogits as Tensor3D }, priors, truth, assignment, progress)[
          'classification'
        ]!,
      [mul(predictions.classLogits, 0.9)],
    );
    dispose();
  });
});
