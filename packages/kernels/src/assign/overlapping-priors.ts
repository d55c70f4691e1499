import { BLOCK, type PriorBlocks } from './prior-blocks.ts';
import { singlePrecisionIou } from './single-precision.ts';

/**
 * Visits the places, rising, whose boxes overlap the one at index `truth`, with their IoU u > 0. Blocks whose bound
 * is below `least` are passed over: with it, not all of a smaller u are visited.
 */
export function visitOverlapping(
  blocks: PriorBlocks,
  truthBoxes: Float32Array,
  truth: number,
  least: number,
  visit: (place: number, u: number) => void,
): void {
  const { boxes, areas, hits, bounds } = blocks;
  const found = blocks.find(truth);
  for (let hit = 0; hit < found; hit++) {
    if (bounds[hit]! < least) continue;
    const end = Math.min((hits[hit]! + 1) * BLOCK, areas.length);
    for (let place = hits[hit]! * BLOCK; place < end; place++) {
      const u = singlePrecisionIou(boxes, 4 * place, truthBoxes, 4 * truth);
      if (u > 0) visit(place, u);
    }
  }
}
