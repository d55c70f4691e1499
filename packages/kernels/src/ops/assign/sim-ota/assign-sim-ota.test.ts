import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeBackends, expectClose, uniformValues, withoutLeaks } from '../../../testing/index.ts';
import { objects, pyramid } from '../shared/scene.fixture.ts';
import { assignSimOta } from './assign-sim-ota.ts';
import { rowOfPriors, wide } from './row-of-priors.fixture.ts';
import { simOtaReference } from './sim-ota-reference.ts';

const logit = (p: number) => Math.log(p / (1 - p));

describeBackends('assignSimOta', () => {
  it('takes as many of the cheapest candidates as the sum of IoU says', async () => {
    // The object's centre is (12, 5), radius 1.5 · 8 = 12, strictly: 4, 12, 20 are candidates, 0, 24 and 28 not.
    // IoU 12/24, 24/24, 18/24: the sum 2.25 makes k = 2; 28 fits perfectly too, but does not count.
    const inputs = rowOfPriors(
      [0, 4, 12, 20, 24, 28],
      [wide(24), wide(12), wide(24), wide(18), wide(24), wide(24)],
      [wide(24)],
    );
    const { gtIndex, overlaps } = assignSimOta(inputs);
    expect(gtIndex.dtype).toBe('int32');
    await expectClose(gtIndex, [-1, -1, 0, 0, -1, -1], {});
    await expectClose(overlaps, [0, 0, 1, 0.75, 0, 0], {});
    // topK 1: the sum is 1; radius 2: 0 and 24 as well, at 12 < 16, 28 is at the border: sum 1 + 1 + 1 + 0.75 + 0.5
    await expectClose(assignSimOta(inputs, { topK: 1 }).gtIndex, [-1, -1, 0, -1, -1, -1], {});
    await expectClose(assignSimOta(inputs, { centerRadius: 2 }).gtIndex, [0, -1, 0, 0, 0, -1], {});
  });

  it('takes one at least, and of equal cost the lower index', async () => {
    // IoU 0.25 each: sum 0.5
    await expectClose(
      assignSimOta(rowOfPriors([4, 12], [wide(6), wide(6)], [wide(24)])).gtIndex,
      [0, -1],
      {},
    );
    // no IoU at all
    const far = [50, 0, 60, 10];
    await expectClose(assignSimOta(rowOfPriors([4, 12], [far, far], [wide(24)])).gtIndex, [0, -1], {});
  });

  it('adds the penalty outside of the region', async () => {
    // 4 is in the region of the first object alone, around (5, 5); 40 in that of the second, around (40, 5).
    // Both predict the first: IoU 1 and 0.9, sum 1.9, k = 1. The second object has IoU 0 with both: k = 1.
    const truth = [wide(10), [35, 0, 45, 10]];
    const inputs = rowOfPriors([4, 40], [wide(9), wide(10)], truth);
    await expectClose(assignSimOta(inputs).gtIndex, [0, 1], {});
    // Without penalty the first takes 40, IoU 1; for the second both cost the same and it takes the first.
    await expectClose(assignSimOta(inputs, { penalty: 0 }).gtIndex, [1, 0], {});
    // Where both fit, k = 2: the first takes 40 in spite of the penalty, the second too, for which it is cheaper
    // by the penalty less 3 · ln 1e8 = 55.
    const both = rowOfPriors([4, 40], [wide(10), wide(10)], truth);
    await expectClose(assignSimOta(both).gtIndex, [0, 1], {});
    await expectClose(assignSimOta(both, { penalty: 50 }).gtIndex, [0, 0], {});
  });

  it('has a region that is the box as well', async () => {
    // Radius 2.5 · 8 = 20 around (12, 5). 28 is near the centre, 2 and 20 also in the box; all fit perfectly.
    const inputs = rowOfPriors([28, 2, 20], [wide(24), wide(24), wide(24)], [wide(24)]);
    await expectClose(assignSimOta(inputs, { region: 'box-and-center', topK: 2 }).gtIndex, [-1, 0, 0], {});
    await expectClose(
      assignSimOta(inputs, { region: 'center', topK: 1, centerRadius: 2.5 }).gtIndex,
      [0, -1, -1],
      {},
    );
    // In a long object candidates come from all of it, here 120: with IoU 1 and 0.5, k = 1, and the penalty counts.
    const long = rowOfPriors([120, 76], [wide(160), wide(80)], [wide(160)]);
    await expectClose(assignSimOta(long, { region: 'box-and-center' }).gtIndex, [-1, 0], {});
    await expectClose(assignSimOta(long, { region: 'box-and-center', penalty: 1 }).gtIndex, [0, -1], {});
  });

  it('weighs the classification against the IoU', async () => {
    // -ln 0.9 - 3 ln 0.5 = 0.105 + 2.079 = 2.185, -ln 0.6 - 3 ln 0.55 = 0.511 + 1.794 = 2.304
    const inputs = rowOfPriors([4, 12], [wide(12), wide(13.2)], [wide(24)], {
      classLogits: tf.tensor3d([[[logit(0.9)], [logit(0.6)]]]),
    });
    await expectClose(assignSimOta(inputs).gtIndex, [0, -1], {});
    await expectClose(assignSimOta(inputs, { classWeight: 0 }).gtIndex, [-1, 0], {});
    await expectClose(assignSimOta(inputs, { iouWeight: 6 }).gtIndex, [-1, 0], {});
    // p = sqrt(0.9 · 0.5) = 0.671 and sqrt(0.6 · 0.99) = 0.771: 0.399 + 2.079 = 2.479, 0.260 + 1.794 = 2.054
    const objectnessLogits = tf.tensor2d([[logit(0.5), logit(0.99)]]);
    await expectClose(assignSimOta({ ...inputs, objectnessLogits }).gtIndex, [-1, 0], {});
  });

  it('counts what other classes cost', async () => {
    // Both have their own class at 0.5; another at 0.5 costs ln 2, at 0.1 only 0.105.
    const inputs = rowOfPriors([4, 12], [wide(12), wide(12)], [wide(24)], {
      classLogits: tf.tensor3d([
        [
          [0, 0, logit(0.1)],
          [0, logit(0.1), logit(0.1)],
        ],
      ]),
    });
    await expectClose(assignSimOta(inputs).gtIndex, [-1, 0], {});
    // For class 1 the first has its class at 0.5, as the other class 0: 2 ln 2; the second -ln 0.1 + ln 2.
    const other = { ...inputs, truthClasses: tf.tensor2d([[1]], [1, 1], 'int32') };
    await expectClose(assignSimOta(other).gtIndex, [0, -1], {});
  });

  it('floors the logarithms, so that saturated scores leave the IoU to decide', async () => {
    const saturated = (...logits: number[]) =>
      rowOfPriors([4, 12], [wide(12), wide(13)], [wide(24)], {
        classLogits: tf.tensor3d([logits.map((x) => [x])]),
      });
    // -ln p is 100 for both
    await expectClose(assignSimOta(saturated(-1000, -2000)).gtIndex, [-1, 0], {});
    // 100 and 99, as exp(-99) is still a float32
    await expectClose(assignSimOta(saturated(-99, -2000)).gtIndex, [0, -1], {});
  });

  it('gives a contested prior to the object of lowest cost, were it one that did not take it', async () => {
    // The first prior's box is 10 wide; the first two objects, of which it covers 0.3 and 0.4, have nothing else.
    // The third has IoU 6/10 with it and 5/6 with the second: sum 1.43, k = 1, so it takes the second.
    const truth = [[7, 0, 10, 10], [6, 0, 10, 10], wide(6)];
    const inputs = rowOfPriors([4, 5], [wide(10), wide(5)], truth);
    await expectClose(assignSimOta(inputs).gtIndex, [2, 2], {});
    const { gtIndex, overlaps } = assignSimOta({ ...inputs, truthMask: tf.tensor2d([[1, 1, 0]]) });
    // -3 ln 0.3 > -3 ln 0.4; the second prior is of no use to either
    await expectClose(gtIndex, [1, -1], {});
    await expectClose(overlaps, [0.4, 0], { rel: 1e-6 });
  });

  it('gives identical objects, to the first, what both take', async () => {
    // k = 2 of both, IoU 1 and 1
    const inputs = rowOfPriors([4, 12, 20], [wide(24), wide(24), wide(3)], [wide(24), wide(24)]);
    await expectClose(assignSimOta(inputs).gtIndex, [0, 0, -1], {});
  });

  it('passes over invalid priors, padded objects and predictions of NaN', async () => {
    const boxes = [wide(24), wide(20)];
    const inputs = rowOfPriors([4, 12], boxes, [[Number.NaN, 0, 1, 1], wide(24)], {
      truthMask: tf.tensor2d([[0, 1]]),
    });
    await expectClose(assignSimOta(inputs).gtIndex, [1, -1], {});
    await expectClose(assignSimOta({ ...inputs, validPriors: tf.tensor2d([[0, 1]]) }).gtIndex, [-1, 1], {});
    await expectClose(assignSimOta({ ...inputs, truthMask: tf.zeros([1, 2]) }).gtIndex, [-1, -1], {});
    await expectClose(assignSimOta({ ...inputs, validPriors: tf.zeros([1, 2]) }).gtIndex, [-1, -1], {});
    const classLogits = tf.tensor3d([[[Number.NaN], [0]]]);
    await expectClose(assignSimOta({ ...inputs, classLogits }).gtIndex, [-1, 1], {});
  });

  for (const region of ['center', 'box-and-center'] as const) {
    it(`equals whole matrices on random images, region ${region}`, async () => {
      const { centers, boxes: places, levelCounts } = pyramid(128);
      const strides = Float32Array.from(
        [8, 16, 32].flatMap((s, level) => Array(levelCounts[level]!).fill(s)),
      );
      const [priors, truths, classes] = [strides.length, 12, 4];
      let compared = 0;
      for (let seed = 1; seed <= 12; seed++) {
        const noise = uniformValues(4 * priors, { low: -1, high: 1, seed });
        const options = { region, centerRadius: 1.5 + (seed % 3) / 2, penalty: 1000, topK: 10 };
        const one = {
          classLogits: uniformValues(priors * classes, { low: -4, high: 4, seed: seed + 100 }),
          objectnessLogits: uniformValues(priors, { low: -4, high: 4, seed: seed + 200 }),
          boxes: places.map((value, i) => value + 3 * strides[i >> 2]! * noise[i]!),
          centers,
          strides,
          truthBoxes: objects(truths, 128, seed + 300),
          truthClasses: Int32Array.from({ length: truths }, (_, g) => (g * seed) % classes),
        };
        const { gtIndex } = assignSimOta(
          {
            classLogits: tf.tensor3d(one.classLogits, [1, priors, classes]),
            objectnessLogits: tf.tensor2d(one.objectnessLogits, [1, priors]),
            boxes: tf.tensor3d(one.boxes, [1, priors, 4]),
            centers: tf.tensor2d(centers, [priors, 2]),
            strides: tf.tensor1d(strides),
            validPriors: tf.ones([1, priors]),
            truthBoxes: tf.tensor3d(one.truthBoxes, [1, truths, 4]),
            truthClasses: tf.tensor2d(one.truthClasses, [1, truths], 'int32'),
            truthMask: tf.ones([1, truths]),
          },
          options,
        );
        const expected = simOtaReference({ ...one, ...options, classes });
        if (expected.margin < 1e-3) continue;
        compared++;
        await expectClose(gtIndex, expected.gtIndex, {});
      }
      expect(compared).toBeGreaterThan(6);
    });
  }

  it('leaves no tensor behind', async () => {
    const inputs = rowOfPriors([4, 12], [wide(12), wide(20)], [wide(24)], {
      objectnessLogits: tf.zeros([1, 2]),
    });
    tf.dispose(await withoutLeaks(() => ({ ...assignSimOta(inputs) })));
    expect(() => assignSimOta({ ...inputs, objectnessLogits: tf.zeros([1, 3]) })).toThrow(
      'assignSimOta: expected shape [B, A] with B = 1, A = 2, got [1, 3].',
    );
  });
});
