import { plainIou } from '../shared/scene.fixture.ts';

export interface MaxIouImage {
  readonly priorBoxes: ArrayLike<number>;
  readonly truthBoxes: ArrayLike<number>;
  readonly positiveIou: number;
  readonly negativeIou: number;
}

/** Assignment by thresholds of IoU of one image by its whole table, in float64: gtIndex and the largest IoU. */
export function maxIouReference({ priorBoxes, truthBoxes, positiveIou, negativeIou }: MaxIouImage) {
  const objects = Array.from({ length: truthBoxes.length / 4 }, (_, g) => g);
  const table = Array.from({ length: priorBoxes.length / 4 }, (_, a) =>
    objects.map((g) => plainIou(priorBoxes, a, truthBoxes, g)),
  );
  const overlaps = table.map((row) => Math.max(...row));
  const gtIndex = table.map((row, a) => {
    if (overlaps[a]! >= positiveIou) return row.indexOf(overlaps[a]!);
    return overlaps[a]! < negativeIou ? -1 : -2;
  });
  for (const g of objects) {
    const best = Math.max(...table.map((row) => row[g]!));
    for (const [a, row] of table.entries()) if (row[g] === best) gtIndex[a] = g;
  }
  return { gtIndex, overlaps };
}
