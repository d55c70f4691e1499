import { conv2d, relu } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, random, type Work } from './case.ts';
import { timesOf } from './timing.ts';

/** The most that a contender was seen to do, in this run, with nothing but one large operation. */
export interface Peak {
  /** 1e9 multiplications and additions per second. */
  readonly gigaflops: number;
  /** 1e9 bytes read and written per second. */
  readonly gigabytes: number;
}

/** Of the current backend: the best of a matrix product and a 3×3 convolution, and of a copy and a ReLU. */
export async function measurePeak(): Promise<Peak> {
  const side = 1024;
  const [a, b] = [random<tf.Tensor2D>([side, side]), random<tf.Tensor2D>([side, side])];
  const image = random<tf.Tensor4D>([1, 80, 80, 256]);
  const filter = random<tf.Tensor4D>([3, 3, 256, 256]);
  const large = random<tf.Tensor4D>([1, 2048, 2048, 2]);
  const best = async (work: Work, amount: number) => {
    const [times] = await timesOf([work], 10);
    return amount / Math.min(...times!) / 1e6;
  };
  const copied = 2 * bytesOf(large.shape);
  const peak = {
    gigaflops: Math.max(
      await best(() => tf.matMul(a, b), 2 * side ** 3),
      await best(() => conv2d(image, filter, { padding: 1 }), 2 * 80 * 80 * 9 * 256 * 256),
    ),
    gigabytes: Math.max(
      await best(() => tf.concat([large, large], 0), 2 * copied),
      await best(() => relu(large), copied),
    ),
  };
  tf.dispose([a, b, image, filter, large]);
  return peak;
}
