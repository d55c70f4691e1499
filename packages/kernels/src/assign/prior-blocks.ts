import { areaOf } from './single-precision.ts';

const round = Math.fround;

/** Priors of a block: neighbours in a row of a level, few enough to span a small part of the image. */
export const BLOCK = 16;

/** Covers the rounding of an IoU. */
const SLACK = 1 + 1e-6;

/** The priors of one image in blocks, of which most can be passed over. */
export interface PriorBlocks {
  /** [count, 4]: the boxes, NaN for those that are not valid. Block i begins at place i·BLOCK. */
  readonly boxes: Float32Array;
  /** [count] */
  readonly areas: Float32Array;
  /** The blocks found last, rising. */
  readonly hits: Int32Array;
  /** An upper bound, above 0, of the IoU in each of them. */
  readonly bounds: Float32Array;
  /** Cuts the `count` boxes from place `first` on into blocks; whether they are valid stands from `firstValid` on. */
  use(first: number, firstValid?: number): void;
  /** Finds the blocks with a box that may overlap the one at index `truth`, and returns how many there are. */
  find(truth: number): number;
}

/**
 * Blocks of `count` neighbours among `boxes` [N, 4], to search them for those that overlap one of `truthBoxes`
 * [M, 4]. Boxes whose entry in `valid` [N] is not above 0, or that have NaN, overlap nothing. An intersection is at
 * most that of the object with what the block spans, and a union at least the larger of two areas:
 *
 *     IoU ≤ min(I(span, object), largest area) / object's area,  IoU ≤ object's area / smallest area
 */
export function priorBlocks(
  boxes: Float32Array,
  valid: Float32Array,
  truthBoxes: Float32Array,
  count: number,
): PriorBlocks {
  const own = new Float32Array(4 * count);
  const areas = new Float32Array(count);
  const size = Math.ceil(count / BLOCK);
  /** [size, 6]: x1, y1, x2, y2 of what a block spans, smallest and largest area in it. */
  const spans = new Float32Array(6 * size);
  const hits = new Int32Array(size);
  const bounds = new Float32Array(size);

  function describe(block: number): void {
    let [x1, y1, x2, y2, smallest, largest] = [Infinity, Infinity, -Infinity, -Infinity, Infinity, 0];
    const end = Math.min((block + 1) * BLOCK, count);
    for (let place = block * BLOCK; place < end; place++) {
      const box = 4 * place;
      if (own[box]! < x1) x1 = own[box]!;
      if (own[box + 1]! < y1) y1 = own[box + 1]!;
      if (own[box + 2]! > x2) x2 = own[box + 2]!;
      if (own[box + 3]! > y2) y2 = own[box + 3]!;
      if (areas[place]! < smallest) smallest = areas[place]!;
      if (areas[place]! > largest) largest = areas[place]!;
    }
    const span = 6 * block;
    spans[span] = x1;
    spans[span + 1] = y1;
    spans[span + 2] = x2;
    spans[span + 3] = y2;
    spans[span + 4] = smallest;
    spans[span + 5] = largest;
  }

  return {
    boxes: own,
    areas,
    hits,
    bounds,
    use(first, firstValid = first) {
      own.set(boxes.subarray(4 * first, 4 * (first + count)));
      for (let place = 0; place < count; place++) {
        if (!(valid[firstValid + place]! > 0)) own.fill(Number.NaN, 4 * place, 4 * place + 4);
        areas[place] = areaOf(own, 4 * place);
      }
      for (let block = 0; block < size; block++) describe(block);
    },
    find(truth) {
      const x1 = truthBoxes[4 * truth]!;
      const y1 = truthBoxes[4 * truth + 1]!;
      const x2 = truthBoxes[4 * truth + 2]!;
      const y2 = truthBoxes[4 * truth + 3]!;
      const area = areaOf(truthBoxes, 4 * truth);
      let found = 0;
      for (let block = 0, span = 0; block < size; block++, span += 6) {
        if (!(spans[span + 1]! < y2 && spans[span + 3]! > y1)) continue;
        if (!(spans[span]! < x2 && spans[span + 2]! > x1)) continue;
        const width = round(Math.min(spans[span + 2]!, x2) - Math.max(spans[span]!, x1));
        const height = round(Math.min(spans[span + 3]!, y2) - Math.max(spans[span + 1]!, y1));
        const most = Math.min(round(width * height), spans[span + 5]!) / area;
        const bound = Math.min(most, area / spans[span + 4]!) * SLACK;
        if (!(bound > 0)) continue;
        hits[found] = block;
        bounds[found++] = bound;
      }
      return found;
    },
  };
}
