import { float, floatsOf, type HostKernel, integer, shapeOf } from '../../../host/kernel.ts';
import { BLOCK } from '../shared/block.ts';
import { liesInside, singlePrecisionIou } from '../shared/single-precision.ts';
import type { AtssOptions } from './assign-atss.ts';
import { centerBlocks } from './center-blocks.ts';

const round = Math.fround;

type Attributes = Required<AtssOptions> & { readonly levelCounts: readonly number[] };

export const assignAtssKernel: HostKernel<Attributes> = {
  name: 'TandemAssignAtss',
  outputs: (inputs) => [integer(shapeOf(inputs, 'validPriors')), float(shapeOf(inputs, 'validPriors'))],
  run: (inputs, outputs, { topK, insideMargin, levelCounts }) => {
    const priorBoxes = floatsOf(inputs, 'priorBoxes');
    const centers = floatsOf(inputs, 'centers');
    const validPriors = floatsOf(inputs, 'validPriors');
    const truthBoxes = floatsOf(inputs, 'truthBoxes');
    const truthMask = floatsOf(inputs, 'truthMask');
    const gtIndex = outputs[0]!.values as Int32Array;
    const overlaps = outputs[1]!.values as Float32Array;
    const [batch, priors] = shapeOf(inputs, 'validPriors') as [number, number];
    const truths = shapeOf(inputs, 'truthMask')[1]!;
    gtIndex.fill(-1);
    overlaps.fill(0);
    const squareFrom = centerBlocks(centers);
    const candidates = new Int32Array(topK * levelCounts.length);
    const distances = new Float64Array(topK * levelCounts.length);
    const candidateOverlaps = new Float64Array(topK * levelCounts.length);
    for (let b = 0; b < batch; b++) {
      for (let g = 0; g < truths; g++) {
        const truth = b * truths + g;
        if (!(truthMask[truth]! > 0)) continue;
        const box = 4 * truth;
        const x = round(round(truthBoxes[box]! + truthBoxes[box + 2]!) / 2);
        const y = round(round(truthBoxes[box + 1]! + truthBoxes[box + 3]!) / 2);
        let count = 0;
        for (let level = 0, prior = 0; level < levelCounts.length; level++) {
          const end = prior + levelCounts[level]!;
          const start = count;
          /** A squared distance above it is no lower than the topK-th, whatever the rounding of its root. */
          let farthest = Infinity;
          for (; prior < end; prior++) {
            const isWholeBlock = prior % BLOCK === 0 && prior + BLOCK <= end;
            if (isWholeBlock && squareFrom(prior / BLOCK, x, y) > farthest) {
              prior += BLOCK - 1;
              continue;
            }
            if (!(validPriors[b * priors + prior]! > 0)) continue;
            const dx = round(centers[2 * prior]! - x);
            const dy = round(centers[2 * prior + 1]! - y);
            const square = round(round(dx * dx) + round(dy * dy));
            if (square > farthest) continue;
            const distance = round(Math.sqrt(square));
            if (count - start === topK && !(distance < distances[count - 1]!)) continue;
            let rank = count - start < topK ? count++ : count - 1;
            for (; rank > start && distances[rank - 1]! > distance; rank--) {
              candidates[rank] = candidates[rank - 1]!;
              distances[rank] = distances[rank - 1]!;
            }
            candidates[rank] = prior;
            distances[rank] = distance;
            if (count - start === topK) farthest = distances[count - 1]! ** 2 * (1 + 1e-6);
          }
        }
        let sum = 0;
        for (let rank = 0; rank < count; rank++) {
          candidateOverlaps[rank] = singlePrecisionIou(priorBoxes, 4 * candidates[rank]!, truthBoxes, box);
          sum += candidateOverlaps[rank]!;
        }
        const mean = sum / count;
        let squares = 0;
        for (let rank = 0; rank < count; rank++) squares += (candidateOverlaps[rank]! - mean) ** 2;
        const threshold = round(round(mean) + round(count > 1 ? Math.sqrt(squares / (count - 1)) : 0));
        for (let rank = 0; rank < count; rank++) {
          const prior = candidates[rank]!;
          const place = b * priors + prior;
          const u = candidateOverlaps[rank]!;
          if (
            u >= threshold &&
            (gtIndex[place]! < 0 || u > overlaps[place]!) &&
            liesInside(centers[2 * prior]!, centers[2 * prior + 1]!, truthBoxes, box, insideMargin)
          ) {
            gtIndex[place] = g;
            overlaps[place] = u;
          }
        }
      }
    }
  },
};
