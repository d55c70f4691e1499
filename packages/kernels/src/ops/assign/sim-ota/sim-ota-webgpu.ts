import { bestOfWorkgroup, byRank } from '../../../webgpu/best-of-workgroup.ts';
import { boxFrom } from '../../../webgpu/box-from.ts';
import type { WgslKernel } from '../../../webgpu/kernel.ts';
import { totalWgsl } from '../../../webgpu/total.ts';
import { LANES } from '../../../webgpu/workgroup-sum.ts';
import type { SimOtaOptions } from './assign-sim-ota.ts';
import { simOtaCostWgsl, simOtaPriorRegionWgsl, simOtaScoreWgsl } from './sim-ota-wgsl.ts';

/**
 * Three dispatches, memory O(B·A): the candidates and what they would cost as background; each object's number
 * of priors and its cheapest ones; each prior that was taken, by the object it costs least if by several.
 */
export const assignSimOtaWgsl: WgslKernel<Required<SimOtaOptions>> = {
  name: 'TandemAssignSimOta',
  run: ({ read, has, attributes, tensor, dispatch, each }) => {
    const { region, centerRadius, penalty, topK, classWeight, iouWeight, iouEpsilon } = attributes;
    const [classLogits, boxes, centers] = [read('classLogits'), read('boxes'), read('centers')];
    const [strides, validPriors] = [read('strides'), read('validPriors')];
    const [truthBoxes, truthClasses] = [read('truthBoxes'), read('truthClasses')];
    const truthMask = read('truthMask');
    const objectness = has('objectnessLogits') ? { objectnessLogits: read('objectnessLogits') } : {};
    const [batch, priors, classes] = classLogits.shape as [number, number, number];
    const truths = truthMask.shape[1]!;
    const integers = { priors, classes, truths, topK, boxToo: Number(region === 'box-and-center') };
    const floats = { centerRadius, penalty, classWeight, iouWeight, iouEpsilon };
    const score = simOtaScoreWgsl(has('objectnessLogits'));
    const candidates = tensor([batch, priors], { dtype: 'int32' });
    const background = tensor([batch, priors]);
    each(batch * priors, {
      reads: { classLogits, ...objectness, centers, strides, validPriors, truthBoxes, truthMask },
      writes: { candidates, background },
      integers,
      floats,
      code: `${score}${totalWgsl}${simOtaPriorRegionWgsl}${boxFrom('truthBoxes')}
fn element(i: i32) {
  candidates[i] = 0;
  if (!(validPriors[i] > 0.0)) { return; }
  let image = i / u.priors;
  for (var truth = image * u.truths; truth < (image + 1) * u.truths; truth++) {
    if (truthMask[truth] > 0.0 && regionOfPrior(i % u.priors, truthBoxesBox(truth)).admits) { candidates[i] = 1; }
  }
  var total = Total();
  for (var k = 0; k < u.classes; k++) { total = plus(total, costOfNo(scoreOf(i, k))); }
  background[i] = total.sum + total.lost;
}`,
    });
    const candidatesOfImage = { ranks: 'u.topK', first: 'first', end: 'first + u.priors' };
    const cost = { classLogits, ...objectness, boxes, centers, strides, truthBoxes, truthClasses, truthMask };
    const takers = tensor([batch, priors], { dtype: 'int32', zero: true });
    const owners = tensor([batch, priors], { dtype: 'int32', zero: true });
    dispatch({
      reads: { ...cost, candidates, background },
      writes: { takers, owners },
      atomic: ['takers', 'owners'],
      integers,
      floats,
      code: `${score}${simOtaCostWgsl}${totalWgsl}${bestOfWorkgroup}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let first = i32(w.y) * u.priors;
  let truth = i32(w.y) * u.truths + i32(w.x);
  let box = truthBoxesBox(truth);
  let isObject = truthMask[truth] > 0.0;
  var total = Total();
  ${byRank({
    ...candidatesOfImage,
    offer: `
        if (candidates[prior] == 0) { continue; }
        let offered = iouOf(boxesBox(prior), box);
        if (!(offered >= 0.0)) { continue; }`,
    take: `
      if (best.index >= 0) { total = plus(total, best.value); }`,
  })}
  let wanted = max(i32(total.sum + total.lost), 1);
  ${byRank({
    ...candidatesOfImage,
    offer: `
        if (candidates[prior] == 0) { continue; }
        let price = costOf(prior, truth, iouOf(boxesBox(prior), box));
        if (!(price >= 0.0)) { continue; }
        let offered = -price;`,
    take: `
      if (lane == 0u && rank < wanted && best.index >= 0) {
        atomicAdd(&takers[best.index], 1u);
        atomicMax(&owners[best.index], w.x + 1u);
      }`,
  })}
}`,
      workgroups: [truths, batch, 1],
    });
    const gtIndex = tensor([batch, priors], { dtype: 'int32' });
    const overlaps = tensor([batch, priors]);
    each(batch * priors, {
      reads: { ...cost, background, takers, owners },
      writes: { gtIndex, overlaps },
      integers,
      floats,
      code: `${score}${simOtaCostWgsl}
fn element(i: i32) {
  let firstTruth = (i / u.priors) * u.truths;
  var g = owners[i] - 1;
  if (takers[i] > 1) {
    var least = -1.0;
    for (var other = 0; other < u.truths; other++) {
      let truth = firstTruth + other;
      if (!(truthMask[truth] > 0.0)) { continue; }
      let price = costOf(i, truth, iouOf(boxesBox(i), truthBoxesBox(truth)));
      if (price >= 0.0 && (least < 0.0 || price < least)) {
        least = price;
        g = other;
      }
    }
  }
  gtIndex[i] = g;
  overlaps[i] = 0.0;
  if (g >= 0) { overlaps[i] = iouOf(boxesBox(i), truthBoxesBox(firstTruth + g)); }
}`,
    });
    return [gtIndex, overlaps];
  },
};
