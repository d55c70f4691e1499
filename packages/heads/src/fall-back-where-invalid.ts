import { checkShape } from '@tandem-det/core';
import {
  customGrad,
  greater,
  logicalOr,
  slice,
  type Tensor,
  type Tensor4D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';

/**
 * `sampled` where it is a box (x1 ≤ x2 and y1 ≤ y2), `boxes` elsewhere, all four sides together.
 *
 * Shapes: boxes, sampled [B, H, W, 4]; returns [B, H, W, 4]. The gradient goes to the one that was taken.
 * Source: mmdetection pull request 7567; the TOOD authors keep such boxes.
 */
export function fallBackWhereInvalid(boxes: Tensor4D, sampled: Tensor4D): Tensor4D {
  const letters = checkShape('fallBackWhereInvalid', boxes, 'B H W 4');
  checkShape('fallBackWhereInvalid', sampled, 'B H W 4', letters);
  const choose = customGrad((...args) => {
    const [original, moved, save] = args as unknown as [Tensor4D, Tensor4D, (tensors: Tensor[]) => void];
    const side = (index: number) => slice(moved, [0, 0, 0, index], [-1, -1, -1, 1]);
    const invalid = logicalOr(greater(side(0), side(2)), greater(side(1), side(3)));
    save([invalid]);
    return {
      value: where(invalid, original, moved),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [mask] = saved as [Tensor];
        return [where(mask, dy, zerosLike(dy)), where(mask, zerosLike(dy), dy)];
      },
    };
  });
  return choose(boxes, sampled) as Tensor4D;
}
