import { registerGradient, reshape, sum, type Tensor, type Tensor2D, tile } from '@tensorflow/tfjs-core';
import { runKernel, runKernelForAll } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';
import type { IouOptions } from './aligned-iou.ts';

/**
 * Overlap of every box of a with every box of b, by the formulas of `alignedIou`.
 *
 * Shapes: a [N, 4], b [M, 4] as x1, y1, x2, y2; returns [N, M]. Differentiable in both; the gradient
 * takes memory for N·M pairs of boxes.
 */
export function pairwiseIou(
  a: Tensor2D,
  b: Tensor2D,
  { kind = 'iou', epsilon = 1e-6 }: IouOptions = {},
): Tensor2D {
  checkShape('pairwiseIou', a, 'N 4');
  checkShape('pairwiseIou', b, 'M 4');
  return runKernel('TandemPairwiseIou', { a, b }, { kind, epsilon });
}

registerGradient({
  kernelName: 'TandemPairwiseIou',
  inputsToSave: ['a', 'b'],
  gradFunc: (upstream, saved, attributes) => {
    const [a, b] = saved as [Tensor2D, Tensor2D];
    const [n, m] = [a.shape[0], b.shape[0]];
    const pairs = {
      a: reshape(tile(reshape(a, [n, 1, 4]), [1, m, 1]), [n * m, 4]),
      b: tile(b, [n, 1]),
      dy: reshape(upstream as Tensor, [n * m]),
    };
    const [da, db] = runKernelForAll('TandemAlignedIouGradient', pairs, attributes) as [Tensor, Tensor];
    return {
      a: () => sum(reshape(da, [n, m, 4]), 1),
      b: () => sum(reshape(db, [n, m, 4]), 0),
    };
  },
});
