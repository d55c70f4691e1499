import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { describeBackends, expectClose, withoutLeaks } from '../../../testing/index.ts';
import { assignFcos, type FcosInputs } from './assign-fcos.ts';

/** One image with priors at (x, 10), stride 8, for any size. */
function image(x: number[], truth: number[][], more: Partial<FcosInputs> = {}): FcosInputs {
  return {
    centers: tf.tensor2d(x.map((left) => [left, 10])),
    strides: tf.fill([x.length], 8) as tf.Tensor1D,
    ranges: tf.tensor2d(x.map(() => [-1, 1e8])),
    validPriors: tf.ones([1, x.length]),
    truthBoxes: tf.tensor3d([truth]),
    truthMask: tf.ones([1, truth.length]),
    ...more,
  };
}

const wide = [0, 0, 40, 20];

describeBackends('assignFcos', () => {
  it('takes the priors strictly inside', async () => {
    await expectClose(assignFcos(image([-1, 0, 1, 39, 40], [wide])), [-1, -1, 0, 0, -1], {});
  });

  it('takes those near the centre where there is a radius', async () => {
    // 1.5 · 8 = 12 around 20, strictly
    await expectClose(assignFcos(image([8, 9, 20, 31, 32], [wide]), { radius: 1.5 }), [-1, 0, 0, 0, -1], {});
    // the square is cut to the object: 20 ± 80 goes beyond it
    await expectClose(assignFcos(image([-1, 1], [wide]), { radius: 10 }), [-1, 0], {});
  });

  it('wants the farthest side within the range, ends included', async () => {
    // at 10 the right side is 30 away, the farthest
    const ranges = [
      [31, 99],
      [30, 99],
      [0, 30],
      [0, 29],
    ];
    const inputs = image([10, 10, 10, 10], [wide], { ranges: tf.tensor2d(ranges) });
    await expectClose(assignFcos(inputs), [-1, 0, 0, -1], {});
  });

  it('gives a contested prior to the smallest object, of equal ones to the first', async () => {
    const small = [5, 5, 15, 15];
    await expectClose(assignFcos(image([10, 30], [wide, small])), [1, 0], {});
    await expectClose(assignFcos(image([10, 30], [wide, wide])), [0, 0], {});
  });

  it('passes over invalid priors and padded objects', async () => {
    const inputs = image([10, 20], [[Number.NaN, 0, 1, 1], wide], {
      validPriors: tf.tensor2d([[0, 1]]),
      truthMask: tf.tensor2d([[0, 1]]),
    });
    await expectClose(assignFcos(inputs), [-1, 1], {});
    await expectClose(assignFcos({ ...inputs, truthMask: tf.zeros([1, 2]) }), [-1, -1], {});
  });

  it('leaves no tensor behind', async () => {
    const inputs = image([10], [wide]);
    (await withoutLeaks(() => assignFcos(inputs))).dispose();
  });
});
