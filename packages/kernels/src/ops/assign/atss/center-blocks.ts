import { BLOCK } from '../shared/block.ts';

/** A lower bound of the squared distances from (x, y) to the points of block i, those from i·BLOCK on. */
export type SquareFrom = (block: number, x: number, y: number) => number;

/** Bounds for blocks of BLOCK neighbours among `centers` [A, 2]. */
export function centerBlocks(centers: Float32Array): SquareFrom {
  const count = centers.length / 2;
  /** [blocks, 4]: x1, y1, x2, y2 of what a block spans. */
  const spans = new Float32Array(4 * Math.ceil(count / BLOCK));
  for (let block = 0; block < spans.length / 4; block++) {
    let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
    const end = Math.min((block + 1) * BLOCK, count);
    for (let place = block * BLOCK; place < end; place++) {
      const [x, y] = [centers[2 * place]!, centers[2 * place + 1]!];
      if (x < x1) x1 = x;
      if (y < y1) y1 = y;
      if (x > x2) x2 = x;
      if (y > y2) y2 = y;
    }
    spans.set([x1, y1, x2, y2], 4 * block);
  }
  return (block, x, y) => {
    const span = 4 * block;
    const dx = Math.max(spans[span]! - x, x - spans[span + 2]!, 0);
    const dy = Math.max(spans[span + 1]! - y, y - spans[span + 3]!, 0);
    // covers the rounding of squares in float32
    return (dx * dx + dy * dy) * (1 - 1e-6);
  };
}
