import type { IouKind } from '../../iou/aligned-iou.ts';
import { kindCode, overlap as overlapOf } from '../../iou/overlap.ts';
import { fallingParts, lowestBeside } from '../shared/falling-parts.ts';
import type { OverlappingPriors } from '../shared/overlapping-priors.ts';
import { liesInside, SMALLEST_UNION } from '../shared/single-precision.ts';
import { powerBounds, singlePrecisionPower } from './power.ts';

const round = Math.fround;

/** Of the IoUs that are looked at in turn: the best of an object are nearly always in the first interval. */
const EDGES = [Infinity, 3 / 16, 0];

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
  readonly places: Int32Array;
  readonly metrics: Float64Array;
  readonly overlaps: Float64Array;
  /** Finds those of the box at index `truth`, of class `label`, among the priors from `first` on; returns how many. */
  find(truth: number, label: number, first: number): number;
}

/**
 * Search for the `topK` best of `priors` for one of the `truthBoxes` in which they are searched, with the box of a
 * prior at `boxes[4·prior]`, its score at `scores[prior·classes + label]` and the centre of a place at
 * `centers[2·place]`. As s ≤ 1, t is at most u^β: by falling IoU, the search ends where no t can reach the topK-th
 * largest so far, and few scores are read.
 *
 * The IoU bounds every u: GIoU, DIoU and CIoU are the IoU less a term that is never negative ((E − U) / E, ρ² / c²,
 * v² / (1 − IoU + v)), and u is cut at the IoU where rounding exceeds it.
 */
export function bestAligned(
  priors: OverlappingPriors,
  boxes: Float32Array,
  truthBoxes: Float32Array,
  scores: Float32Array,
  centers: Float32Array,
  classes: number,
  { topK, alpha, beta, candidates, overlap, insideMargin }: AlignedOptions,
): BestAligned {
  const { places: near, ious } = priors;
  const { order, sort } = fallingParts(near.length);
  const places = new Int32Array(topK);
  const metrics = new Float64Array(topK);
  const overlaps = new Float64Array(topK);
  const power = powerBounds(alpha < 0 ? -1 : beta);
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
    find(truth, label, first) {
      const score = first * classes + label;
      let count = 0;
      /** What t must reach, above 0. */
      let least = 0;
      /** What u must reach. */
      let lowest = 0;
      for (let window = 0; window < EDGES.length - 1 && EDGES[window]! > lowest; window++) {
        const found = priors.find(truth, EDGES[window + 1]!, EDGES[window]!);
        sort(ious, found);
        /** An IoU below which none that follows reaches `lowest`. */
        let last = lowestBeside(lowest);
        for (let rank = 0; rank < found; rank++) {
          const index = order[rank]!;
          const place = near[index]!;
          let u = ious[index]!;
          if (u < lowest) {
            if (u < last) break;
            continue;
          }
          if (kind > 0) {
            const box = 4 * (first + place);
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
          if (count < topK) continue;
          least = metrics[topK - 1]!;
          lowest = power.reach(least, lowest);
          last = lowestBeside(lowest);
        }
      }
      return count;
    },
  };
}
