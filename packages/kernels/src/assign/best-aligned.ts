import type { IouKind } from '../iou/aligned-iou.ts';
import { kindCode, overlap as overlapOf } from '../iou/overlap.ts';
import { powerBounds, singlePrecisionPower } from './power.ts';
import { BLOCK, type PriorBlocks } from './prior-blocks.ts';
import { areaOf, liesInside, SMALLEST_UNION } from './single-precision.ts';

const round = Math.fround;

/** Covers what float32 rounds of an IoU. */
const SLACK = 1 - 1e-5;

export interface AlignedOptions {
  readonly topK: number;
  readonly alpha: number;
  readonly beta: number;
  readonly candidates: 'all' | 'inside';
  /** What u is, 0 where that is negative. */
  readonly overlap: IouKind;
  /** Pixels by which a centre must lie inside an object; for candidates that are inside. */
  readonly insideMargin: number;
}

/** The priors of largest t = s^α · u^β, t > 0, of an object: largest t first, then lowest place. */
export interface BestAligned {
  /** Places in the blocks. */
  readonly places: Int32Array;
  readonly metrics: Float64Array;
  readonly overlaps: Float64Array;
  /** Finds those of the box at index `truth`, whose class has its scores from `score` on; returns how many. */
  find(truth: number, score: number): number;
}

/**
 * Search for the `topK` best priors of `blocks` for one of `truthBoxes`, with the score of a place at
 * `scores[score + place·classes]` and its centre at `centers[2·place]`. As s ≤ 1, t is at most u^β: what cannot reach
 * the topK-th largest t so far is passed over, block by block by their bounds of u, then prior by prior by an IoU in
 * double precision, by u, by a bound of u^β, and by t itself.
 * Blocks with a bound of half or more come first, so that little is left of the others.
 *
 * The bounds are those of the IoU. They hold for every u: GIoU, DIoU and CIoU are the IoU less a term that is
 * never negative ((E − U) / E, ρ² / c², v² / (1 − IoU + v)), and u is cut at the IoU where rounding exceeds it.
 */
export function bestAligned(
  blocks: PriorBlocks,
  truthBoxes: Float32Array,
  scores: Float32Array,
  centers: Float32Array,
  classes: number,
  { topK, alpha, beta, candidates, overlap, insideMargin }: AlignedOptions,
): BestAligned {
  const places = new Int32Array(topK);
  const metrics = new Float64Array(topK);
  const overlaps = new Float64Array(topK);
  const power = powerBounds(alpha < 0 ? -1 : beta);
  const { boxes, areas, hits, bounds } = blocks;
  const kind = kindCode(overlap);
  const isInsideOnly = candidates === 'inside';

  function isBehind(rank: number, t: number, place: number): boolean {
    return metrics[rank]! < t || (metrics[rank]! === t && places[rank]! > place);
  }

  /** Puts a candidate into its rank, where `count` are; returns how many there are then. */
  function insert(count: number, place: number, t: number, u: number): number {
    let rank = Math.min(count, topK - 1);
    for (; rank > 0 && isBehind(rank - 1, t, place); rank--) {
      places[rank] = places[rank - 1]!;
      metrics[rank] = metrics[rank - 1]!;
      overlaps[rank] = overlaps[rank - 1]!;
    }
    places[rank] = place;
    metrics[rank] = t;
    overlaps[rank] = u;
    return Math.min(count + 1, topK);
  }

  return {
    places,
    metrics,
    overlaps,
    find(truth, score) {
      const x1 = truthBoxes[4 * truth]!;
      const y1 = truthBoxes[4 * truth + 1]!;
      const x2 = truthBoxes[4 * truth + 2]!;
      const y2 = truthBoxes[4 * truth + 3]!;
      const area = areaOf(truthBoxes, 4 * truth);
      const found = blocks.find(truth);
      const truthWidth = x2 - x1;
      const truthHeight = y2 - y1;
      let count = 0;
      /** What t must reach, above 0. */
      let least = 0;
      /** What u must reach. */
      let lowest = 0;
      let known = 0;
      for (let turn = 0; turn < 2 * found; turn++) {
        const hit = turn < found ? turn : turn - found;
        if (bounds[hit]! >= 0.5 !== turn < found) continue;
        if (least > known) {
          known = least;
          lowest = power.reach(least, lowest);
        }
        if (bounds[hit]! < lowest) continue;
        const end = Math.min((hits[hit]! + 1) * BLOCK, areas.length);
        for (let place = hits[hit]! * BLOCK; place < end; place++) {
          const box = 4 * place;
          // By 2 min(a, b) = a + b - |a - b|: no division, and no branch but one that is nearly always taken.
          const left = boxes[box]!;
          const top = boxes[box + 1]!;
          const right = boxes[box + 2]!;
          const bottom = boxes[box + 3]!;
          const twoWidths = right - left + truthWidth - Math.abs(right - x2) - Math.abs(left - x1);
          const twoHeights = bottom - top + truthHeight - Math.abs(bottom - y2) - Math.abs(top - y1);
          const shared = twoWidths * twoHeights * 0.25;
          if (lowest > 0 && !(shared >= (areas[place]! + area - shared) * lowest * SLACK)) continue;
          const width = round(Math.min(right, x2) - Math.max(left, x1));
          if (!(width > 0)) continue;
          const height = round(Math.min(bottom, y2) - Math.max(top, y1));
          if (!(height > 0)) continue;
          const intersection = round(width * height);
          const union = Math.max(round(round(areas[place]! + area) - intersection), SMALLEST_UNION);
          let u = round(intersection / union);
          if (!(u > 0 && u >= lowest)) continue;
          if (kind > 0) {
            u = Math.min(round(overlapOf(kind, boxes, box, truthBoxes, 4 * truth, SMALLEST_UNION)), u);
            if (!(u > 0 && u >= lowest)) continue;
          }
          const s = singlePrecisionPower(scores[score + place * classes]!, alpha);
          if (s * power.of(u) < least) continue;
          const center = 2 * place;
          if (
            isInsideOnly &&
            !liesInside(centers[center]!, centers[center + 1]!, truthBoxes, 4 * truth, insideMargin)
          ) {
            continue;
          }
          const t = round(s * singlePrecisionPower(u, beta));
          if (!(t > 0) || (count === topK && !isBehind(topK - 1, t, place))) continue;
          count = insert(count, place, t, u);
          if (count === topK) least = metrics[topK - 1]!;
        }
      }
      return count;
    },
  };
}
