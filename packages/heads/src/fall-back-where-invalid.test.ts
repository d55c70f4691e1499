import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { fallBackWhereInvalid } from './fall-back-where-invalid.ts';

const boxes = () => tensor4d([0, 0, 4, 4, 1, 1, 2, 2, 3, 3, 5, 5, 6, 6, 9, 9], [1, 2, 2, 4]);
/** A box; x1 > x2; a box without area; y1 > y2. */
const sampled = () => tensor4d([0.5, 1, 3, 3, 3, 1, 2, 4, 3, 3, 3, 3, 6, 8, 9, 7], [1, 2, 2, 4]);

describeBackends('fallBackWhereInvalid', () => {
  it('takes all four sides of the unsampled box where the sampled sides cross', async () => {
    const [a, b] = [boxes(), sampled()];
    const chosen = fallBackWhereInvalid(a, b);
    await expectClose(chosen, [0.5, 1, 3, 3, 1, 1, 2, 2, 3, 3, 3, 3, 6, 6, 9, 9], {});
    for (const tensor of [a, b, chosen]) tensor.dispose();
  });

  it('sends the gradient to what it took', async () => {
    const a = boxes();
    const b = tensor4d([0.5, 1, 3, 3, 3, 1, 2, 4, 3, 3, 3.5, 3.5, 6, 8, 9, 7], [1, 2, 2, 4]);
    await checkGradient((one, other) => fallBackWhereInvalid(one as Tensor4D, other as Tensor4D), [a, b]);
    for (const tensor of [a, b]) tensor.dispose();
  });
});
