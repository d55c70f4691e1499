import { registerGradient, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { runKernel, runKernelForAll } from '../../run-kernel.ts';
import { checkShape } from '../../shapes.ts';

/** Which overlap measure: see `alignedIou`. */
export type IouKind = 'iou' | 'giou' | 'diou' | 'ciou';

export interface IouOptions {
  readonly kind?: IouKind;
  readonly epsilon?: number;
}

/**
 * Overlap of the boxes a[n] and b[n]. With w, h clamped at 0, I the intersection's area, U the union's,
 * E the smallest enclosing box's, ρ² the squared distance of the centres, c² the squared diagonal of E:
 * - `iou`: `I / max(U, ε)`
 * - `giou`: `I / max(U, ε) - (E - U) / E`, U and E floored at ε; in (-1, 1]
 * - `diou`: `I / (U + ε) - ρ² / (c² + ε)`
 * - `ciou`: diou `- v² / (1 - IoU + v)`, `v = 4/π² (atan(w_b / (h_b + ε)) - atan(w_a / (h_a + ε)))²`,
 *   the last term 0 where v is 0
 * diou and ciou take the areas of a and b in U, and w and h in v, without the clamp.
 *
 * Shapes: a, b [N, 4] as x1, y1, x2, y2; returns [N]. Differentiable in both, in ciou through v's factor as
 * well. Where two sides are equal, max and min send half the gradient to each, as PyTorch does.
 *
 * Source: Rezatofighi et al. 2019 (GIoU), Zheng et al. 2020 (DIoU, CIoU); formulas and epsilons those of
 * mmdetection 2.14, whose CIoU differs from the paper in taking the gradient through the trade-off factor.
 */
export function alignedIou(
  a: Tensor2D,
  b: Tensor2D,
  { kind = 'iou', epsilon = 1e-6 }: IouOptions = {},
): Tensor1D {
  const letters = checkShape('alignedIou', a, 'N 4');
  checkShape('alignedIou', b, 'N 4', letters);
  return runKernel('TandemAlignedIou', { a, b }, { kind, epsilon });
}

registerGradient({
  kernelName: 'TandemAlignedIou',
  inputsToSave: ['a', 'b'],
  gradFunc: (upstream, saved, attributes) => {
    const [a, b] = saved as [Tensor, Tensor];
    const [da, db] = runKernelForAll(
      'TandemAlignedIouGradient',
      { a, b, dy: upstream as Tensor },
      attributes,
    ) as [Tensor, Tensor];
    return { a: () => da, b: () => db };
  },
});
