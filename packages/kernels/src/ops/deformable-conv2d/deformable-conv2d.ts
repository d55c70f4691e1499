import { customGrad, dispose, ones, reshape, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { asPair } from '../../pair.ts';
import { runKernel, runKernelForAll } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';
import { channelAffine } from '../channel/channel-affine.ts';
import type { Conv2dOptions } from '../conv2d/conv2d.ts';
import { convolutionGeometry } from '../conv2d/geometry.ts';
import { type SamplingAttributes, samplingGeometry } from './geometry.ts';

export interface DeformableConv2dOptions extends Conv2dOptions {
  /** D: groups of input channels, each with offsets (and masks) of its own. */
  readonly deformableGroups?: number;
  /** [B, H', W', D·U·V]: factors of the samples (version 2). Without it all are 1 (version 1). */
  readonly mask?: Tensor4D;
}

/**
 * Deformable convolution: each position of the filter reads its input elsewhere, between the cells. With
 * k = u·V + v a position and d the deformable group of input channel c,
 * `y[b, i, j, o] = bias[o] + Σ filter[u, v, c, o] mask[b, i, j, d·U·V + k] x(b, p, q, c)`, where
 * `p = i·stride - padding + u·dilation + offsets[b, i, j, 2 (d·U·V + k)]` and q likewise with the next offset:
 * offsets are (dy, dx), in cells. x(b, p, q, c) is the bilinear sample; a corner of the four that lies outside
 * counts as 0, nothing is clamped or renormalised.
 *
 * Shapes: x [B, H, W, I], filter [U, V, I / groups, O], offsets [B, H', W', 2·D·U·V], mask [B, H', W', D·U·V],
 * bias [O]; returns [B, H', W', O], H' and W' as for `conv2d`.
 * Differentiable in all of them; at whole coordinates the derivative in the offsets is the one from above.
 * The samples, U·V times as large as the input, are computed again for the gradient and not kept.
 *
 * Source: Dai et al. 2017, Zhu et al. 2019 (mask); torchvision's `deform_conv2d`. mmcv's differs in one place:
 * for samples exactly one cell outside of the top or left its derivative in the offsets is 0.
 */
export function deformableConv2d(
  x: Tensor4D,
  filter: Tensor4D,
  offsets: Tensor4D,
  options: DeformableConv2dOptions = {},
): Tensor4D {
  const where = 'deformableConv2d';
  const { stride = 1, padding = 0, dilation = 1, groups = 1, deformableGroups = 1, mask, bias } = options;
  checkShape(where, x, 'B H W I');
  const letters = checkShape(where, filter, 'U V J O');
  if (bias) checkShape(where, bias, 'O', letters);
  const steps = {
    stride: asPair(where, 'stride', stride, 1),
    padding: asPair(where, 'padding', padding, 0),
    dilation: asPair(where, 'dilation', dilation, 1),
  };
  convolutionGeometry(where, x.shape, filter.shape, { ...steps, groups });
  const kernel = [filter.shape[0], filter.shape[1]] as const;
  const attributes: SamplingAttributes = { ...steps, kernel, deformableGroups };
  const { batch, rows, columns, taps } = samplingGeometry(where, x.shape, attributes);
  const factors = deformableGroups * taps;
  checkShape(where, offsets, `${batch} ${rows} ${columns} ${2 * factors}`);
  if (mask) checkShape(where, mask, `${batch} ${rows} ${columns} ${factors}`);
  const compute = samplesTimesFilter(attributes, groups);
  return tidy(() => {
    const y = compute(x, filter, offsets, mask ?? ones([batch, rows, columns, factors])) as Tensor4D;
    return bias ? channelAffine(y, ones(bias.shape), bias) : y;
  });
}

/** The convolution as a function of x, filter, offsets and mask. */
function samplesTimesFilter(attributes: SamplingAttributes, groups: number) {
  return customGrad((...given) => {
    const [x, filter, offsets, mask, save] = given as unknown as [
      ...[Tensor4D, Tensor4D, Tensor4D, Tensor4D],
      (tensors: Tensor[]) => void,
    ];
    save([x, filter, offsets, mask]);
    const samples: Tensor = runKernel('TandemDeformableSamples', { x, offsets, mask }, attributes);
    const [, rows, columns] = offsets.shape;
    const view = asConvolution(samples, filter, groups);
    const y: Tensor = runKernel('TandemConv2D', { x: view.x, filter: view.filter }, view.attributes);
    return {
      value: reshape(y, [x.shape[0], rows, columns, filter.shape[3]]),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradients(dy, saved as Tensor4D[], attributes, groups),
    };
  });
}

function gradients(dy: Tensor, saved: Tensor4D[], attributes: SamplingAttributes, groups: number): Tensor[] {
  const [x, filter, offsets, mask] = saved as [Tensor4D, Tensor4D, Tensor4D, Tensor4D];
  const samples: Tensor = runKernel('TandemDeformableSamples', { x, offsets, mask }, attributes);
  const view = asConvolution(samples, filter, groups);
  const upstream = reshape(dy, view.outputShape);
  const dfilter: Tensor = runKernel(
    'TandemConv2DFilterGradient',
    { x: view.x, dy: upstream },
    { ...view.attributes, filterShape: view.filter.shape },
  );
  dispose([samples, view.x]);
  const dview: Tensor = runKernel(
    'TandemConv2DInputGradient',
    { dy: upstream, filter: view.filter },
    { ...view.attributes, inputShape: view.x.shape },
  );
  const dsamples = reshape(dview, samples.shape);
  const [dx, doffsets, dmask] = runKernelForAll(
    'TandemDeformableSamplesGradient',
    { x, offsets, mask, dy: dsamples },
    attributes,
  ) as [Tensor, Tensor, Tensor];
  return [dx, reshape(dfilter, filter.shape), doffsets, dmask];
}

/**
 * The product of samples [B, H', W', U·V, I] with the filter, as a convolution that every backend has: 1 × 1
 * over all of a place's samples at once, or, with groups of channels, 1 × U·V over an image as wide as that.
 */
function asConvolution(samples: Tensor, filter: Tensor4D, groups: number) {
  const [batch, rows, columns, taps, inputs] = samples.shape as [number, number, number, number, number];
  const [, , groupInputs, outputs] = filter.shape;
  const attributes = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups };
  if (groups === 1) {
    return {
      x: reshape(samples, [batch, rows, columns, taps * inputs]),
      filter: reshape(filter, [1, 1, taps * inputs, outputs]),
      outputShape: [batch, rows, columns, outputs],
      attributes,
    };
  }
  return {
    x: reshape(samples, [batch, rows * columns, taps, inputs]),
    filter: reshape(filter, [1, taps, groupInputs, outputs]),
    outputShape: [batch, rows * columns, 1, outputs],
    attributes,
  };
}
