import { uniformValues } from '../../../testing/uniform-values.ts';

/** Priors of a small pyramid with strides 8, 16, 32: square boxes of 8 strides around (x, y) · stride. */
export function pyramid(size: number) {
  const centers: number[] = [];
  const boxes: number[] = [];
  const levelCounts: number[] = [];
  for (const stride of [8, 16, 32]) {
    const cells = Math.ceil(size / stride);
    for (let row = 0; row < cells; row++) {
      for (let column = 0; column < cells; column++) {
        const [x, y] = [column * stride, row * stride];
        centers.push(x, y);
        boxes.push(x - 4 * stride, y - 4 * stride, x + 4 * stride, y + 4 * stride);
      }
    }
    levelCounts.push(cells * cells);
  }
  return { centers: Float32Array.from(centers), boxes: Float32Array.from(boxes), levelCounts };
}

/** `count` boxes inside a square of this size, with sides of a tenth to six tenths of it. */
export function objects(count: number, size: number, seed: number): Float32Array {
  const values = uniformValues(4 * count, { seed });
  for (let i = 0; i < values.length; i += 4) {
    for (const axis of [0, 1]) {
      const side = size * (0.1 + 0.5 * values[i + axis + 2]!);
      values[i + axis]! *= size - side;
      values[i + axis + 2] = values[i + axis]! + side;
    }
  }
  return values;
}

/** Float64 IoU of box i of a with box j of b. */
export function plainIou(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number {
  const side = (axis: number) =>
    Math.max(
      Math.min(a[4 * i + axis + 2]!, b[4 * j + axis + 2]!) - Math.max(a[4 * i + axis]!, b[4 * j + axis]!),
      0,
    );
  const area = (box: ArrayLike<number>, k: number) =>
    (box[4 * k + 2]! - box[4 * k]!) * (box[4 * k + 3]! - box[4 * k + 1]!);
  const intersection = side(0) * side(1);
  return intersection / Math.max(area(a, i) + area(b, j) - intersection, 1e-6);
}
