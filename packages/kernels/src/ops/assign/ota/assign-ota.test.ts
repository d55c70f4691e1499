import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeBackends, expectClose, uniformValues, withoutLeaks } from '../../../testing/index.ts';
import { objects, pyramid } from '../shared/scene.fixture.ts';
import { rowOfPriors, wide } from '../sim-ota/row-of-priors.fixture.ts';
import { assignOta } from './assign-ota.ts';
import { otaReference } from './ota-reference.ts';

describeBackends('assignOta', () => {
  it('gives an object as many priors as the sum of IoU says, the cheapest against the background', async () => {
    // IoU 0.5, 1, 0.75: supply 2, and the background has 1. With logits of 0 a positive costs
    // 0.25 · 0.25 · ln 2 = 0.043 and 1.5 · -ln IoU: 1.083, 0.043, 0.475; the background 0.75 · 0.25 · ln 2 = 0.130 of each.
    const inputs = rowOfPriors([4, 12, 20], [wide(12), wide(24), wide(18)], [wide(24)]);
    const { gtIndex, overlaps, supply } = assignOta(inputs);
    expect([gtIndex.dtype, supply.dtype]).toEqual(['int32', 'int32']);
    await expectClose(gtIndex, [-1, 0, 0], {});
    await expectClose(overlaps, [0, 1, 0.75], {});
    await expectClose(supply, [2], {});
    await expectClose(assignOta(inputs, { topK: 1 }).gtIndex, [-1, 0, -1], {});
    // A sure score at the first outweighs its box: logit 6 costs next to nothing as a positive, and 0.75 · 6 = 4.5 as
    // background.
    const classLogits = tf.tensor3d([[[6], [0], [0]]]);
    await expectClose(assignOta({ ...inputs, classLogits }).gtIndex, [0, 0, -1], {});
  });

  it('counts only priors in the object and near its centre', async () => {
    // The centre is (40, 5), 2.5 · 8 = 20 around it: 28 and 52 are near, 20 and 60 at the border, 4 far; all fit.
    const fits = wide(80);
    const inputs = rowOfPriors([4, 20, 28, 52, 60, 84], [fits, fits, fits, fits, fits, fits], [fits]);
    const { gtIndex, supply } = assignOta(inputs);
    await expectClose(gtIndex, [-1, -1, 0, 0, -1, -1], {});
    await expectClose(supply, [2], {});
    await expectClose(assignOta(inputs, { centerRadius: 9 }).supply, [5], {});
    await expectClose(assignOta(inputs, { centerRadius: 9 }).gtIndex, [0, 0, 0, 0, 0, -1], {});
    // (0.005, 4) is inside by less than the margin
    const edge = rowOfPriors([0.005, 12], [wide(24), wide(24)], [wide(24)]);
    await expectClose(assignOta(edge).gtIndex, [-1, 0], {});
    await expectClose(assignOta(edge, { insideMargin: 0 }).gtIndex, [0, 0], {});
  });

  it('gives an object that no centre lies in the cheapest prior of all', async () => {
    // Only the second predicts the object. The penalty of 1e6 leaves costs a resolution of 1 / 16.
    const tiny = [5.5, 3, 6.5, 4];
    const inputs = rowOfPriors([4, 12, 20], [wide(24), tiny, wide(24)], [tiny]);
    const { gtIndex, supply } = assignOta(inputs);
    await expectClose(gtIndex, [-1, 0, -1], {});
    await expectClose(supply, [1], {});
  });

  it('reckons with every cost where the penalty is small', async () => {
    // Two inside make the supply 1 + 0.1 = 1; a third outside fits better than the second, the fourth not at all.
    const inputs = rowOfPriors([4, 12, 100, 108], [wide(24), wide(2.4), wide(24), [0, 0, 1, 1]], [wide(24)]);
    await expectClose(assignOta(inputs, { penalty: 2 }).gtIndex, [0, -1, -1, -1], {});
    // Without penalty the first and the third share the supply alike, and each is the largest of its row.
    await expectClose(assignOta(inputs, { penalty: 0 }).gtIndex, [0, -1, 0, -1], {});
  });

  it('gives identical objects, to the first, what both would have', async () => {
    const boxes = [wide(24), wide(24), wide(20), wide(24)];
    const inputs = rowOfPriors([4, 12, 20, 100], boxes, [wide(24), wide(24)]);
    const { gtIndex } = assignOta(inputs);
    await expectClose(tf.less(gtIndex, 1), [1, 1, 1, 1], {});
    await expectClose(tf.slice(gtIndex, [0, 3]), [-1], {});
    expect((await gtIndex.data()).filter((g) => g === 0).length).toBeGreaterThanOrEqual(2);
  });

  it('leaves the background nothing where objects offer more than there is', async () => {
    const inputs = rowOfPriors([12], [wide(24)], [wide(24), wide(12)]);
    const { gtIndex, supply } = assignOta(inputs);
    await expectClose(supply, [1, 1], {});
    await expectClose(gtIndex, [0], {});
  });

  it('chooses among many priors, and among many objects', async () => {
    // 200 priors in one object, of which only the last 20 predict it: supply 20
    const last = (i: number) => i >= 180;
    const crowd = Array.from({ length: 200 }, (_, i) => i);
    const one = assignOta(
      rowOfPriors(
        crowd.map((i) => 4 + i / 10),
        crowd.map((i) => (last(i) ? wide(24) : [100, 0, 110, 10])),
        [wide(24)],
      ),
    );
    await expectClose(one.supply, [20], {});
    await expectClose(
      one.gtIndex,
      crowd.map((i) => (last(i) ? 0 : -1)),
      {},
    );
    // 20 priors in all of 20 objects, each 1.2 times as wide as the one before and predicted by one prior
    const row = Array.from({ length: 20 }, (_, i) => i);
    const widths = row.map((i) => wide(24 * 1.2 ** i));
    const nested = rowOfPriors(
      row.map((i) => 2 + i),
      [...widths].reverse(),
      widths,
    );
    const { gtIndex, supply } = assignOta(nested, { topK: 1, centerRadius: 1e3 });
    await expectClose(supply, Array(20).fill(1), {});
    await expectClose(gtIndex, [...row].reverse(), {});
  });

  it('passes over invalid priors, padded objects and predictions that are not finite', async () => {
    const inputs = rowOfPriors([4, 12], [wide(24), wide(20)], [[Number.NaN, 0, 1, 1], wide(24)], {
      truthMask: tf.tensor2d([[0, 1]]),
    });
    await expectClose(assignOta(inputs).supply, [0, 1], {});
    await expectClose(assignOta(inputs).gtIndex, [1, -1], {});
    await expectClose(assignOta({ ...inputs, validPriors: tf.tensor2d([[0, 1]]) }).gtIndex, [-1, 1], {});
    await expectClose(assignOta({ ...inputs, truthMask: tf.zeros([1, 2]) }).gtIndex, [-1, -1], {});
    await expectClose(assignOta({ ...inputs, validPriors: tf.zeros([1, 2]) }).gtIndex, [-1, -1], {});
    const classLogits = tf.tensor3d([[[Number.NaN], [0]]]);
    await expectClose(assignOta({ ...inputs, classLogits }).gtIndex, [-1, 1], {});
    const boxes = tf.tensor3d([[[Number.NaN, 0, 1, 1], wide(20)]]);
    await expectClose(assignOta({ ...inputs, boxes }).gtIndex, [-1, 1], {});
  });

  it('equals whole matrices on random images wherever shares differ', async () => {
    const { centers, boxes: places, levelCounts } = pyramid(96);
    const strides = Float32Array.from([8, 16, 32].flatMap((s, level) => Array(levelCounts[level]!).fill(s)));
    const [priors, truths, classes] = [strides.length, 6, 3];
    let [compared, positives, left] = [0, 0, 0];
    for (let seed = 1; seed <= 4; seed++) {
      const noise = uniformValues(4 * priors, { low: -1, high: 1, seed });
      const one = {
        classLogits: uniformValues(priors * classes, { low: -4, high: 4, seed: seed + 100 }),
        boxes: places.map((value, i) => value + 2 * strides[i >> 2]! * noise[i]!),
        centers,
        strides,
        truthBoxes: objects(truths, 96, seed + 300),
        truthClasses: Int32Array.from({ length: truths }, (_, g) => (g * seed) % classes),
      };
      const { gtIndex, supply } = assignOta({
        classLogits: tf.tensor3d(one.classLogits, [1, priors, classes]),
        boxes: tf.tensor3d(one.boxes, [1, priors, 4]),
        centers: tf.tensor2d(centers, [priors, 2]),
        strides: tf.tensor1d(strides),
        validPriors: tf.ones([1, priors]),
        truthBoxes: tf.tensor3d(one.truthBoxes, [1, truths, 4]),
        truthClasses: tf.tensor2d(one.truthClasses, [1, truths], 'int32'),
        truthMask: tf.ones([1, truths]),
      });
      const expected = otaReference({ ...one, classes });
      if (expected.roundness < 1e-4) continue;
      await expectClose(supply, expected.supplies, {});
      for (const [prior, owner] of (await gtIndex.data()).entries()) {
        if (expected.margins[prior]! < 1e-2) left++;
        else {
          compared++;
          if (owner >= 0) positives++;
          expect(owner, `seed ${seed}, prior ${prior}`).toBe(expected.gtIndex[prior]);
        }
      }
    }
    expect(positives).toBeGreaterThan(40);
    expect(left).toBeLessThan(compared / 10);
  });

  it('leaves no tensor behind', async () => {
    const inputs = rowOfPriors([4, 12], [wide(12), wide(20)], [wide(24)]);
    tf.dispose(await withoutLeaks(() => ({ ...assignOta(inputs) })));
    expect(() => assignOta({ ...inputs, strides: tf.ones([3]) })).toThrow(
      'assignOta: expected shape [A] with A = 2, got [3].',
    );
  });
});
