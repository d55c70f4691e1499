import type { TensorInfo } from '@tensorflow/tfjs-core';
import { bestOfWorkgroup, byRank } from '../../../webgpu/best-of-workgroup.ts';
import { boxFrom } from '../../../webgpu/box-from.ts';
import type { WgslKernel } from '../../../webgpu/kernel.ts';
import { exponential, logarithm, power } from '../../../webgpu/math.ts';
import { LANES } from '../../../webgpu/workgroup-sum.ts';
import type { IouKind } from '../../iou/aligned-iou.ts';
import { kindCode } from '../../iou/overlap.ts';
import { overlapWgsl } from '../../iou/overlap-wgsl.ts';
import { claimWinner, smallness } from '../shared/claims-webgpu.ts';
import { SMALLEST_UNION } from '../shared/single-precision.ts';
import { singlePrecisionWgsl } from '../shared/single-precision-wgsl.ts';
import type { TaskAlignedOptions } from './assign-task-aligned.ts';

/** `uOf(a, b)`: the overlap that is asked for, at least 0 and at most the IoU. Follows `singlePrecisionWgsl`. */
function uWgsl(kind: IouKind): string {
  if (kind === 'iou') return 'fn uOf(a: vec4<f32>, b: vec4<f32>) -> f32 { return iouOf(a, b); }';
  return `${overlapWgsl}
fn uOf(a: vec4<f32>, b: vec4<f32>) -> f32 {
  let iou = iouOf(a, b);
  if (!(iou > 0.0)) { return 0.0; }
  return clamp(overlap(a, b), 0.0, iou);
}`;
}

/**
 * Three dispatches, memory O(B·A + B·G·topK): each object ranks its candidates, keeping for every prior the
 * highest overlap that claims it; among the claims of that overlap the lowest object wins; each prior that was
 * won finds the maxima of its object among that object's candidates. A fourth where the smallest area wins.
 */
export const assignTaskAlignedWgsl: WgslKernel<Required<TaskAlignedOptions>> = {
  name: 'TandemAssignTaskAligned',
  run: ({ read, attributes, tensor, dispatch, each }) => {
    const { topK, alpha, beta, insideMargin, epsilon, conflicts, overlap } = attributes;
    const insideOnly = attributes.candidates === 'inside' ? 1 : 0;
    const [scores, boxes, centers] = [read('scores'), read('boxes'), read('centers')];
    const [truthBoxes, truthClasses] = [read('truthBoxes'), read('truthClasses')];
    const [truthMask, validPriors] = [read('truthMask'), read('validPriors')];
    const [batch, priors, classes] = scores.shape as [number, number, number];
    const truths = truthMask.shape[1]!;
    const integers = { priors, classes, truths, topK };
    const overlaps = tensor([batch, priors], { zero: true });
    const winners = tensor([batch, priors], { dtype: 'int32', zero: true });
    const candidates = tensor([batch, truths, topK], { dtype: 'int32' });
    const [metrics, claims] = [tensor(candidates.shape), tensor(candidates.shape)];
    dispatch({
      reads: { scores, boxes, centers, validPriors, truthBoxes, truthClasses, truthMask },
      writes: { overlaps, candidates, metrics, claims },
      atomic: ['overlaps'],
      integers: { ...integers, insideOnly, kind: kindCode(overlap) },
      floats: { alpha, beta, insideMargin, epsilon: SMALLEST_UNION },
      code: `${exponential}${logarithm}${power}${singlePrecisionWgsl}${uWgsl(overlap)}${bestOfWorkgroup}
${boxFrom('boxes')}${boxFrom('truthBoxes')}
/** t of a prior for an object; 0 where it is no candidate. */
fn metricOf(image: i32, prior: i32, truth: i32, box: vec4<f32>) -> f32 {
  let place = image * u.priors + prior;
  if (!(validPriors[place] > 0.0)) { return 0.0; }
  let overlapped = uOf(boxesBox(place), box);
  if (!(overlapped > 0.0)) { return 0.0; }
  if (u.insideOnly != 0 && !liesInside(centers[2 * prior], centers[2 * prior + 1], box, u.insideMargin)) {
    return 0.0;
  }
  return power(scores[place * u.classes + truthClasses[truth]], u.alpha) * power(overlapped, u.beta);
}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let image = i32(w.y);
  let truth = image * u.truths + i32(w.x);
  let box = truthBoxesBox(truth);
  let isObject = truthMask[truth] > 0.0;
  ${byRank({
    ranks: 'u.topK',
    first: '0',
    end: 'u.priors',
    offer: `
        let offered = metricOf(image, prior, truth, box);
        if (!(offered > 0.0)) { continue; }`,
    take: `
      if (lane == 0u) {
        let place = truth * u.topK + rank;
        candidates[place] = -1;
        if (best.index >= 0) {
          let center = 2 * best.index;
          if (liesInside(centers[center], centers[center + 1], box, u.insideMargin)) {
            let prior = image * u.priors + best.index;
            let overlapped = uOf(boxesBox(prior), box);
            candidates[place] = prior;
            metrics[place] = best.value;
            claims[place] = overlapped;
            atomicMax(&overlaps[prior], bitcast<u32>(overlapped));
          }
        }
      }`,
  })}
}`,
      workgroups: [truths, batch, 1],
    });
    const decided = { candidates, winners, claims, overlaps };
    if (conflicts === 'smallest-area') {
      decided.claims = tensor(candidates.shape);
      decided.overlaps = tensor([batch, priors], { zero: true });
      each(batch * truths * topK, smallness(decided, truthBoxes, topK));
    }
    each(batch * truths * topK, claimWinner(decided, truths, topK));
    const gtIndex = tensor([batch, priors], { dtype: 'int32' });
    const [alignment, metric, won] = [0, 1, 2].map(() => tensor([batch, priors])) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    each(batch * priors, {
      reads: { winners, candidates, metrics, claims },
      writes: { gtIndex, alignment, metric, won },
      integers,
      floats: { epsilon },
      code: `
fn element(i: i32) {
  let winner = winners[i];
  var own = 0.0;
  var ownOverlap = 0.0;
  var largestMetric = 0.0;
  var largestOverlap = 0.0;
  if (winner > 0) {
    let first = ((i / u.priors) * u.truths + u.truths - winner) * u.topK;
    for (var place = first; place < first + u.topK; place++) {
      let prior = candidates[place];
      if (prior < 0 || winners[prior] != winner) { continue; }
      largestMetric = max(largestMetric, metrics[place]);
      largestOverlap = max(largestOverlap, claims[place]);
      if (prior == i) {
        own = metrics[place];
        ownOverlap = claims[place];
      }
    }
  }
  gtIndex[i] = select(-1, u.truths - winner, winner > 0);
  metric[i] = own;
  won[i] = ownOverlap;
  alignment[i] = own / (largestMetric + u.epsilon) * largestOverlap;
}`,
    });
    return [gtIndex, alignment, metric, won];
  },
};
