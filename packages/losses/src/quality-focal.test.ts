import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { mul, type Tensor3D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { positives } from './normalizer.ts';
import { qualityFocal } from './quality-focal.ts';
import { smallExample, withInfiniteBoxes } from './small-example.fixture.ts';

describeLoss('qualityFocal on alignment', () => qualityFocal(), { reads: ['classLogits'] });
describeLoss('qualityFocal on IoU', () => qualityFocal({ target: 'iou' }), { reads: ['classLogits'] });
describeLoss('qualityFocal on hard labels', () => qualityFocal({ target: 'one' }), {
  reads: ['classLogits'],
});

/** |y - p|² · BCE(p, y) */
const element = (p: number, y: number) => (y - p) ** 2 * -(y * Math.log(p) + (1 - y) * Math.log(1 - p));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** Background's two logits, and the two classes that are not the positives', p = 0.5. */
const negatives = element(sigmoid(-1), 0) + element(sigmoid(1), 0) + 2 * element(0.5, 0);

describeBackends('qualityFocal, by hand', () => {
  it.each([
    // alignments 0.5 and 0.25, which add up to 0.75
    ['alignment', (element(0.75, 0.5) + element(0.75, 0.25) + negatives) / 0.75],
    // IoU 0.5 and 1, by 2 positives; element(0.75, 1) = 0.25² · -ln 0.75
    ['iou', (element(0.75, 0.5) + 0.0625 * -Math.log(0.75) + negatives) / 2],
    ['one', (2 * 0.0625 * -Math.log(0.75) + negatives) / 2],
  ] as const)('takes %s as target', async (target, expected) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const { classification } = qualityFocal({ target })(predictions, priors, truth, assignment, progress);
    await expectClose(classification!, expected, { rel: 1e-5 });
    dispose();
  });

  it('is finite where a prior without object predicts an infinite box', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const boxes = withInfiniteBoxes(predictions.boxes);
    const loss = qualityFocal({ target: 'iou' });
    const tame = loss(predictions, priors, truth, assignment, progress)['classification']!;
    const { classification } = loss({ ...predictions, boxes }, priors, truth, assignment, progress);
    expect(await classification!.data()).toEqual(await tame.data());
    dispose();
  });

  it('has the gradient of its value, none through the targets', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const loss = qualityFocal({ target: 'alignment', beta: 1.5, normalizer: positives() });
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
