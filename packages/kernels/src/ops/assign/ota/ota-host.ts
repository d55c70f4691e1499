import { float, floatsOf, type HostKernel, integer, integersOf, shapeOf } from '../../../host/kernel.ts';
import { lowest, offer } from '../shared/lowest.ts';
import { liesInside, singlePrecisionIou } from '../shared/single-precision.ts';
import { simOtaRegion } from '../sim-ota/sim-ota-region.ts';
import type { OtaOptions } from './assign-ota.ts';
import { otaClassCost } from './ota-class-cost.ts';
import { type SupplierRow, sinkhornOwners } from './sinkhorn.ts';

const round = Math.fround;

/** Floor of the IoU, the float32 epsilon. */
const SMALLEST_IOU = 2 ** -23;

export const assignOtaKernel: HostKernel<Required<OtaOptions>> = {
  name: 'TandemAssignOta',
  outputs: (inputs) => {
    const shape = shapeOf(inputs, 'validPriors');
    return [integer(shape), float(shape), integer(shapeOf(inputs, 'truthMask'))];
  },
  run: (inputs, outputs, options) => {
    const { iouWeight, penalty, insideMargin, topK, epsilon, iterations } = options;
    const logits = floatsOf(inputs, 'classLogits');
    const boxes = floatsOf(inputs, 'boxes');
    const centers = floatsOf(inputs, 'centers');
    const validPriors = floatsOf(inputs, 'validPriors');
    const truthBoxes = floatsOf(inputs, 'truthBoxes');
    const truthClasses = integersOf(inputs, 'truthClasses');
    const truthMask = floatsOf(inputs, 'truthMask');
    const [gtIndex, supplies] = [outputs[0]!.values as Int32Array, outputs[2]!.values as Int32Array];
    const overlaps = outputs[1]!.values as Float32Array;
    const [batch, priors, classes] = shapeOf(inputs, 'classLogits') as [number, number, number];
    const truths = shapeOf(inputs, 'truthMask')[1]!;
    const classCost = otaClassCost(logits, classes, options);
    const { holds } = simOtaRegion(centers, floatsOf(inputs, 'strides'), truthBoxes, {
      region: 'center',
      centerRadius: options.centerRadius,
    });
    const isInside = (truth: number, center: number) =>
      liesInside(centers[2 * center]!, centers[2 * center + 1]!, truthBoxes, 4 * truth, insideMargin) &&
      holds(truth, center);
    const boxCost = (u: number) => round(iouWeight * -round(Math.log(Math.max(u, SMALLEST_IOU))));
    const iou = (prior: number, truth: number) => singlePrecisionIou(boxes, 4 * prior, truthBoxes, 4 * truth);

    gtIndex.fill(-1);
    overlaps.fill(0);
    supplies.fill(0);
    const largest = lowest(topK);
    for (let b = 0; b < batch; b++) {
      const firstPrior = b * priors;
      const firstTruth = b * truths;
      const present: number[] = [];
      for (let g = 0; g < truths; g++) if (truthMask[firstTruth + g]! > 0) present.push(firstTruth + g);
      if (present.length === 0) continue;

      // Columns are the priors that may be assigned.
      const columns: number[] = [];
      let steepest = 0;
      let background = 0;
      for (let prior = firstPrior; prior < firstPrior + priors; prior++) {
        if (!(validPriors[prior]! > 0) || !Number.isFinite(classCost.background(prior))) continue;
        columns.push(prior);
        background = Math.max(background, classCost.background(prior));
        for (let k = prior * classes; k < (prior + 1) * classes; k++) {
          steepest = Math.max(steepest, Math.abs(logits[k]!));
        }
      }
      const classCosts = new Map<number, Float32Array>();
      const classRow = (label: number): Float32Array => {
        const known = classCosts.get(label);
        if (known) return known;
        const row = Float32Array.from(columns, (prior) => classCost.object(prior, label));
        classCosts.set(label, row);
        return row;
      };
      const scratch = new Float32Array(columns.length);
      const isSmall = negligible(present.length, background + steepest + 1 + 16 * iouWeight, options);

      const rows: SupplierRow[] = [];
      let rest = columns.length;
      for (const truth of present) {
        const label = truthClasses[truth]!;
        const inside: number[] = [];
        const costs: number[] = [];
        largest.count = 0;
        for (const [j, prior] of columns.entries()) {
          if (!isInside(truth, prior - firstPrior)) continue;
          const u = iou(prior, truth);
          if (Number.isNaN(u)) continue;
          offer(largest, -u, j);
          inside.push(j);
          costs.push(round(round(classCost.object(prior, label)) + boxCost(u)));
        }
        let sum = 0;
        for (let rank = 0; rank < largest.count; rank++) sum -= largest.values[rank]!;
        const supply = Math.max(Math.trunc(round(sum)), 1);
        supplies[truth] = supply;
        rest -= supply;
        if (isSmall && inside.length > 0) {
          const own = Float32Array.from(costs);
          rows.push({ supply, columns: Int32Array.from(inside), costs: () => own });
          continue;
        }
        const everywhere = () => {
          const ofClass = classRow(label);
          for (let j = 0; j < columns.length; j++) {
            const cost = round(ofClass[j]! + boxCost(iou(columns[j]!, truth)));
            scratch[j] = isInside(truth, columns[j]! - firstPrior) ? cost : cost + penalty;
          }
          return scratch;
        };
        rows.push({ supply, costs: everywhere });
      }
      const ofBackground = Float32Array.from(columns, classCost.background);
      rows.push({ supply: Math.max(rest, 0), costs: () => ofBackground });

      const owners = sinkhornOwners(rows, columns.length, { epsilon, iterations });
      for (const [j, prior] of columns.entries()) {
        const truth = present[owners[j]!];
        if (truth === undefined) continue;
        gtIndex[prior] = truth - firstTruth;
        overlaps[prior] = iou(prior, truth);
      }
    }
  },
};

/**
 * Whether the penalty leaves a share of exactly 0 for whatever pays it. An iteration moves no potential by more
 * than the largest other cost and ε ln(topK · suppliers), so that the potentials, at two ends, cannot make up for
 * the penalty in all iterations.
 */
function negligible(
  objects: number,
  largestCost: number,
  { penalty, epsilon, iterations, topK }: Required<OtaOptions>,
): boolean {
  const step = largestCost + epsilon * Math.log(topK * (objects + 1));
  return penalty > 2 * iterations * step + 110 * epsilon;
}
