import {
  float,
  floatOutputs,
  floatsOf,
  type HostKernel,
  integer,
  integersOf,
  shapeOf,
} from '../../../host/kernel.ts';
import type { OverlapSearch } from '../shared/overlapping-priors.ts';
import { areaOf, liesInside } from '../shared/single-precision.ts';
import type { TaskAlignedOptions } from './assign-task-aligned.ts';
import { bestAligned } from './best-aligned.ts';

/** Task-aligned assignment by this search. */
export const taskAlignedKernel = (search: OverlapSearch): HostKernel<Required<TaskAlignedOptions>> => ({
  name: 'TandemAssignTaskAligned',
  outputs: (inputs) => {
    const shape = shapeOf(inputs, 'validPriors');
    return [integer(shape), float(shape), float(shape), float(shape)];
  },
  run: (inputs, outputs, options) => {
    const { insideMargin, epsilon } = options;
    const scores = floatsOf(inputs, 'scores');
    const boxes = floatsOf(inputs, 'boxes');
    const centers = floatsOf(inputs, 'centers');
    const validPriors = floatsOf(inputs, 'validPriors');
    const truthBoxes = floatsOf(inputs, 'truthBoxes');
    const truthClasses = integersOf(inputs, 'truthClasses');
    const truthMask = floatsOf(inputs, 'truthMask');
    const gtIndex = outputs[0]!.values as Int32Array;
    const [alignment, metric, overlaps] = floatOutputs(outputs.slice(1)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [batch, priors, classes] = shapeOf(inputs, 'scores') as [number, number, number];
    const truths = shapeOf(inputs, 'truthMask')[1]!;
    gtIndex.fill(-1);
    alignment.fill(0);
    metric.fill(0);
    overlaps.fill(0);
    const overlapping = search(boxes, validPriors, truthBoxes, priors);
    const best = bestAligned(overlapping, boxes, truthBoxes, scores, centers, classes, options);
    const isByArea = options.conflicts === 'smallest-area';
    const largestMetric = new Float64Array(truths);
    const largestOverlap = new Float64Array(truths);
    for (let b = 0; b < batch; b++) {
      const first = b * priors;
      overlapping.use(first);
      for (let g = 0; g < truths; g++) {
        const truth = b * truths + g;
        if (!(truthMask[truth]! > 0)) continue;
        const area = areaOf(truthBoxes, 4 * truth);
        const found = best.find(truth, truthClasses[truth]!, first);
        for (let rank = 0; rank < found; rank++) {
          const center = 2 * best.places[rank]!;
          const prior = first + best.places[rank]!;
          const u = best.overlaps[rank]!;
          const holder = gtIndex[prior]!;
          const isFree =
            holder < 0 ||
            (isByArea ? area < areaOf(truthBoxes, 4 * (b * truths + holder)) : u > overlaps[prior]!);
          if (
            isFree &&
            liesInside(centers[center]!, centers[center + 1]!, truthBoxes, 4 * truth, insideMargin)
          ) {
            gtIndex[prior] = g;
            overlaps[prior] = u;
            metric[prior] = best.metrics[rank]!;
          }
        }
      }
      largestMetric.fill(0);
      largestOverlap.fill(0);
      for (let prior = first; prior < first + priors; prior++) {
        const g = gtIndex[prior]!;
        if (g < 0) continue;
        if (metric[prior]! > largestMetric[g]!) largestMetric[g] = metric[prior]!;
        if (overlaps[prior]! > largestOverlap[g]!) largestOverlap[g] = overlaps[prior]!;
      }
      for (let prior = first; prior < first + priors; prior++) {
        const g = gtIndex[prior]!;
        if (g >= 0) alignment[prior] = (metric[prior]! / (largestMetric[g]! + epsilon)) * largestOverlap[g]!;
      }
    }
  },
});
