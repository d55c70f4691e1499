import { registerGradient, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { runKernel, runKernelForAll } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';

/**
 * Each side of a box read elsewhere on the map: side c of the box at cell (y, x) becomes the bilinear
 * sample of map c at (y + dy, x + dx), where (dy, dx) = offsets[..., 2c], offsets[..., 2c + 1].
 * A corner of the four that lies outside the map counts as 0; nothing is clamped or renormalised.
 *
 * Shapes: boxes [B, H, W, 4], offsets [B, H, W, 8] as (dy, dx) for x1, y1, x2, y2, in cells; returns
 * [B, H, W, 4]. Differentiable in both; at whole coordinates the derivative in the offsets is the one from above.
 *
 * Source: Feng et al., TOOD, equation 6; the authors' code does it by a deformable convolution of ones
 * with four deformable groups.
 */
export function boundarySampling(boxes: Tensor4D, offsets: Tensor4D): Tensor4D {
  const letters = checkShape('boundarySampling', boxes, 'B H W 4');
  checkShape('boundarySampling', offsets, 'B H W 8', letters);
  return runKernel('TandemBoundarySampling', { boxes, offsets });
}

registerGradient({
  kernelName: 'TandemBoundarySampling',
  inputsToSave: ['boxes', 'offsets'],
  gradFunc: (upstream, saved) => {
    const [boxes, offsets] = saved as [Tensor, Tensor];
    const [dboxes, doffsets] = runKernelForAll('TandemBoundarySamplingGradient', {
      boxes,
      offsets,
      dy: upstream as Tensor,
    }) as [Tensor, Tensor];
    return { boxes: () => dboxes, offsets: () => doffsets };
  },
});
