import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { type MaxPoolAttributes, maxPool2d } from './max-pool-2d.ts';
import { maxPoolReference } from './reference.ts';

const cases: [string, [number, number, number, number], MaxPoolAttributes][] = [
  ['3 × 3, stride 2, padding 1, even', [2, 8, 6, 3], { size: [3, 3], stride: [2, 2], padding: [1, 1] }],
  ['3 × 3, stride 2, padding 1, odd', [1, 7, 9, 2], { size: [3, 3], stride: [2, 2], padding: [1, 1] }],
  ['2 × 2, stride 2', [2, 5, 4, 5], { size: [2, 2], stride: [2, 2], padding: [0, 0] }],
  ['5 × 5, stride 1, padding 2', [1, 6, 5, 2], { size: [5, 5], stride: [1, 1], padding: [2, 2] }],
  ['height and width apart', [1, 7, 8, 1], { size: [2, 3], stride: [1, 2], padding: [1, 0] }],
];

/** The numbers 0.1 apart in a mixed order, so that no step of a difference changes which one is largest. */
function distinct(shape: [number, number, number, number]): tf.Tensor4D {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const order = tf.util.createShuffledIndices(size);
  return tf.tensor4d(
    Float32Array.from(order, (place) => place / 10 - size / 20),
    shape,
  );
}

describeBackends('maxPool2d', () => {
  it('takes the largest cell; padding never wins', async () => {
    // a row -4 -1 -3 -2 with windows {pad, -4}, {-1, -3}, {-2, pad} along the width
    const x = tf.tensor4d([-4, -1, -3, -2], [1, 1, 4, 1]);
    await expectClose(maxPool2d(x, { size: [1, 2], stride: [1, 2], padding: [0, 1] }), [-4, -1, -2], {});
  });

  it('sends the gradient to the first largest cell, also where all are negative', async () => {
    const sum = (x: tf.Tensor) =>
      tf.sum(
        tf.mul(maxPool2d(x as tf.Tensor4D, { size: 2, stride: 2 }), tf.tensor4d([10, 20], [1, 1, 2, 1])),
      );
    // windows {-1 -1 / -1 -1} and {-3 -2 / -2 -5}: the first cell, and the upper right one
    const x = tf.tensor4d([-1, -1, -3, -2, -1, -1, -2, -5], [1, 2, 4, 1]);
    await expectClose(tf.grad(sum)(x), [10, 0, 0, 20, 0, 0, 0, 0], {});
  });

  it('adds up where windows overlap', async () => {
    // size 3, stride 1 on 1 5 2 4: windows {1 5 2}, {5 2 4}, both won by 5
    const f = (x: tf.Tensor) => tf.sum(maxPool2d(x as tf.Tensor4D, { size: [1, 3], stride: 1 }));
    await expectClose(tf.grad(f)(tf.tensor4d([1, 5, 2, 4], [1, 1, 4, 1])), [0, 2, 0, 0], {});
  });

  for (const [name, shape, options] of cases) {
    it(`equals a maximum of slices, with the gradients of its differences: ${name}`, async () => {
      const x = uniformTensor<tf.Rank.R4>(shape, { low: -2, high: -1 });
      await expectClose(maxPool2d(x, options), maxPoolReference(x, options), {});
      await checkGradient((one) => maxPool2d(one as tf.Tensor4D, options), [distinct(shape)], {
        epsilon: 0.03,
        abs: 1e-4,
        rel: 1e-4,
      });
    });
  }

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R4>([1, 6, 6, 2]);
    const f = (one: tf.Tensor) => tf.sum(maxPool2d(one as tf.Tensor4D, { size: 3, stride: 2, padding: 1 }));
    const gradient = await withoutLeaks(() => tf.grad(f)(x));
    gradient.dispose();
  });
});

describe('maxPool2d errors', () => {
  const x = { shape: [1, 4, 4, 1] } as unknown as tf.Tensor4D;

  it('refuses windows that could lie in the padding alone', () => {
    expect(() => maxPool2d(x, { size: 3, stride: 1, padding: 2 })).toThrow(
      'maxPool2d: expected padding of at most half the size, and an input no smaller than the window, ' +
        'got size 3, padding 2, input 4.',
    );
    expect(() => maxPool2d(x, { size: [2, 5], stride: 1 })).toThrow('got size 5, padding 0, input 4.');
  });
});
