import {
  float,
  floatOutputs,
  floatsOf,
  type HostKernel,
  integer,
  integersOf,
  shapeOf,
} from '../host/kernel.ts';
import type { TaskAlignedOptions } from './assign-task-aligned.ts';
import { liesInside, singlePrecisionIou } from './single-precision.ts';

export const assignTaskAlignedKernel: HostKernel<Required<TaskAlignedOptions>> = {
  name: 'TandemAssignTaskAligned',
  outputs: (inputs) => {
    const shape = shapeOf(inputs, 'validPriors');
    return [integer(shape), float(shape), float(shape), float(shape)];
  },
  run: (inputs, outputs, { topK, alpha, beta, insideMargin, epsilon }) => {
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
    const candidates = new Int32Array(topK);
    const candidateMetrics = new Float64Array(topK);
    const candidateOverlaps = new Float64Array(topK);
    const largestMetric = new Float64Array(truths);
    const largestOverlap = new Float64Array(truths);
    for (let b = 0; b < batch; b++) {
      const first = b * priors;
      for (let g = 0; g < truths; g++) {
        const truth = b * truths + g;
        if (!(truthMask[truth]! > 0)) continue;
        const label = truthClasses[truth]!;
        let count = 0;
        for (let prior = first; prior < first + priors; prior++) {
          if (!(validPriors[prior]! > 0)) continue;
          const u = singlePrecisionIou(boxes, 4 * prior, truthBoxes, 4 * truth);
          if (!(u > 0)) continue;
          const t = Math.fround(raise(scores[prior * classes + label]!, alpha) * raise(u, beta));
          if (!(t > 0) || (count === topK && t <= candidateMetrics[topK - 1]!)) continue;
          let rank = count < topK ? count++ : topK - 1;
          for (; rank > 0 && candidateMetrics[rank - 1]! < t; rank--) {
            candidates[rank] = candidates[rank - 1]!;
            candidateMetrics[rank] = candidateMetrics[rank - 1]!;
            candidateOverlaps[rank] = candidateOverlaps[rank - 1]!;
          }
          candidates[rank] = prior;
          candidateMetrics[rank] = t;
          candidateOverlaps[rank] = u;
        }
        for (let rank = 0; rank < count; rank++) {
          const prior = candidates[rank]!;
          const center = 2 * (prior - first);
          const u = candidateOverlaps[rank]!;
          if (
            u > overlaps[prior]! &&
            liesInside(centers[center]!, centers[center + 1]!, truthBoxes, 4 * truth, insideMargin)
          ) {
            gtIndex[prior] = g;
            overlaps[prior] = u;
            metric[prior] = candidateMetrics[rank]!;
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
};

/** base ** exponent rounded to float32. */
function raise(base: number, exponent: number): number {
  return exponent === 1 ? base : Math.fround(base ** exponent);
}
