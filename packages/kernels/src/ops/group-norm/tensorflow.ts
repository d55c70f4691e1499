import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeKernel } from '../../tensorflow/native.ts';
import {
  type GroupNormAttributes,
  groupNormByImage,
  groupNormGradientByImage,
  isLarge,
} from './tensorflow-by-image.ts';

/**
 * Maps are disposed of once they are read, so that the next one takes the memory that is in the cache still.
 * The mean is taken off before squaring: sums of squares alone would cancel where it is large.
 */
export const groupNormNative: NativeKernel<GroupNormAttributes> = {
  name: 'TandemGroupNorm',
  run: (native, inputs, attributes) => {
    const { x, scale, offset } = inputs;
    const { groups, epsilon } = attributes;
    if (isLarge(x!)) return groupNormByImage(native, inputs, attributes);
    const { op, scalar, sum } = native;
    const rows = rowsOf(native, x!);
    const mean = groupMean(native, sum(rows, [1]), groups, rows.shape[1]!);
    const centred = op('Sub', [rows, perChannel(native, mean, scale!.size)]);
    const squares = op('Square', [centred]);
    const variance = groupMean(native, sum(squares, [1]), groups, rows.shape[1]!);
    dispose(squares);
    const rstd = op('Rsqrt', [op('AddV2', [variance, scalar(epsilon)])]);
    const factor = op('Mul', [perChannel(native, rstd, scale!.size), scale!]);
    const scaled = op('Mul', [centred, factor]);
    dispose(centred);
    const y = op('AddV2', [scaled, offset!]);
    return [native.reshape(y, x!.shape), mean, rstd];
  },
};

/** With c the centred x: `dx = dy·scale·rstd - c·rstd²·Σ(h x̂)/n - rstd·Σh/n`, h = dy·scale. */
export const groupNormGradientNative: NativeKernel<GroupNormAttributes> = {
  name: 'TandemGroupNormGradient',
  run: (native, inputs, attributes) => {
    const { x, dy, mean, rstd, scale } = inputs;
    const { groups } = attributes;
    if (isLarge(x!)) return groupNormGradientByImage(native, inputs, attributes);
    const { op, sum } = native;
    const channels = scale!.size;
    const rows = rowsOf(native, x!);
    const dyRows = rowsOf(native, dy!);
    const centred = op('Sub', [rows, perChannel(native, mean!, channels)]);
    const rstdOfChannel = perChannel(native, rstd!, channels);
    const dySums = sum(dyRows, [1]);
    const products = op('Mul', [dyRows, centred]);
    const productSums = op('Mul', [sum(products, [1]), native.reshape(rstdOfChannel, dySums.shape)]);
    dispose(products);
    const average = (sums: Tensor) => groupMean(native, op('Mul', [sums, scale!]), groups, rows.shape[1]!);
    const fromCentred = op('Mul', [op('Square', [rstd!]), average(productSums)]);
    const constant = op('Mul', [rstd!, average(dySums)]);
    const along = op('Mul', [centred, perChannel(native, fromCentred, channels)]);
    dispose(centred);
    const direct = op('Mul', [dyRows, op('Mul', [rstdOfChannel, scale!])]);
    const difference = op('Sub', [direct, along]);
    dispose([direct, along]);
    const dx = op('Sub', [difference, perChannel(native, constant, channels)]);
    return [native.reshape(dx, x!.shape), sum(productSums, [0]), sum(dySums, [0])];
  },
};

/** [B, H, W, C] as [B, H·W, C]. */
function rowsOf(native: Native, x: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return native.reshape(x, [batch, height * width, channels]);
}

/** Sums of `rows` values per channel [B, C] to means per group [B, G]. */
function groupMean(native: Native, sums: Tensor, groups: number, rows: number): Tensor {
  const [batch, channels] = sums.shape as [number, number];
  const width = channels / groups;
  const perGroup = native.sum(native.reshape(sums, [batch, groups, width]), [2]);
  return native.op('Mul', [perGroup, native.scalar(1 / (rows * width))]);
}

/** Values per group [B, G], repeated for each of its channels: [B, 1, C]. */
function perChannel(native: Native, values: Tensor, channels: number): Tensor {
  const [batch, groups] = values.shape as [number, number];
  const columns = native.reshape(values, [batch, groups, 1]);
  const repeated = native.op('BroadcastTo', [columns, native.integers([batch, groups, channels / groups])]);
  return native.reshape(repeated, [batch, 1, channels]);
}
