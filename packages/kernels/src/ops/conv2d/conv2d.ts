import { engine, registerGradient, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { asPair, type Pair } from '../../pair.ts';
import { runKernel } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';
import { channelSum } from '../channel/channel-sum.ts';
import { relu } from '../relu/relu.ts';
import { silu } from '../silu/silu.ts';
import type { FusedActivation } from './fused-activation.ts';
import { type ConvolutionAttributes, convolutionGeometry } from './geometry.ts';

export interface Conv2dOptions {
  readonly stride?: Pair;
  /** Zeros added on each side. */
  readonly padding?: Pair;
  readonly dilation?: Pair;
  /** Groups of channels that are convolved apart from each other. */
  readonly groups?: number;
  /** [O], added to each output channel. */
  readonly bias?: Tensor1D;
  /** What follows, in the same kernel where no gradient is recorded: `relu` or `silu` of the sum and the bias. */
  readonly activation?: FusedActivation;
}

/**
 * Two-dimensional convolution (cross-correlation) with explicit symmetric padding:
 * `y[b, i, j, o] = bias[o] + Σ x[b, i·stride + u·dilation - padding, j·stride + v·dilation - padding, c] filter[u, v, c, o]`
 *
 * Shapes: x [B, H, W, I], filter [U, V, I / groups, O], bias [O]; returns [B, H', W', O] with
 * H' = floor((H + 2 padding - dilation (U - 1) - 1) / stride) + 1.
 * Differentiable in x, filter and bias, for every option. Where a gradient is recorded an activation is an op of
 * its own, which keeps what its gradient needs; otherwise it is applied before anything is stored.
 *
 * Source: PyTorch's Conv2d. Unlike tf.conv2d: groups, padding 1 with stride 2 as PyTorch has it, and
 * gradients with dilation and with explicit padding on every backend.
 */
export function conv2d(x: Tensor4D, filter: Tensor4D, options: Conv2dOptions = {}): Tensor4D {
  const { stride = 1, padding = 0, dilation = 1, groups = 1, bias, activation } = options;
  const where = 'conv2d';
  checkShape(where, x, 'B H W I');
  const letters = checkShape(where, filter, 'U V J O');
  if (bias) checkShape(where, bias, 'O', letters);
  const attributes: ConvolutionAttributes = {
    stride: asPair(where, 'stride', stride, 1),
    padding: asPair(where, 'padding', padding, 0),
    dilation: asPair(where, 'dilation', dilation, 1),
    groups,
  };
  convolutionGeometry(where, x.shape, filter.shape, attributes);
  const inputs = bias ? { x, filter, bias } : { x, filter };
  if (activation === undefined) return runKernel('TandemConv2D', inputs, attributes);
  if (!engine().isTapeOn()) return runKernel('TandemConv2D', inputs, { ...attributes, activation });
  const y = runKernel<Tensor4D>('TandemConv2D', inputs, attributes);
  return activation === 'relu' ? relu(y) : silu(y);
}

registerGradient({
  kernelName: 'TandemConv2D',
  inputsToSave: ['x', 'filter'],
  gradFunc: (upstream, saved, attributes) => {
    const dy = upstream as Tensor;
    const [x, filter] = saved as [Tensor4D, Tensor4D];
    return {
      x: () => runKernel('TandemConv2DInputGradient', { dy, filter }, { ...attributes, inputShape: x.shape }),
      filter: () =>
        runKernel('TandemConv2DFilterGradient', { x, dy }, { ...attributes, filterShape: filter.shape }),
      bias: () => channelSum(dy),
    };
  },
});
