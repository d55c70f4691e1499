import { expectThat } from '@tandem-det/base';
import { registerGradient, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';

export interface UpsampleOptions {
  readonly height: number;
  readonly width: number;
}

/**
 * Nearest-neighbour resizing: output cell (y, x) reads input cell (floor(y·H / height), floor(x·W / width)).
 *
 * Shapes: x [B, H, W, C]; returns [B, height, width, C]. Differentiable: each input cell gets the sum of
 * the gradients of the cells that read it.
 * Source: PyTorch's `interpolate(mode='nearest')`. tf.image.resizeNearestNeighbor's gradient is wrong on
 * the cpu backend for every image but the first.
 */
export function upsampleNearest(x: Tensor4D, { height, width }: UpsampleOptions): Tensor4D {
  checkShape('upsampleNearest', x, 'B H W C');
  expectThat(
    [height, width].every((size) => Number.isInteger(size) && size >= 1),
    'upsampleNearest',
    'height and width as whole numbers ≥ 1',
    `${height} × ${width}`,
  );
  return runKernel('TandemUpsampleNearest', { x }, { height, width });
}

registerGradient({
  kernelName: 'TandemUpsampleNearest',
  inputsToSave: ['x'],
  gradFunc: (upstream, saved) => {
    const dy = upstream as Tensor;
    const inputShape = saved[0]!.shape;
    return { x: () => runKernel('TandemUpsampleNearestGradient', { dy }, { inputShape }) };
  },
});
