import { bestOfWorkgroup } from '../../../webgpu/best-of-workgroup.ts';
import { boxFrom } from '../../../webgpu/box-from.ts';
import type { WgslKernel } from '../../../webgpu/kernel.ts';
import { LANES } from '../../../webgpu/workgroup-sum.ts';
import { singlePrecisionWgsl } from '../shared/single-precision-wgsl.ts';
import type { MaxIouOptions } from './assign-max-iou.ts';

/**
 * One dispatch, or three where objects also get the priors of their own largest overlap: first each prior's
 * best object, then each object's best priors, then the highest of the objects that ask for a prior.
 */
export const assignMaxIouWgsl: WgslKernel<Required<MaxIouOptions>> = {
  name: 'TandemAssignMaxIou',
  run: ({ read, attributes, tensor, dispatch, each }) => {
    const { positiveIou, negativeIou, lowestIou, lowQualityMatch, allTies, ignoreFraction } = attributes;
    const [priorBoxes, validPriors] = [read('priorBoxes'), read('validPriors')];
    const [truthBoxes, truthMask] = [read('truthBoxes'), read('truthMask')];
    const [ignoreBoxes, ignoreMask] = [read('ignoreBoxes'), read('ignoreMask')];
    const [batch, priors] = validPriors.shape as [number, number];
    const truths = truthMask.shape[1]!;
    const overlaps = tensor([batch, priors]);
    const base = tensor([batch, priors], { dtype: 'int32' });
    each(batch * priors, {
      reads: { priorBoxes, validPriors, truthBoxes, truthMask, ignoreBoxes, ignoreMask },
      writes: { overlaps, base },
      integers: { priors, truths, regions: ignoreMask.shape[1]! },
      floats: { positiveIou, negativeIou, ignoreFraction },
      code: `${singlePrecisionWgsl}${boxFrom('priorBoxes')}${boxFrom('truthBoxes')}${boxFrom('ignoreBoxes')}
fn element(i: i32) {
  let image = i / u.priors;
  let box = priorBoxesBox(i % u.priors);
  let isValid = validPriors[i] > 0.0;
  var hasObject = false;
  var best = 0.0;
  var index = -1;
  for (var g = 0; g < u.truths; g++) {
    let truth = image * u.truths + g;
    if (!(truthMask[truth] > 0.0)) { continue; }
    hasObject = true;
    if (!isValid) { break; }
    let overlap = iouOf(box, truthBoxesBox(truth));
    if (overlap > best || index < 0) {
      best = overlap;
      index = g;
    }
  }
  if (hasObject && u.ignoreFraction > 0.0) {
    for (var region = image * u.regions; region < (image + 1) * u.regions; region++) {
      if (ignoreMask[region] > 0.0 && partOf(box, ignoreBoxesBox(region)) > u.ignoreFraction) {
        best = -1.0;
        index = -1;
      }
    }
  }
  if (hasObject && isValid && best < u.positiveIou) {
    index = select(-2, -1, best >= 0.0 && best < u.negativeIou);
  }
  overlaps[i] = best;
  base[i] = index;
}`,
    });
    if (!lowQualityMatch) return [base, overlaps];
    const requests = tensor([batch, priors], { dtype: 'int32', zero: true });
    dispatch({
      reads: { priorBoxes, validPriors, truthBoxes, truthMask, overlaps },
      writes: { requests },
      atomic: ['requests'],
      integers: { priors, truths, allTies: Number(allTies) },
      floats: { lowestIou: Math.max(lowestIou, 0) },
      code: `${singlePrecisionWgsl}${bestOfWorkgroup}${boxFrom('priorBoxes')}${boxFrom('truthBoxes')}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let first = i32(w.y) * u.priors;
  let truth = i32(w.y) * u.truths + i32(w.x);
  let box = truthBoxesBox(truth);
  let isObject = truthMask[truth] > 0.0;
  var value = 0.0;
  var index = -1;
  if (isObject) {
    for (var prior = i32(lane); prior < u.priors; prior += ${LANES}) {
      if (!(validPriors[first + prior] > 0.0 && overlaps[first + prior] >= 0.0)) { continue; }
      let overlap = iouOf(priorBoxesBox(prior), box);
      if (isBetter(overlap, prior, value, index)) {
        value = overlap;
        index = prior;
      }
    }
  }
  let best = bestOfWorkgroup(value, index, lane);
  if (best.index < 0 || best.value < u.lowestIou) { return; }
  for (var prior = i32(lane); prior < u.priors; prior += ${LANES}) {
    if (!(validPriors[first + prior] > 0.0 && overlaps[first + prior] >= 0.0)) { continue; }
    let asks = select(prior == best.index, iouOf(priorBoxesBox(prior), box) == best.value, u.allTies == 1);
    if (asks) { atomicMax(&requests[first + prior], w.x + 1u); }
  }
}`,
      workgroups: [truths, batch, 1],
    });
    const gtIndex = tensor([batch, priors], { dtype: 'int32' });
    each(batch * priors, {
      reads: { base, requests },
      writes: { gtIndex },
      code: 'fn element(i: i32) { gtIndex[i] = select(base[i], requests[i] - 1, requests[i] > 0); }',
    });
    return [gtIndex, overlaps];
  },
};
