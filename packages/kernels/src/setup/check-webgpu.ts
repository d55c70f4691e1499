import { ExpectationError } from '@tandem-det/base';
import { conv2d, ones, type Tensor4D } from '@tensorflow/tfjs-core';
import { startBackend } from '../backends/start-backend.ts';

/** Starts the webgpu backend in this process and convolves with it; returns its description. */
export async function checkWebgpu(): Promise<string> {
  const { description, stop } = await startBackend({ name: 'webgpu', report: () => {} });
  const image = ones([1, 4, 4, 1]) as Tensor4D;
  const sums = await conv2d(image, ones([3, 3, 1, 1]) as Tensor4D, 1, 'valid').data();
  await stop();
  const got = [...sums].join(', ');
  if (got === '9, 9, 9, 9') return description;
  throw new ExpectationError('setup', 'a 3 × 3 convolution of ones to give 9, 9, 9, 9', got);
}
