import { bestOfWorkgroup, byRank } from '../webgpu/best-of-workgroup.ts';
import { boxFrom } from '../webgpu/box-from.ts';
import type { WgslKernel } from '../webgpu/kernel.ts';
import { exponential, logarithm, power } from '../webgpu/math.ts';
import { LANES } from '../webgpu/workgroup-sum.ts';
import type { TaskAlignedOptions } from './assign-task-aligned.ts';
import { claimWinner } from './claims-webgpu.ts';
import { singlePrecisionWgsl } from './single-precision-wgsl.ts';

/**
 * Three dispatches, memory O(B·A + B·G·topK): each object ranks its candidates, keeping for every prior the
 * highest overlap that claims it; among the claims of that overlap the lowest object wins; each prior that was
 * won finds the maxima of its object among that object's candidates.
 */
export const assignTaskAlignedWgsl: WgslKernel<Required<TaskAlignedOptions>> = {
  name: 'TandemAssignTaskAligned',
  run: ({ read, attributes, tensor, dispatch, each }) => {
    const { topK, alpha, beta, insideMargin, epsilon } = attributes;
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
      integers,
      floats: { alpha, beta, insideMargin },
      code: `${exponential}${logarithm}${power}${singlePrecisionWgsl}${bestOfWorkgroup}${boxFrom('boxes')}${boxFrom('truthBoxes')}
/** t of a prior for an object; 0 where it is no candidate. */
fn metricOf(image: i32, prior: i32, truth: i32, box: vec4<f32>) -> f32 {
  let place = image * u.priors + prior;
  if (!(validPriors[place] > 0.0)) { return 0.0; }
  let overlap = iouOf(boxesBox(place), box);
  if (!(overlap > 0.0)) { return 0.0; }
  return power(scores[place * u.classes + truthClasses[truth]], u.alpha) * power(overlap, u.beta);
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
            let overlap = iouOf(boxesBox(prior), box);
            candidates[place] = prior;
            metrics[place] = best.value;
            claims[place] = overlap;
            atomicMax(&overlaps[prior], bitcast<u32>(overlap));
          }
        }
      }`,
  })}
}`,
      workgroups: [truths, batch, 1],
    });
    each(batch * truths * topK, claimWinner({ candidates, claims, overlaps, winners }, truths, topK));
    const gtIndex = tensor([batch, priors], { dtype: 'int32' });
    const [alignment, metric] = [tensor([batch, priors]), tensor([batch, priors])];
    each(batch * priors, {
      reads: { winners, candidates, metrics, claims },
      writes: { gtIndex, alignment, metric },
      integers,
      floats: { epsilon },
      code: `
fn element(i: i32) {
  let winner = winners[i];
  var own = 0.0;
  var largestMetric = 0.0;
  var largestOverlap = 0.0;
  if (winner > 0) {
    let first = ((i / u.priors) * u.truths + u.truths - winner) * u.topK;
    for (var place = first; place < first + u.topK; place++) {
      let prior = candidates[place];
      if (prior < 0 || winners[prior] != winner) { continue; }
      largestMetric = max(largestMetric, metrics[place]);
      largestOverlap = max(largestOverlap, claims[place]);
      if (prior == i) { own = metrics[place]; }
    }
  }
  gtIndex[i] = select(-1, u.truths - winner, winner > 0);
  metric[i] = own;
  alignment[i] = own / (largestMetric + u.epsilon) * largestOverlap;
}`,
    });
    return [gtIndex, alignment, metric, overlaps];
  },
};
