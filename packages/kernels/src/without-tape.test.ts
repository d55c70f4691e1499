import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeBackends, expectClose, withoutLeaks } from './testing/index.ts';
import { withoutTape } from './without-tape.ts';

describeBackends('withoutTape', () => {
  it('makes what it returns a constant to gradients', async () => {
    // d/dx of x · constant(x²) is x² = 9, not 3 x² = 27
    const f = (x: tf.Tensor) =>
      tf.sum(
        tf.mul(
          x,
          withoutTape(() => tf.square(x)),
        ),
      );
    await expectClose(tf.grad(f)(tf.tensor1d([3])), [9], {});
  });

  it('returns a typed record as what it is', async () => {
    interface Doubled {
      readonly doubled: tf.Tensor;
      readonly count: number;
    }
    const x = tf.tensor1d([3]);
    const result: Doubled = withoutTape((): Doubled => ({ doubled: tf.mul(x, 2), count: 1 }));
    expect(result.count).toBe(1);
    await expectClose(result.doubled, [6], {});
  });

  it('keeps what it returns alone, and records again after an error', async () => {
    const x = tf.tensor1d([3]);
    const { doubled } = await withoutLeaks(() => withoutTape(() => ({ doubled: tf.mul(tf.add(x, 0), 2) })));
    await expectClose(doubled, [6], {});
    expect(() =>
      withoutTape(() => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    await expectClose(tf.grad((one) => tf.sum(tf.square(one)))(x), [6], {});
  });
});
