import { registerGradient, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';
import type { BatchNormOptions } from './batch-norm-frozen.ts';

export interface BatchNormResult {
  /** [B, H, W, C] */
  readonly y: Tensor4D;
  /** [C], mean over B, H and W. */
  readonly mean: Tensor1D;
  /** [C], biased: divided by B·H·W. */
  readonly variance: Tensor1D;
}

/**
 * Batch normalisation with the batch's own statistics:
 * `y = (x - mean) / sqrt(variance + epsilon) · scale + offset`, the variance biased.
 *
 * Shapes: x [B, H, W, C]; scale, offset [C]. y is differentiable in x, scale and offset; mean and
 * variance are for running statistics and carry no gradient.
 *
 * Source: PyTorch's BatchNorm2d in training mode. Its running variance is unbiased: multiply the one
 * returned here by n / (n - 1), n = B·H·W.
 */
export function batchNormTrain(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  { epsilon = 1e-5 }: BatchNormOptions = {},
): BatchNormResult {
  const letters = checkShape('batchNormTrain', x, 'B H W C');
  checkShape('batchNormTrain', scale, 'C', letters);
  checkShape('batchNormTrain', offset, 'C', letters);
  const [y, mean, variance] = runKernelForAll('TandemBatchNormTrain', { x, scale, offset }, { epsilon });
  return { y: y as Tensor4D, mean: mean as Tensor1D, variance: variance as Tensor1D };
}

registerGradient({
  kernelName: 'TandemBatchNormTrain',
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, true],
  gradFunc: (upstream, saved, attributes) => {
    const dy = (upstream as Tensor[])[0]!;
    const [x, scale, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor];
    const [dx, dscale, doffset] = runKernelForAll(
      'TandemBatchNormTrainGradient',
      { x, dy, mean, variance, scale },
      attributes,
    ) as [Tensor, Tensor, Tensor];
    return { x: () => dx, scale: () => dscale, offset: () => doffset };
  },
});
