import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { describeBackends, expectClose, withoutLeaks } from '../../../testing/index.ts';
import { assignMaxIou, type MaxIouInputs } from './assign-max-iou.ts';

/** One image; the priors are 10 × 10, their left sides at x. */
function image(x: number[], truth: number[][], more: Partial<MaxIouInputs> = {}): MaxIouInputs {
  return {
    priorBoxes: tf.tensor2d(x.map((left) => [left, 0, left + 10, 10])),
    validPriors: tf.ones([1, x.length]),
    truthBoxes: tf.tensor3d([truth]),
    truthMask: tf.ones([1, truth.length]),
    ...more,
  };
}

const square = [0, 0, 10, 10];

describeBackends('assignMaxIou', () => {
  it('is positive, ignored or background by the thresholds', async () => {
    // shifted by s: IoU (10 - s) / (10 + s): 1, 7/13 = 0.538, 0.5 is not reached at 3.4 (0.4925), 6/14 = 0.4286
    // at 4, 5/15 at 5
    const { gtIndex, overlaps } = assignMaxIou(image([0, 3, 3.4, 4, 5, 30], [square]));
    await expectClose(gtIndex, [0, 0, -2, -2, -1, -1], {});
    await expectClose(overlaps, [1, 7 / 13, 6.6 / 13.4, 6 / 14, 5 / 15, 0], { rel: 1e-6 });
  });

  it('gives an object its best priors, all that tie or the first', async () => {
    // both shifted by 6: 4/16
    const inputs = image([-6, 6, 20], [square]);
    await expectClose(assignMaxIou(inputs).gtIndex, [0, 0, -1], {});
    await expectClose(assignMaxIou(inputs, { allTies: false }).gtIndex, [0, -1, -1], {});
    await expectClose(assignMaxIou(inputs, { lowestIou: 0.3 }).gtIndex, [-1, -1, -1], {});
    await expectClose(assignMaxIou(inputs, { lowQualityMatch: false }).gtIndex, [-1, -1, -1], {});
  });

  it('lets a later object take a prior from an earlier one', async () => {
    // the one prior equals the first object and is the best of the second
    await expectClose(assignMaxIou(image([0], [square, [0, 0, 10, 4]])).gtIndex, [1], {});
  });

  it('gives an object that nothing overlaps all that it does not overlap, where 0 suffices', async () => {
    const inputs = image([0, 30], [square, [90, 90, 99, 99]]);
    await expectClose(assignMaxIou(inputs).gtIndex, [1, 1], {});
    await expectClose(assignMaxIou(inputs, { lowestIou: 0.01 }).gtIndex, [0, -1], {});
  });

  it('ignores priors in ignored regions, not in images without objects', async () => {
    // the region covers the prior at 0 by 6/10 and the one at 3 by 3/10
    const regions = {
      ignoreBoxes: tf.tensor3d([[[-9, 0, 6, 10]]]),
      ignoreMask: tf.ones([1, 1]) as tf.Tensor2D,
    };
    const inputs = image([0, 3], [square], regions);
    const { gtIndex, overlaps } = assignMaxIou(inputs, { ignoreFraction: 0.5 });
    await expectClose(gtIndex, [-2, 0], {});
    await expectClose(overlaps, [-1, 7 / 13], { rel: 1e-6 });
    await expectClose(assignMaxIou(inputs).gtIndex, [0, 0], {});
    const none = { ...inputs, truthMask: tf.zeros([1, 1]) as tf.Tensor2D };
    await expectClose(assignMaxIou(none, { ignoreFraction: 0.5 }).gtIndex, [-1, -1], {});
  });

  it('passes over invalid priors and padded objects', async () => {
    const valid = image([0, 3], [square], { validPriors: tf.tensor2d([[0, 1]]) });
    await expectClose(assignMaxIou(valid).gtIndex, [-1, 0], {});
    const padded = image([0, 3], [[Number.NaN, 0, 1, 1], square], { truthMask: tf.tensor2d([[0, 1]]) });
    await expectClose(assignMaxIou(padded).gtIndex, [1, 1], {});
  });

  it('leaves no tensor behind', async () => {
    const inputs = image([0, 3], [square]);
    tf.dispose(await withoutLeaks(() => ({ ...assignMaxIou(inputs) })));
  });
});
