import { count, readOptions } from '@tandem-det/base';
import { deformableConv2d } from '@tandem-det/kernels';
import { sigmoid, slice, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { ParameterScope } from '../parameters.ts';
import { type ConvolutionOptions, convolution } from './convolution.ts';
import { constant, kaimingNormal } from './initializers.ts';
import type { Layer } from './layer.ts';

/** How a convolution is deformable: names, defaults and checks. */
export const deformationOptions = z.strictObject({
  /** 1: positions move; 2: their samples are multiplied by a mask as well. */
  version: z.literal([1, 2]).default(2),
  /** D: groups of input channels with offsets of their own. */
  groups: count.default(1),
});

/** How a convolution is deformable. */
export type Deformation = Readonly<z.input<typeof deformationOptions>>;

export interface DeformableConvolutionOptions extends ConvolutionOptions {
  readonly deformation?: Deformation;
}

/**
 * A deformable convolution, by default without bias, whose offsets, and in version 2 masks, a convolution of x of the same
 * geometry predicts: `offsets` are its first 2·D·U·V channels, `mask = σ(the last D·U·V)`. That convolution
 * starts at 0: every position in place and, in version 2, every factor 0.5.
 *
 * x [B, H, W, I]; returns [B, H', W', O]. Names: `weight`, `bias`, `conv_offset.weight`, `conv_offset.bias`.
 * Multiply–accumulates are counted as of a plain convolution, those of the bilinear samples are not.
 * Source: Dai et al. 2017, Zhu et al. 2019; mmcv's DeformConv2dPack and ModulatedDeformConv2dPack.
 */
export function deformableConvolution(
  scope: ParameterScope,
  {
    inputs,
    outputs,
    kernel = 3,
    stride = 1,
    dilation = 1,
    padding = (dilation * (kernel - 1)) >> 1,
    groups = 1,
    bias = false,
    initializer = kaimingNormal(),
    biasInitializer = constant(0),
    deformation = {},
  }: DeformableConvolutionOptions,
): Layer {
  const read = readOptions('deformation', deformationOptions, deformation);
  const { version, groups: deformableGroups } = read;
  const filter = scope.parameter('weight', [kernel, kernel, inputs / groups, outputs], {
    initializer,
    layout: 'convolution',
  }) as Tensor4D;
  const offset = bias
    ? (scope.parameter('bias', [outputs], { initializer: biasInitializer, role: 'bias' }) as Tensor1D)
    : undefined;
  const factors = deformableGroups * kernel * kernel;
  const geometry = { stride, padding, dilation };
  const predict = convolution(scope.child('conv_offset'), {
    ...geometry,
    inputs,
    outputs: (version === 2 ? 3 : 2) * factors,
    kernel,
    initializer: constant(0),
  });
  return (x, context) => {
    const predicted = predict(x, context);
    const channels = (begin: number, count: number): Tensor4D =>
      slice(predicted, [0, 0, 0, begin], [-1, -1, -1, count]);
    const y = deformableConv2d(x, filter, version === 2 ? channels(0, 2 * factors) : predicted, {
      ...geometry,
      groups,
      deformableGroups,
      ...(offset && { bias: offset }),
      ...(version === 2 && { mask: sigmoid(channels(2 * factors, factors)) }),
    });
    context.trace?.({
      name: scope.path,
      kind: 'deformable convolution',
      outputShape: y.shape,
      macs: (y.size * kernel * kernel * inputs) / groups,
    });
    return y;
  };
}
