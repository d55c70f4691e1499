import { count, nonNegative, readOptions } from '@tandem-det/base';
import { groupNorm as groupNormalize } from '@tandem-det/kernels';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { ParameterScope } from '../parameters.ts';
import { constant } from './initializers.ts';
import type { Layer } from './layer.ts';

/** The options of `groupNorm`, their defaults and their checks. */
export const groupNormOptions = z.strictObject({
  channels: count,
  /** As many groups as the channels allow: see `groupCount`. */
  groups: count.default(32),
  /** No group has fewer channels than this; 1 for the reference's own groups at any width. */
  minimumGroupSize: count.default(2),
  /** Added to the variance of a group. */
  epsilon: nonNegative.default(1e-5),
  /** 0 starts a residual branch at nothing. */
  initialScale: z.number().default(1),
});

export type GroupNormLayerOptions = z.input<typeof groupNormOptions>;

/**
 * Group normalisation with parameters `weight` and `bias` [C]. x [B, H, W, C]; returns the same shape.
 * The number of groups is `groupCount(channels, groups, minimumGroupSize)`.
 * Source: Wu and He 2018; PyTorch's GroupNorm.
 */
export function groupNorm(scope: ParameterScope, options: GroupNormLayerOptions): Layer {
  const read = readOptions('groupNorm', groupNormOptions, options);
  const { channels, groups, minimumGroupSize, epsilon, initialScale } = read;
  const used = groupCount(channels, groups, minimumGroupSize);
  const scale = scope.parameter('weight', [channels], {
    initializer: constant(initialScale),
    role: 'norm',
  }) as Tensor1D;
  const offset = scope.parameter('bias', [channels], { initializer: constant(0), role: 'norm' }) as Tensor1D;
  return (x, context) => {
    const y = groupNormalize(x, scale, offset, { groups: used, epsilon });
    context.trace?.({ name: scope.path, kind: 'group normalisation', outputShape: y.shape, macs: 0 });
    return y;
  };
}

const groupCountOptions = z.strictObject({ channels: count, groups: count, minimumGroupSize: count });

/**
 * The largest number of groups ≤ `groups` that divides the channels and leaves each group at least
 * `minimumGroupSize` of them; 1 where the channels are too few for that.
 *
 * The papers' 32 groups are meant for 256 channels. At narrow widths they would not divide the channels,
 * or would leave one channel per group: then the 1 × 1 maps of the coarsest level become all zeros.
 */
export function groupCount(channels: number, groups: number, minimumGroupSize: number): number {
  readOptions('groupCount', groupCountOptions, { channels, groups, minimumGroupSize });
  for (let used = Math.min(groups, Math.floor(channels / minimumGroupSize)); used > 1; used--) {
    if (channels % used === 0) return used;
  }
  return 1;
}
