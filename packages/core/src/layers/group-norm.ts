import { expectThat } from '@tandem-det/base';
import { groupNorm as groupNormalize } from '@tandem-det/kernels';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { ParameterScope } from '../parameters.ts';
import { constant } from './initializers.ts';
import type { Layer } from './layer.ts';

export interface GroupNormLayerOptions {
  readonly channels: number;
  /** As many groups as the channels allow: see `groupCount`. */
  readonly groups?: number;
  /** No group has fewer channels than this. */
  readonly minimumGroupSize?: number;
  readonly epsilon?: number;
  readonly initialScale?: number;
}

/**
 * Group normalisation with parameters `weight` and `bias` [C]. x [B, H, W, C]; returns the same shape.
 * The number of groups is `groupCount(channels, groups, minimumGroupSize)`.
 * Source: Wu and He 2018; PyTorch's GroupNorm.
 */
export function groupNorm(
  scope: ParameterScope,
  { channels, groups = 32, minimumGroupSize = 2, epsilon = 1e-5, initialScale = 1 }: GroupNormLayerOptions,
): Layer {
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

/**
 * The largest number of groups ≤ `groups` that divides the channels and leaves each group at least
 * `minimumGroupSize` of them; 1 where the channels are too few for that.
 *
 * The papers' 32 groups are meant for 256 channels. At narrow widths they would not divide the channels,
 * or would leave one channel per group: then the 1 × 1 maps of the coarsest level become all zeros.
 */
export function groupCount(channels: number, groups = 32, minimumGroupSize = 2): number {
  expectThat(
    [channels, groups, minimumGroupSize].every((value) => Number.isInteger(value) && value >= 1),
    'groupCount',
    'channels, groups and minimumGroupSize as whole numbers ≥ 1',
    [channels, groups, minimumGroupSize].join(', '),
  );
  for (let count = Math.min(groups, Math.floor(channels / minimumGroupSize)); count > 1; count--) {
    if (channels % count === 0) return count;
  }
  return 1;
}
