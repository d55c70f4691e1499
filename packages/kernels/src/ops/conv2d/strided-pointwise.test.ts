import { grad, sum, type Tensor, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { describeBackends, expectClose, uniformValues } from '../../testing/index.ts';
import { conv2d } from './conv2d.ts';

describeBackends('conv2d with a strided 1 × 1 filter', () => {
  // TensorFlow 2.21's own operation writes beyond its memory for this very shape
  it('has the gradient in the filter: sums of the cells that it reads', async () => {
    const values = uniformValues(16 * 24 * 8, { low: -1, high: 1 });
    const x = tensor4d(values, [1, 16, 24, 8]);
    const filter = tensor4d(uniformValues(8 * 16), [1, 1, 8, 16]);
    const gradient = grad((one: Tensor) => sum(conv2d(x, one as Tensor4D, { stride: 2 })))(filter);
    const expected = new Float64Array(8 * 16);
    for (let row = 0; row < 16; row += 2) {
      for (let column = 0; column < 24; column += 2) {
        for (let input = 0; input < 8; input++) {
          const value = values[(row * 24 + column) * 8 + input]!;
          for (let output = 0; output < 16; output++) expected[input * 16 + output]! += value;
        }
      }
    }
    await expectClose(gradient, expected, { abs: 1e-4 });
    for (const tensor of [x, filter, gradient]) tensor.dispose();
  });
});
