export interface FcosImage {
  readonly centers: ArrayLike<number>;
  readonly strides: ArrayLike<number>;
  readonly ranges: ArrayLike<number>;
  readonly truthBoxes: ArrayLike<number>;
  readonly radius: number;
}

/** Assignment by ranges of size of one image, prior by prior, in float64: gtIndex. */
export function fcosReference({ centers, strides, ranges, truthBoxes, radius }: FcosImage): number[] {
  return Array.from({ length: strides.length }, (_, a) => {
    let owner = -1;
    let smallest = Number.POSITIVE_INFINITY;
    for (let g = 0; g < truthBoxes.length / 4; g++) {
      const side = (axis: number) => truthBoxes[4 * g + axis]!;
      const distances = [0, 1].flatMap((axis) => [
        centers[2 * a + axis]! - side(axis),
        side(axis + 2) - centers[2 * a + axis]!,
      ]);
      const nearCentre = [0, 1].every(
        (axis) => Math.abs(centers[2 * a + axis]! - (side(axis) + side(axis + 2)) / 2) < radius * strides[a]!,
      );
      const farthest = Math.max(...distances);
      const area = (side(2) - side(0)) * (side(3) - side(1));
      const isOne =
        Math.min(...distances) > 0 &&
        (radius === 0 || nearCentre) &&
        farthest >= ranges[2 * a]! &&
        farthest <= ranges[2 * a + 1]!;
      if (isOne && area < smallest) [owner, smallest] = [g, area];
    }
    return owner;
  });
}
