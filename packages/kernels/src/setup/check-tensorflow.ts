import { ExpectationError } from '@tandem-det/base';
import { conv2d, ones, type Tensor4D } from '@tensorflow/tfjs-core';
import { startBackend } from '../backends/start-backend.ts';

/** Starts the tensorflow backend in this process and convolves with it; returns its description. */
export async function checkTensorflow(): Promise<string> {
  const { description } = await startBackend({ name: 'tensorflow', report: () => {} });
  const sums = await conv2d(
    ones([1, 4, 4, 1]) as Tensor4D,
    ones([3, 3, 1, 1]) as Tensor4D,
    1,
    'valid',
  ).data();
  const got = [...sums].join(', ');
  if (got === '9, 9, 9, 9') return description;
  throw new ExpectationError('setup', 'a 3 × 3 convolution of ones to give 9, 9, 9, 9', got);
}
