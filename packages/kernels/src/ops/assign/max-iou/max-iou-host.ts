import { float, floatsOf, type HostKernel, integer, shapeOf } from '../../../host/kernel.ts';
import type { OverlapSearch } from '../shared/overlapping-priors.ts';
import { singlePrecisionIou, singlePrecisionPart } from '../shared/single-precision.ts';
import type { MaxIouOptions } from './assign-max-iou.ts';

const [BACKGROUND, IGNORED] = [-1, -2];

/** Assignment by thresholds of IoU, by this search. */
export const maxIouKernel = (search: OverlapSearch): HostKernel<Required<MaxIouOptions>> => ({
  name: 'TandemAssignMaxIou',
  outputs: (inputs) => [integer(shapeOf(inputs, 'validPriors')), float(shapeOf(inputs, 'validPriors'))],
  run: (inputs, outputs, options) => {
    const priorBoxes = floatsOf(inputs, 'priorBoxes');
    const validPriors = floatsOf(inputs, 'validPriors');
    const truthBoxes = floatsOf(inputs, 'truthBoxes');
    const truthMask = floatsOf(inputs, 'truthMask');
    const ignoreBoxes = floatsOf(inputs, 'ignoreBoxes');
    const ignoreMask = floatsOf(inputs, 'ignoreMask');
    const gtIndex = outputs[0]!.values as Int32Array;
    const overlaps = outputs[1]!.values as Float32Array;
    const [batch, priors] = shapeOf(inputs, 'validPriors') as [number, number];
    const truths = shapeOf(inputs, 'truthMask')[1]!;
    const regions = shapeOf(inputs, 'ignoreMask')[1]!;
    const { lowQualityMatch, allTies, ignoreFraction } = options;
    const positiveIou = Math.fround(options.positiveIou);
    const negativeIou = Math.fround(options.negativeIou);
    const lowestIou = Math.fround(options.lowestIou);
    gtIndex.fill(BACKGROUND);
    overlaps.fill(0);

    const overlapping = search(priorBoxes, validPriors, truthBoxes, priors);
    const { places, ious } = overlapping;
    /** Visits the priors of this IoU or more, above 0, with an object. */
    const visit = (truth: number, least: number, take: (prior: number, u: number) => void) => {
      const found = overlapping.find(truth, least, Infinity);
      for (let index = 0; index < found; index++) take(places[index]!, ious[index]!);
    };
    const isBroken = (truth: number) => truthBoxes.subarray(4 * truth, 4 * truth + 4).some(Number.isNaN);
    /** Whether an object may have this prior. */
    const takes = (place: number) => validPriors[place]! > 0 && overlaps[place]! >= 0;
    for (let b = 0; b < batch; b++) {
      const first = b * priors;
      const objects = Array.from({ length: truths }, (_, g) => g).filter(
        (g) => truthMask[b * truths + g]! > 0,
      );
      if (objects.length === 0) continue;
      for (let i = b * regions; ignoreFraction > 0 && i < (b + 1) * regions; i++) {
        if (!(ignoreMask[i]! > 0)) continue;
        for (let prior = 0; prior < priors; prior++) {
          const part = singlePrecisionPart(priorBoxes, 4 * prior, ignoreBoxes, 4 * i);
          if (part > ignoreFraction) overlaps[first + prior] = -1;
        }
      }
      overlapping.use(0, first);
      const largest = new Float64Array(truths).fill(-1);
      for (const [rank, g] of objects.entries()) {
        const truth = b * truths + g;
        const offer = (prior: number, u: number) => {
          const place = first + prior;
          if (!takes(place)) return;
          if (u > largest[g]!) largest[g] = u;
          if (u > overlaps[place]! || gtIndex[place]! < 0) {
            overlaps[place] = u;
            gtIndex[place] = g;
          }
        };
        // The first object stands for all with which a prior has no overlap.
        if (rank === 0 || isBroken(truth)) {
          for (let prior = 0; prior < priors; prior++) {
            offer(prior, singlePrecisionIou(priorBoxes, 4 * prior, truthBoxes, 4 * truth));
          }
        } else {
          largest[g] = Math.min(largest[objects[0]!]!, 0);
          visit(truth, 0, offer);
        }
      }
      for (let place = first; place < first + priors; place++) {
        if (!(validPriors[place]! > 0)) continue;
        const u = overlaps[place]!;
        if (u >= positiveIou) continue;
        gtIndex[place] = u >= 0 && u < negativeIou ? BACKGROUND : IGNORED;
      }
      for (const g of lowQualityMatch ? objects : []) {
        const truth = b * truths + g;
        const most = largest[g]!;
        if (most < Math.max(lowestIou, 0)) continue;
        let isFound = false;
        const claim = (prior: number, u: number) => {
          if (u !== most || (isFound && !allTies) || !takes(first + prior)) return;
          gtIndex[first + prior] = g;
          isFound = true;
        };
        if (most > 0 && !isBroken(truth)) visit(truth, most, claim);
        else {
          for (let prior = 0; prior < priors; prior++) {
            claim(prior, singlePrecisionIou(priorBoxes, 4 * prior, truthBoxes, 4 * truth));
          }
        }
      }
    }
  },
});
