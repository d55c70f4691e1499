import { conv2d } from '@tandem-det/kernels';
import { add, mul, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Initializer, ParameterScope } from '../parameters.ts';
import { constant, kaimingNormal } from './initializers.ts';
import type { ConvolutionLayer, Layer } from './layer.ts';

export interface ConvolutionOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Side of the square filter. */
  readonly kernel?: number;
  readonly stride?: number;
  /** Zeros on each side; without it, as many as keep the size at stride 1 (odd kernels). */
  readonly padding?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  readonly initializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

/**
 * A convolution with parameters `weight` [U, V, I / groups, O] and, unless `bias` is false, `bias` [O].
 *
 * x [B, H, W, I]; returns [B, H', W', O] with H' = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1.
 * Multiply–accumulates: B·H'·W'·O·U·V·I / groups; additions of the bias are not counted, as papers do.
 * Source: PyTorch's Conv2d.
 */
export function convolution(
  scope: ParameterScope,
  {
    inputs,
    outputs,
    kernel = 3,
    stride = 1,
    dilation = 1,
    padding = (dilation * (kernel - 1)) >> 1,
    groups = 1,
    bias = true,
    initializer = kaimingNormal(),
    biasInitializer = constant(0),
  }: ConvolutionOptions,
): ConvolutionLayer {
  const filter = scope.parameter('weight', [kernel, kernel, inputs / groups, outputs], {
    initializer,
    layout: 'convolution',
  }) as Tensor4D;
  const offset = bias
    ? (scope.parameter('bias', [outputs], { initializer: biasInitializer, role: 'bias' }) as Tensor1D)
    : undefined;
  const options = { stride, padding, dilation, groups, ...(offset && { bias: offset }) };
  const convolve: Layer = (x, context) => {
    const y = conv2d(x, filter, options);
    context.trace?.({
      name: scope.path,
      kind: 'convolution',
      outputShape: y.shape,
      macs: (y.size * kernel * kernel * inputs) / groups,
    });
    return y;
  };
  const followedBy: ConvolutionLayer['followedBy'] = (x, { affine, activation }) => {
    const after = { ...options, ...(activation && { activation }) };
    if (affine === undefined) return conv2d(x, filter, after);
    // Σ x·w·m + (b·m + a): the filter is small beside the maps, and made anew it follows the weights
    const shift = offset ? add<Tensor1D>(mul(offset, affine.multiply), affine.add) : affine.add;
    return conv2d(x, mul(filter, affine.multiply), { ...after, bias: shift });
  };
  return Object.assign(convolve, { followedBy });
}
