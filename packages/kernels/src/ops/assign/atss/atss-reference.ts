import { plainIou } from '../shared/scene.fixture.ts';

/** ATSS on one image by sorting and full lists, in float64: gtIndex. */
export function atssReference(image: {
  readonly priorBoxes: Float32Array;
  readonly centers: Float32Array;
  readonly valid: Float32Array;
  readonly truthBoxes: Float32Array;
  readonly levelCounts: readonly number[];
  readonly topK: number;
}): number[] {
  const { priorBoxes, centers, valid, truthBoxes, levelCounts, topK } = image;
  const gtIndex: number[] = new Array(valid.length).fill(-1);
  for (let g = 0; g < truthBoxes.length / 4; g++) {
    const [x1, y1, x2, y2] = truthBoxes.subarray(4 * g, 4 * g + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const distance = (a: number) =>
      Math.fround(Math.hypot(centers[2 * a]! - (x1 + x2) / 2, centers[2 * a + 1]! - (y1 + y2) / 2));
    let first = 0;
    const candidates = levelCounts.flatMap((count) => {
      const level = Array.from({ length: count }, (_, i) => first + i).filter((a) => valid[a]! > 0);
      first += count;
      return level.sort((a, b) => distance(a) - distance(b) || a - b).slice(0, topK);
    });
    const overlaps = candidates.map((a) => plainIou(priorBoxes, a, truthBoxes, g));
    const mean = overlaps.reduce((sum, u) => sum + u, 0) / overlaps.length;
    const squares = overlaps.reduce((sum, u) => sum + (u - mean) ** 2, 0);
    const threshold = mean + (overlaps.length > 1 ? Math.sqrt(squares / (overlaps.length - 1)) : 0);
    for (const [i, a] of candidates.entries()) {
      const [x, y] = [centers[2 * a]!, centers[2 * a + 1]!];
      if (overlaps[i]! < threshold || Math.min(x - x1, y - y1, x2 - x, y2 - y) <= 0.01) continue;
      const rival = gtIndex[a]!;
      if (rival < 0 || overlaps[i]! > plainIou(priorBoxes, a, truthBoxes, rival)) gtIndex[a] = g;
    }
  }
  return gtIndex;
}
