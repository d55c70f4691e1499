import { dispose, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { Native } from '../../tensorflow/native.ts';

export interface GroupNormAttributes {
  readonly groups: number;
  readonly epsilon: number;
}

/** Values of an image from which on this way is faster: 2 MiB, where a whole batch is more than caches hold. */
const LARGE = 1 << 19;

export function isLarge({ shape }: Tensor): boolean {
  return shape.slice(1).reduce((size, axis) => size * axis, 1) >= LARGE && shape[0]! > 0;
}

/**
 * Group normalisation image by image, so that what one operation read is still in the cache for the next.
 * FusedBatchNormV3 gives each channel's mean and variance in one, with the mean taken off before squaring; a group's
 * variance is the mean of its channels' variances, and of the squares by which their means differ from the group's.
 */
export function groupNormByImage(
  native: Native,
  { x, scale, offset }: Record<string, Tensor>,
  { groups, epsilon }: GroupNormAttributes,
): Tensor[] {
  const { op, scalar, reshape } = native;
  const ones = op('OnesLike', [scale!]);
  const none = tensor1d([], 'float32');
  const results = split(native, x!).map((image) => {
    const count = image.size / scale!.size;
    const [normalized, channelMeans, unbiased] = native.ops(
      'FusedBatchNormV3',
      [image, ones, ones, none, none],
      6,
      { is_training: true },
    ) as [Tensor, Tensor, Tensor];
    dispose(normalized);
    const biased = op('Mul', [unbiased, scalar((count - 1) / count)]);
    const means = reshape(channelMeans, [groups, -1]);
    const mean = rowMean(native, means);
    const between = op('SquaredDifference', [means, mean]);
    const variance = rowMean(native, op('AddV2', [reshape(biased, [groups, -1]), between]));
    const rstd = op('Rsqrt', [op('AddV2', [variance, scalar(epsilon)])]);
    const factors = op('Mul', [perChannel(native, rstd, scale!), scale!]);
    return [affine(native, image, perChannel(native, mean, scale!), factors, offset!, ones), mean, rstd];
  });
  const [y, mean, rstd] = [0, 1, 2].map((part) =>
    joined(
      native,
      results.map((each) => each[part]!),
    ),
  ) as [Tensor, Tensor, Tensor];
  const perGroup = [x!.shape[0]!, groups];
  return [y, reshape(mean, perGroup), reshape(rstd, perGroup)];
}

/**
 * With c the centred x and h = dy·scale: `dx = h·rstd - c·rstd²·Σ(h c rstd)/n - rstd·Σh/n`. FusedBatchNormGradV3 for
 * a given mean, and a variance of 1, has h·rstd, Σ(dy c) and Σdy of each channel in one.
 */
export function groupNormGradientByImage(
  native: Native,
  { x, dy, mean, rstd, scale }: Record<string, Tensor>,
  { groups }: GroupNormAttributes,
): Tensor[] {
  const { op, scalar, reshape } = native;
  const channels = scale!.size;
  const ones = op('OnesLike', [scale!]);
  const none = tensor1d([], 'float32');
  const [upstream, means, rstds] = [dy!, mean!, rstd!].map((each) => split(native, each)) as [
    Tensor[],
    Tensor[],
    Tensor[],
  ];
  const results = split(native, x!).map((image, b) => {
    const centers = perChannel(native, means[b]!, scale!);
    const deviations = perChannel(native, rstds[b]!, scale!);
    const factors = op('Mul', [deviations, scale!]);
    const [direct, products, sums] = native.ops(
      'FusedBatchNormGradV3',
      [upstream[b]!, image, factors, centers, ones, none],
      5,
      { epsilon: { float: 0 }, is_training: false },
    ) as [Tensor, Tensor, Tensor];
    const perPlace = scalar(-channels / image.size);
    const average = (values: Tensor) => {
      const weighted = reshape(op('Mul', [values, factors]), [groups, -1]);
      return perChannel(native, op('Mul', [rowMean(native, weighted), perPlace]), scale!);
    };
    const slopes = op('Mul', [average(products), op('Square', [deviations])]);
    const rest = affine(native, image, centers, slopes, average(sums), ones);
    const dx = op('AddV2', [direct, rest]);
    dispose([direct, rest]);
    return [dx, reshape(op('Mul', [products, deviations]), [1, -1]), reshape(sums, [1, -1])];
  });
  const [dx, dscale, doffset] = [0, 1, 2].map((part) =>
    joined(
      native,
      results.map((each) => each[part]!),
    ),
  ) as [Tensor, Tensor, Tensor];
  return [dx, native.sum(dscale, [0]), native.sum(doffset, [0])];
}

/** `(x - center) · factor + offset`, each per channel, of an image [1, H, W, C]. */
function affine(
  native: Native,
  image: Tensor,
  centers: Tensor,
  factors: Tensor,
  offsets: Tensor,
  ones: Tensor,
): Tensor {
  return native.ops('FusedBatchNormV3', [image, factors, offsets, centers, ones], 6, {
    epsilon: { float: 0 },
    is_training: false,
  })[0]!;
}

/** Means over the last axis: [G, C / G] to [G, 1]. */
function rowMean(native: Native, values: Tensor): Tensor {
  return native.op('Mean', [values, native.integers([1])], { keep_dims: true });
}

/** A value per group, repeated for each of its channels: [C]. */
function perChannel(native: Native, values: Tensor, { size }: Tensor): Tensor {
  const columns = native.reshape(values, [-1, 1]);
  const repeated = native.op('BroadcastTo', [columns, native.integers([values.size, size / values.size])]);
  return native.reshape(repeated, [-1]);
}

/** [B, …] as B times [1, …]: views, not copies. */
function split(native: Native, x: Tensor): Tensor[] {
  const count = x.shape[0]!;
  return native.ops('Split', [firstAxis(native), x], count, { num_split: { integer: count } });
}

function joined(native: Native, parts: readonly Tensor[]): Tensor {
  if (parts.length === 1) return parts[0]!;
  return native.op('ConcatV2', [...parts, firstAxis(native)], {
    N: { integer: parts.length },
    T: { type: 'float32' },
  });
}

function firstAxis(native: Native): Tensor {
  return native.reshape(native.integers([0]), []);
}
