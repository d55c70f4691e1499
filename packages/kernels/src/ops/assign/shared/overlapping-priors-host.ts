import { BLOCK } from './block.ts';
import type { OverlapSearch } from './overlapping-priors.ts';
import { areaOf, SMALLEST_UNION } from './single-precision.ts';

const round = Math.fround;

/** Covers the rounding of an IoU. */
const SLACK = 1 - 1e-5;

/** The search in plain loops. Blocks of neighbours that together span nothing of an object are passed over. */
export const hostOverlaps: OverlapSearch = (boxes, valid, truthBoxes, count) => {
  /** [count, 4]: NaN for those that are not valid. */
  const own = new Float32Array(4 * count);
  const areas = new Float32Array(count);
  /** [blocks, 4]: x1, y1, x2, y2 of what a block spans. */
  const spans = new Float32Array(4 * Math.ceil(count / BLOCK));
  const places = new Int32Array(count);
  const ious = new Float32Array(count);

  function describe(block: number): void {
    let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
    const end = 4 * Math.min((block + 1) * BLOCK, count);
    for (let box = 4 * block * BLOCK; box < end; box += 4) {
      if (own[box]! < x1) x1 = own[box]!;
      if (own[box + 1]! < y1) y1 = own[box + 1]!;
      if (own[box + 2]! > x2) x2 = own[box + 2]!;
      if (own[box + 3]! > y2) y2 = own[box + 3]!;
    }
    spans.set([x1, y1, x2, y2], 4 * block);
  }

  return {
    places,
    ious,
    use(first, firstValid = first) {
      own.set(boxes.subarray(4 * first, 4 * (first + count)));
      for (let place = 0; place < count; place++) {
        if (!(valid[firstValid + place]! > 0)) own.fill(Number.NaN, 4 * place, 4 * place + 4);
        areas[place] = areaOf(own, 4 * place);
      }
      for (let block = 0; block < spans.length / 4; block++) describe(block);
    },
    find(truth, least, below) {
      const x1 = truthBoxes[4 * truth]!;
      const y1 = truthBoxes[4 * truth + 1]!;
      const x2 = truthBoxes[4 * truth + 2]!;
      const y2 = truthBoxes[4 * truth + 3]!;
      const area = areaOf(truthBoxes, 4 * truth);
      const truthWidth = x2 - x1;
      const truthHeight = y2 - y1;
      const part = least * SLACK;
      let size = 0;
      for (let span = 0; span < spans.length; span += 4) {
        const spanHeight = Math.min(spans[span + 3]!, y2) - Math.max(spans[span + 1]!, y1);
        if (!(spanHeight > 0)) continue;
        const spanWidth = Math.min(spans[span + 2]!, x2) - Math.max(spans[span]!, x1);
        if (!(spanWidth > 0 && spanWidth * spanHeight >= area * part)) continue;
        const begin = (span / 4) * BLOCK;
        const end = Math.min(begin + BLOCK, count);
        for (let place = begin; place < end; place++) {
          const box = 4 * place;
          const left = own[box]!;
          const top = own[box + 1]!;
          const right = own[box + 2]!;
          const bottom = own[box + 3]!;
          if (least > 0) {
            // By 2 min(a, b) = a + b - |a - b|: no division, and no branch but one that is nearly always taken.
            const twoWidths = right - left + truthWidth - Math.abs(right - x2) - Math.abs(left - x1);
            const twoHeights = bottom - top + truthHeight - Math.abs(bottom - y2) - Math.abs(top - y1);
            const shared = twoWidths * twoHeights * 0.25;
            if (!(shared >= (areas[place]! + area - shared) * part)) continue;
          }
          const width = round(Math.min(right, x2) - Math.max(left, x1));
          if (!(width > 0)) continue;
          const height = round(Math.min(bottom, y2) - Math.max(top, y1));
          if (!(height > 0)) continue;
          const intersection = round(width * height);
          const union = Math.max(round(round(areas[place]! + area) - intersection), SMALLEST_UNION);
          const u = round(intersection / union);
          if (!(u > 0 && u >= least && u < below)) continue;
          places[size] = place;
          ious[size++] = u;
        }
      }
      return size;
    },
  };
};
