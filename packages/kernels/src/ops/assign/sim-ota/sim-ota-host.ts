import { float, floatsOf, type HostKernel, integer, integersOf, shapeOf } from '../../../host/kernel.ts';
import { boundOf, lowest, offer } from '../shared/lowest.ts';
import { singlePrecisionIou } from '../shared/single-precision.ts';
import type { SimOtaOptions } from './assign-sim-ota.ts';
import { simOtaClassCost } from './sim-ota-class-cost.ts';
import { simOtaRegion } from './sim-ota-region.ts';

const round = Math.fround;

export const assignSimOtaKernel: HostKernel<Required<SimOtaOptions>> = {
  name: 'TandemAssignSimOta',
  outputs: (inputs) => {
    const shape = shapeOf(inputs, 'validPriors');
    return [integer(shape), float(shape)];
  },
  run: (inputs, outputs, { topK, penalty, classWeight, iouWeight, iouEpsilon, ...regionOptions }) => {
    const boxes = floatsOf(inputs, 'boxes');
    const validPriors = floatsOf(inputs, 'validPriors');
    const truthBoxes = floatsOf(inputs, 'truthBoxes');
    const truthClasses = integersOf(inputs, 'truthClasses');
    const truthMask = floatsOf(inputs, 'truthMask');
    const gtIndex = outputs[0]!.values as Int32Array;
    const overlaps = outputs[1]!.values as Float32Array;
    const [batch, priors, classes] = shapeOf(inputs, 'classLogits') as [number, number, number];
    const truths = shapeOf(inputs, 'truthMask')[1]!;
    const objectness = inputs['objectnessLogits']?.values as Float32Array | undefined;
    const classCost = simOtaClassCost(floatsOf(inputs, 'classLogits'), objectness, classes);
    const region = simOtaRegion(
      floatsOf(inputs, 'centers'),
      floatsOf(inputs, 'strides'),
      truthBoxes,
      regionOptions,
    );
    const iou = (prior: number, truth: number) => singlePrecisionIou(boxes, 4 * prior, truthBoxes, 4 * truth);
    const boxCost = (u: number) => round(iouWeight * round(-Math.log(round(u + iouEpsilon))));
    /** That of most pairs. */
    const apart = boxCost(0);
    /** The cost, or Infinity where it cannot be below `bound`, as the class term is at least 0. */
    const costOf = (prior: number, truth: number, u: number, bound: number): number => {
      const box = u === 0 ? apart : boxCost(u);
      if (!(round(box + Math.min(penalty, 0)) < bound)) return Infinity;
      const place = region.holds(truth, prior % priors) ? 0 : penalty;
      if (!(round(box + place) < bound)) return Infinity;
      const kind = round(classWeight * classCost(prior, truthClasses[truth]!));
      return round(round(kind + box) + place);
    };

    gtIndex.fill(-1);
    overlaps.fill(0);
    const candidates = new Int32Array(priors);
    const taken = new Int32Array(priors);
    const cheapest = lowest(topK);
    const negatedOverlaps = lowest(topK);
    for (let b = 0; b < batch; b++) {
      const firstPrior = b * priors;
      const firstTruth = b * truths;
      const present: number[] = [];
      for (let g = 0; g < truths; g++) if (truthMask[firstTruth + g]! > 0) present.push(firstTruth + g);
      let count = 0;
      for (let center = 0; center < priors; center++) {
        if (!(validPriors[firstPrior + center]! > 0)) continue;
        if (present.some((truth) => region.admits(truth, center))) candidates[count++] = firstPrior + center;
      }

      // Each object takes its cheapest candidates.
      taken.fill(0);
      for (const truth of present) {
        cheapest.count = 0;
        negatedOverlaps.count = 0;
        for (let i = 0; i < count; i++) {
          const prior = candidates[i]!;
          const u = iou(prior, truth);
          offer(negatedOverlaps, -u, prior);
          offer(cheapest, costOf(prior, truth, u, boundOf(cheapest)), prior);
        }
        let sum = 0;
        for (let rank = 0; rank < negatedOverlaps.count; rank++) sum -= negatedOverlaps.values[rank]!;
        const wanted = Math.max(Math.trunc(round(sum)), 1);
        for (let rank = 0; rank < Math.min(wanted, cheapest.count); rank++) {
          const prior = cheapest.indices[rank]!;
          gtIndex[prior] = truth - firstTruth;
          taken[prior - firstPrior]!++;
        }
      }

      // A prior that several took goes to the object for which it costs least, be it one of these or not.
      for (let prior = firstPrior; prior < firstPrior + priors; prior++) {
        const takers = taken[prior - firstPrior]!;
        if (takers === 0) continue;
        let least = Infinity;
        for (const truth of takers > 1 ? present : []) {
          const cost = costOf(prior, truth, iou(prior, truth), least);
          if (!(cost < least)) continue;
          least = cost;
          gtIndex[prior] = truth - firstTruth;
        }
        overlaps[prior] = iou(prior, firstTruth + gtIndex[prior]!);
      }
    }
  },
};
