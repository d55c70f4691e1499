import { expectThat } from '@tandem-det/base';
import { registerGradient, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';
import type { UpsampleOptions } from '../upsample-nearest/upsample-nearest.ts';

export interface UpsampleBilinearOptions extends UpsampleOptions {
  /** Lays the centres of the corner cells onto each other, instead of the corners of the maps. */
  readonly alignCorners?: boolean;
}

/**
 * Bilinear resizing to any size, larger or smaller: output row i reads at `p = (i + 1/2) · H / height - 1/2`, or with
 * alignCorners at `p = i · (H - 1) / (height - 1)` (0 for a height of 1), kept within [0, H - 1], columns likewise:
 * `(1 - (p - floor p)) x[floor p] + (p - floor p) x[floor p + 1]` of rows, then of columns.
 *
 * Shapes: x [B, H, W, C]; returns [B, height, width, C]. Differentiable. A smaller size is not smoothed before.
 * Source: PyTorch's `interpolate(mode='bilinear')` with `antialias=False`.
 */
export function upsampleBilinear(
  x: Tensor4D,
  { height, width, alignCorners = false }: UpsampleBilinearOptions,
): Tensor4D {
  checkShape('upsampleBilinear', x, 'B H W C');
  expectThat(
    [height, width].every((size) => Number.isInteger(size) && size >= 1),
    'upsampleBilinear',
    'height and width as whole numbers ≥ 1',
    `${height} × ${width}`,
  );
  expectThat(
    x.shape[1] >= 1 && x.shape[2] >= 1,
    'upsampleBilinear',
    'a map of at least one cell',
    `[${x.shape.join(', ')}]`,
  );
  return runKernel('TandemUpsampleBilinear', { x }, { height, width, alignCorners });
}

registerGradient({
  kernelName: 'TandemUpsampleBilinear',
  inputsToSave: ['x'],
  gradFunc: (upstream, saved, attributes) => {
    const dy = upstream as Tensor;
    const inputShape = saved[0]!.shape;
    const { alignCorners } = attributes as unknown as { alignCorners: boolean };
    return { x: () => runKernel('TandemUpsampleBilinearGradient', { dy }, { inputShape, alignCorners }) };
  },
});
