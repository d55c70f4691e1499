import { expectThat } from '@tandem-det/base';
import { registerGradient, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { asPair, type Pair } from '../../pair.ts';
import { runKernel } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';
import { convolvedSize } from '../conv2d/geometry.ts';

export interface MaxPool2dOptions {
  readonly size: Pair;
  readonly stride: Pair;
  /** Cells of -infinity added on each side; at most half the size, so that every window holds a real cell. */
  readonly padding?: Pair;
}

/** Attributes of the max pooling kernels; pairs are [height, width]. */
export interface MaxPoolAttributes {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
}

/**
 * Largest value of each window; padding counts as -infinity.
 *
 * Shapes: x [B, H, W, C]; returns [B, H', W', C] with H' = floor((H + 2 padding - size) / stride) + 1.
 * The gradient goes to the first largest cell of a window, in the order row, column.
 * Source: PyTorch's MaxPool2d.
 */
export function maxPool2d(x: Tensor4D, { size, stride, padding = 0 }: MaxPool2dOptions): Tensor4D {
  const where = 'maxPool2d';
  checkShape(where, x, 'B H W C');
  const attributes: MaxPoolAttributes = {
    size: asPair(where, 'size', size, 1),
    stride: asPair(where, 'stride', stride, 1),
    padding: asPair(where, 'padding', padding, 0),
  };
  for (const axis of [0, 1] as const) {
    const [window, step, pad] = [attributes.size[axis], attributes.stride[axis], attributes.padding[axis]];
    expectThat(
      2 * pad <= window && convolvedSize(x.shape[axis + 1]!, window, step, pad) > 0,
      where,
      'padding of at most half the size, and an input no smaller than the window',
      `size ${window}, padding ${pad}, input ${x.shape[axis + 1]}`,
    );
  }
  return runKernel('TandemMaxPool2D', { x }, attributes);
}

registerGradient({
  kernelName: 'TandemMaxPool2D',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (upstream, saved, attributes) => {
    const dy = upstream as Tensor;
    const [x, y] = saved as [Tensor, Tensor];
    return { x: () => runKernel('TandemMaxPool2DGradient', { x, y, dy }, attributes) };
  },
});
