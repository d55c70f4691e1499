import { add, concat, mul, sub, type Tensor, type Tensor2D, tensor1d, tidy } from '@tensorflow/tfjs-core';

/**
 * Boxes from the distances of their left, top, right and bottom sides to a centre (x, y):
 * `(x - left, y - top, x + right, y + bottom)`.
 *
 * Shapes: centers [A, 2], distances [..., A, 4]; returns [..., A, 4], in the units of the inputs.
 * Source: Tian et al. 2019 (FCOS).
 */
export function boxesFromDistances<T extends Tensor>(centers: Tensor2D, distances: T): T {
  return tidy(() => add(concat([centers, centers], 1), mul(distances, tensor1d([-1, -1, 1, 1]))) as T);
}

/** The inverse: left, top, right, bottom; negative where the centre lies outside the box. */
export function distancesFromBoxes<T extends Tensor>(centers: Tensor2D, boxes: T): T {
  return tidy(() => mul(sub(boxes, concat([centers, centers], 1)), tensor1d([-1, -1, 1, 1])) as T);
}
