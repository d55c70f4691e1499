import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeBackends, expectClose, uniformValues, withoutLeaks } from '../../../testing/index.ts';
import { objects, pyramid } from '../shared/scene.fixture.ts';
import { type AtssInputs, assignAtss } from './assign-atss.ts';
import { atssReference } from './atss-reference.ts';

/** Priors of 8 × 8 around these centres, on one level unless told otherwise, and these objects. */
function image(
  centers: [number, number][],
  truth: number[],
  options: { levelCounts?: number[]; valid?: number[]; mask?: number[] } = {},
): AtssInputs {
  const [priors, truths] = [centers.length, truth.length / 4];
  return {
    priorBoxes: tf.tensor2d(
      centers.flatMap(([x, y]) => [x - 4, y - 4, x + 4, y + 4]),
      [priors, 4],
    ),
    centers: tf.tensor2d(centers.flat(), [priors, 2]),
    validPriors: tf.tensor2d(options.valid ?? new Array(priors).fill(1), [1, priors]),
    truthBoxes: tf.tensor3d(truth, [1, truths, 4]),
    truthMask: tf.tensor2d(options.mask ?? new Array(truths).fill(1), [1, truths]),
    levelCounts: options.levelCounts ?? [priors],
  };
}

/** The object's own place, one 1.3 to the right, four that touch it. */
const around: [number, number][] = [
  [4, 4],
  [5.3, 4],
  [12, 4],
  [-4, 4],
  [4, 12],
  [4, -4],
];

const square = [0, 0, 8, 8];

describeBackends('assignAtss', () => {
  it('takes the mean plus the unbiased deviation as threshold, with fewer priors than topK', async () => {
    // IoU 1, 6.7 / 9.3 = 0.72043, 0, 0, 0, 0: mean 0.28674; deviations squared sum to 1.02573, so
    // sqrt(1.02573 / 5) = 0.45293 and the threshold is 0.73967; the biased one (/ 6) would be 0.70020
    const { gtIndex, overlaps } = assignAtss(image(around, square));
    expect(gtIndex.dtype).toBe('int32');
    await expectClose(gtIndex, [0, -1, -1, -1, -1, -1], {});
    await expectClose(overlaps, [1, 0, 0, 0, 0, 0], {});
  });

  it('takes the nearest topK of each level', async () => {
    // two levels of three; topK 2 leaves (4, 4), (5.3, 4) and the first two of the far level:
    // IoU 1, 0.72043, 0, 0: mean 0.43011, deviation sqrt(0.77910 / 3) = 0.50961, threshold 0.93972
    const two = image(around, square, { levelCounts: [3, 3] });
    await expectClose(assignAtss(two, { topK: 2 }).gtIndex, [0, -1, -1, -1, -1, -1], {});
    // topK 1: IoU 1 and 0: mean 0.5 + deviation 0.70711 = 1.20711, nothing reaches it
    await expectClose(assignAtss(two, { topK: 1 }).gtIndex, [-1, -1, -1, -1, -1, -1], {});
  });

  it('of equal distances takes the lower index', async () => {
    // both 4 away, IoU 4 / 12 each; one candidate alone has deviation 0 and is its own threshold
    const { gtIndex, overlaps } = assignAtss(
      image(
        [
          [0.5, 4],
          [7.5, 4],
        ],
        square,
      ),
      { topK: 1 },
    );
    await expectClose(gtIndex, [0, -1], {});
    // [-3.5, 4.5] on [0, 8]: 4.5 / (8 + 8 - 4.5)
    await expectClose(overlaps, [4.5 / 11.5, 0], { rel: 1e-6 });
  });

  it('makes all of equal IoU positive: the deviation is 0', async () => {
    const { gtIndex } = assignAtss(
      image(
        [
          [3, 4],
          [5, 4],
          [4, 3],
        ],
        square,
      ),
    );
    await expectClose(gtIndex, [0, 0, 0], {});
  });

  it('wants the centre inside by more than the margin', async () => {
    // one object of 8 × 8 and three equal priors on its left side: at 0.01 no, at 0.02 yes
    const inputs = image([[0.01, 4]], square);
    await expectClose(assignAtss(inputs).gtIndex, [-1], {});
    await expectClose(assignAtss(image([[0.02, 4]], square)).gtIndex, [0], {});
    await expectClose(assignAtss(inputs, { insideMargin: 0 }).gtIndex, [0], {});
  });

  it('gives a contested prior to the highest IoU', async () => {
    // the prior [0, 0, 8, 8] is the one candidate of both: IoU 7/8 with the first, 1 with the second
    const both = image([[4, 4]], [0, 0, 7, 8, 0, 0, 8, 8]);
    await expectClose(assignAtss(both).gtIndex, [1], {});
    const other = image([[4, 4]], [0, 0, 8, 8, 0, 0, 7, 8]);
    await expectClose(assignAtss(other).gtIndex, [0], {});
    await expectClose(assignAtss(other).overlaps, [1], {});
  });

  it('passes over invalid priors and padded objects', async () => {
    const valid = image(around, square, { valid: [0, 1, 0, 0, 0, 0] });
    await expectClose(assignAtss(valid).gtIndex, [-1, 0, -1, -1, -1, -1], {});
    const padded = image(around, [Number.NaN, 0, 1, 1, ...square], { mask: [0, 1] });
    await expectClose(assignAtss(padded).gtIndex, [1, -1, -1, -1, -1, -1], {});
    const none = image(around, square, { mask: [0] });
    await expectClose(assignAtss(none).gtIndex, [-1, -1, -1, -1, -1, -1], {});
    const nothing = image(around, square, { valid: [0, 0, 0, 0, 0, 0] });
    await expectClose(assignAtss(nothing).gtIndex, [-1, -1, -1, -1, -1, -1], {});
  });

  it('equals sorting and full lists on random images', async () => {
    const { centers, boxes, levelCounts } = pyramid(128);
    const priors = centers.length / 2;
    const seeds = [1, 2, 3, 4];
    const truths = seeds.map((seed) => objects(6, 128, seed));
    const valids = seeds.map((seed) =>
      uniformValues(priors, { high: 5, seed }).map((v) => Math.min(Math.floor(v), 1)),
    );
    const { gtIndex } = assignAtss({
      priorBoxes: tf.tensor2d(boxes, [priors, 4]),
      centers: tf.tensor2d(centers, [priors, 2]),
      validPriors: tf.stack(valids.map((one) => tf.tensor1d(one))) as tf.Tensor2D,
      truthBoxes: tf.stack(truths.map((one) => tf.tensor2d(one, [6, 4]))) as tf.Tensor3D,
      truthMask: tf.ones([4, 6]),
      levelCounts,
    });
    const expected = truths.flatMap((truthBoxes, i) =>
      atssReference({ priorBoxes: boxes, centers, valid: valids[i]!, truthBoxes, levelCounts, topK: 9 }),
    );
    await expectClose(gtIndex, expected, {});
    expect(expected.filter((g) => g >= 0).length).toBeGreaterThan(20);
  });

  it('leaves no tensor behind', async () => {
    const inputs = image(around, square);
    tf.dispose(await withoutLeaks(() => ({ ...assignAtss(inputs) })));
  });
});

describe('assignAtss errors', () => {
  it('wants the levels to cover the priors', () => {
    const shaped = (...shape: number[]) => ({ shape }) as never;
    expect(() =>
      assignAtss({
        priorBoxes: shaped(9, 4),
        centers: shaped(9, 2),
        validPriors: shaped(2, 9),
        truthBoxes: shaped(2, 3, 4),
        truthMask: shaped(2, 3),
        levelCounts: [4, 4],
      }),
    ).toThrow('assignAtss: expected levelCounts that sum to A = 9, got [4, 4].');
  });
});
