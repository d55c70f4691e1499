const round = Math.fround;

/** Floor of the union's area, as in the reference implementations of both assigners. */
export const SMALLEST_UNION = 1e-6;

/**
 * IoU of the box at `i` of a with the box at `j` of b, every step rounded to float32 so that thresholds and
 * ties fall as in the reference. Sides are clamped at 0. NaN where a coordinate is.
 */
export function singlePrecisionIou(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const width = round(Math.min(a[i + 2]!, b[j + 2]!) - Math.max(a[i]!, b[j]!));
  if (width <= 0) return 0;
  const height = round(Math.min(a[i + 3]!, b[j + 3]!) - Math.max(a[i + 1]!, b[j + 1]!));
  if (height <= 0) return 0;
  const intersection = round(width * height);
  const union = Math.max(round(round(areaOf(a, i) + areaOf(b, j)) - intersection), SMALLEST_UNION);
  return round(intersection / union);
}

/** Area of the box at `i`, sides clamped at 0, every step in float32. */
export function areaOf(boxes: Float32Array, i: number): number {
  const width = round(Math.max(boxes[i + 2]! - boxes[i]!, 0));
  return round(width * round(Math.max(boxes[i + 3]! - boxes[i + 1]!, 0)));
}

/** Whether the point (x, y) lies inside the box at `j`, further than `margin` from every side. */
export function liesInside(x: number, y: number, boxes: Float32Array, j: number, margin: number): boolean {
  return (
    round(x - boxes[j]!) > margin &&
    round(y - boxes[j + 1]!) > margin &&
    round(boxes[j + 2]! - x) > margin &&
    round(boxes[j + 3]! - y) > margin
  );
}

/** The part of the area of the box at `i` of a that lies in the box at `j` of b, every step in float32. */
export function singlePrecisionPart(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const width = round(Math.min(a[i + 2]!, b[j + 2]!) - Math.max(a[i]!, b[j]!));
  const height = round(Math.min(a[i + 3]!, b[j + 3]!) - Math.max(a[i + 1]!, b[j + 1]!));
  if (width <= 0 || height <= 0) return 0;
  const area = round(round(a[i + 2]! - a[i]!) * round(a[i + 3]! - a[i + 1]!));
  return round(round(width * height) / Math.max(area, SMALLEST_UNION));
}
