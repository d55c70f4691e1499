import {
  registerGradient,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';

/**
 * A 1 × 1 convolution with a filter of its own for each image: `y[b, i, j, o] = Σ x[b, i, j, c] filters[b, c, o]`.
 *
 * Shapes: x [B, H, W, I], filters [B, I, O]; returns [B, H, W, O]. Differentiable in both.
 * Source: the layer attention of TOOD's head, which scales the input slices of a shared filter per image.
 */
export function batchedPointwise(x: Tensor4D, filters: Tensor3D): Tensor4D {
  const letters = checkShape('batchedPointwise', x, 'B H W I');
  checkShape('batchedPointwise', filters, 'B I O', letters);
  return runKernel('TandemBatchedPointwise', { x, filters });
}

registerGradient({
  kernelName: 'TandemBatchedPointwise',
  inputsToSave: ['x', 'filters'],
  gradFunc: (upstream, saved) => {
    const dy = upstream as Tensor4D;
    const [x, filters] = saved as [Tensor, Tensor3D];
    return {
      x: () => batchedPointwise(dy, transpose(filters, [0, 2, 1])),
      filters: () => runKernel('TandemBatchedPointwiseFilterGradient', { x, dy }),
    };
  },
});
