import { add, mul, rsqrt, sub, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { checkShape } from '../../shapes.ts';
import { channelAffine } from '../channel/channel-affine.ts';

export interface BatchNormOptions {
  /** Added to the variance. */
  readonly epsilon?: number;
}

/** What batch normalisation with given statistics is per channel: `x · multiply + add`, both [C]. */
export function batchNormAffine(
  mean: Tensor1D,
  variance: Tensor1D,
  scale: Tensor1D,
  offset: Tensor1D,
  { epsilon = 1e-5 }: BatchNormOptions = {},
): { readonly multiply: Tensor1D; readonly add: Tensor1D } {
  const multiply = mul<Tensor1D>(scale, rsqrt(add(variance, epsilon)));
  return { multiply, add: sub(offset, mul(mean, multiply)) };
}

/**
 * Batch normalisation with given statistics: `y = (x - mean) / sqrt(variance + epsilon) · scale + offset`.
 *
 * Shapes: x [B, H, W, C]; mean, variance, scale, offset [C]; returns [B, H, W, C].
 * Differentiable in x, scale and offset. Source: PyTorch's BatchNorm2d in evaluation mode.
 */
export function batchNormFrozen(
  x: Tensor4D,
  mean: Tensor1D,
  variance: Tensor1D,
  scale: Tensor1D,
  offset: Tensor1D,
  options: BatchNormOptions = {},
): Tensor4D {
  const letters = checkShape('batchNormFrozen', x, 'B H W C');
  for (const vector of [mean, variance, scale, offset]) checkShape('batchNormFrozen', vector, 'C', letters);
  const affine = batchNormAffine(mean, variance, scale, offset, options);
  return channelAffine(x, affine.multiply, affine.add);
}
