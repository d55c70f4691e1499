import { bestOfWorkgroup, byRank } from '../webgpu/best-of-workgroup.ts';
import { boxFrom } from '../webgpu/box-from.ts';
import type { WgslKernel } from '../webgpu/kernel.ts';
import { finite } from '../webgpu/math.ts';
import { LANES, workgroupSum } from '../webgpu/workgroup-sum.ts';
import type { OtaOptions } from './assign-ota.ts';
import { otaFocalWgsl, otaPlanWgsl, otaRegionWgsl } from './ota-wgsl.ts';

/**
 * Four dispatches and two per iteration, memory O(B·(A + G)): the costs of the background; each object's supply;
 * then in turns the potentials of all priors and those of all suppliers, since either need all of the other; the
 * largest share of each supplier; the owner of each prior. Costs are computed anew wherever they are needed.
 */
export const assignOtaWgsl: WgslKernel<Required<OtaOptions>> = {
  name: 'TandemAssignOta',
  run: ({ read, attributes, tensor, dispatch, each }) => {
    const { alpha, gamma, iouWeight, penalty, centerRadius, insideMargin, topK } = attributes;
    const { epsilon, iterations } = attributes;
    const [classLogits, boxes, validPriors] = [read('classLogits'), read('boxes'), read('validPriors')];
    const [centers, strides] = [read('centers'), read('strides')];
    const [truthBoxes, truthClasses] = [read('truthBoxes'), read('truthClasses')];
    const truthMask = read('truthMask');
    const [batch, priors, classes] = classLogits.shape as [number, number, number];
    const truths = truthMask.shape[1]!;
    const integers = { priors, classes, truths, topK, boxToo: 0 };
    const [weightYes, weightNo] = alpha >= 0 ? [alpha, 1 - alpha] : [1, 1];
    const floats = { gamma, weightYes, weightNo, iouWeight, penalty, centerRadius, insideMargin, epsilon };

    const columns = tensor([batch, priors, 2]);
    const extremes = tensor([batch, 2], { zero: true });
    each(batch * priors, {
      reads: { classLogits, validPriors },
      writes: { columns, extremes },
      atomic: ['extremes'],
      integers,
      floats,
      code: `${otaFocalWgsl}
fn element(i: i32) {
  // what an addition loses is added with the next
  var sum = 0.0;
  var lost = 0.0;
  var steepest = 0.0;
  for (var k = i * u.classes; k < (i + 1) * u.classes; k++) {
    let logit = classLogits[k];
    let term = costOfNo(logit) - lost;
    let next = sum + term;
    lost = (next - sum) - term;
    sum = next;
    steepest = max(steepest, abs(logit));
  }
  let isColumn = validPriors[i] > 0.0 && isFinite(sum);
  columns[2 * i] = select(-1.0, sum, isColumn);
  columns[2 * i + 1] = 1.0;
  if (!isColumn) { return; }
  let image = i / u.priors;
  atomicMax(&extremes[2 * image], bitcast<u32>(sum));
  atomicMax(&extremes[2 * image + 1], bitcast<u32>(steepest));
}`,
    });

    const supply = tensor([batch, truths], { dtype: 'int32' });
    const offers = tensor([batch, truths], { dtype: 'int32' });
    const rows = tensor([batch, truths + 1, 2]);
    // An iteration moves no potential by more than the largest other cost and ε ln(topK · suppliers).
    const otherCosts = 1 + 16 * iouWeight + epsilon * Math.log(topK * (truths + 1));
    dispatch({
      reads: { boxes, centers, strides, truthBoxes, truthMask, columns, extremes },
      writes: { supply, offers, rows },
      integers,
      floats: { ...floats, otherCosts, moves: 2 * iterations, vanishing: 110 * epsilon },
      code: `${otaRegionWgsl}${finite}${bestOfWorkgroup}${boxFrom('boxes')}${boxFrom('truthBoxes')}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let image = i32(w.y);
  if (lane == 0u) { rows[2 * (image * (u.truths + 1) + i32(w.x))] = 1.0; }
  if (i32(w.x) == u.truths) { return; }
  let first = image * u.priors;
  let truth = image * u.truths + i32(w.x);
  let box = truthBoxesBox(truth);
  let isObject = truthMask[truth] > 0.0;
  var count = 0;
  var sum = 0.0;
  var lost = 0.0;
  ${byRank({
    ranks: 'u.topK',
    first: 'first',
    end: 'first + u.priors',
    offer: `
        if (columns[2 * prior] < 0.0 || !isInside(prior - first, box)) { continue; }
        let offered = iouOf(boxesBox(prior), box);
        if (!isFinite(offered)) { continue; }`,
    take: `
      if (best.index >= 0) {
        let next = sum + best.value;
        lost += best.value - (next - sum);
        sum = next;
        count++;
      }`,
  })}
  if (lane != 0u) { return; }
  let offer = select(0, max(i32(sum + lost), 1), isObject);
  // whether the penalty leaves a share of exactly 0 for whatever pays it
  let step = extremes[2 * image] + extremes[2 * image + 1] + u.otherCosts;
  let isVain = u.penalty > u.moves * step + u.vanishing;
  supply[truth] = offer;
  offers[truth] = select(-offer, offer, isVain && count > 0);
}`,
      workgroups: [truths + 1, batch, 1],
    });

    const plan = { classLogits, boxes, centers, strides, truthBoxes, truthClasses, offers };
    const updateColumns = () =>
      each(batch * priors, {
        reads: { ...plan, rows },
        writes: { columns },
        integers,
        floats,
        code: `${otaPlanWgsl}
fn element(i: i32) {
  if (columns[2 * i] < 0.0) { return; }
  let image = i / u.priors;
  var sum = Sum(NONE, 0.0);
  for (var row = 0; row <= u.truths; row++) { sum = added(sum, exponent(i, row, image)); }
  columns[2 * i + 1] -= u.epsilon * (sum.most + logarithm(sum.terms));
}`,
      });
    /** Also finds the largest exponent of each row before the update, which the last call leaves out. */
    const updateRows = (isLast: boolean) =>
      dispatch({
        reads: { ...plan, columns },
        writes: { rows },
        integers: { ...integers, isLast: Number(isLast) },
        floats,
        code: `${otaPlanWgsl}${bestOfWorkgroup}${workgroupSum}
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) w: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  /* useAll */
  let image = i32(w.y);
  let row = i32(w.x);
  var sum = Sum(NONE, 0.0);
  // of the background: what no object offers
  var supply = 0.0;
  for (var prior = image * u.priors + i32(lane); prior < (image + 1) * u.priors; prior += ${LANES}) {
    sum = added(sum, exponent(prior, row, image));
    if (columns[2 * prior] >= 0.0) { supply += 1.0; }
  }
  for (var g = i32(lane); g < u.truths; g += ${LANES}) { supply -= f32(abs(offers[image * u.truths + g])); }
  let most = bestOfWorkgroup(sum.most, select(-1, i32(lane), sum.terms > 0.0), lane);
  let terms = workgroupSum(sum.terms * exponential(sum.most - most.value), lane);
  supply = max(workgroupSum(supply, lane), 0.0);
  if (row < u.truths) { supply = f32(abs(offers[image * u.truths + row])); }
  if (lane != 0u || most.index < 0) { return; }
  let place = 2 * (image * (u.truths + 1) + row);
  rows[place + 1] = most.value;
  if (u.isLast == 0) { rows[place] += u.epsilon * (logarithm(supply + 1e-8) - (most.value + logarithm(terms))); }
}`,
        workgroups: [truths + 1, batch, 1],
      });
    for (let iteration = 0; iteration < iterations; iteration++) {
      updateColumns();
      updateRows(false);
    }
    updateRows(true);

    const gtIndex = tensor([batch, priors], { dtype: 'int32' });
    const overlaps = tensor([batch, priors]);
    each(batch * priors, {
      reads: { ...plan, columns, rows },
      writes: { gtIndex, overlaps },
      integers,
      floats,
      code: `${otaPlanWgsl}
fn element(i: i32) {
  let image = i / u.priors;
  var largest = VANISHES;
  var owner = u.truths;
  for (var row = 0; row <= u.truths; row++) {
    let term = exponent(i, row, image);
    if (term < VANISHES) { continue; }
    let share = term - rows[2 * (image * (u.truths + 1) + row) + 1];
    if (share > largest) {
      largest = share;
      owner = row;
    }
  }
  gtIndex[i] = select(owner, -1, owner == u.truths);
  overlaps[i] = 0.0;
  if (owner < u.truths) { overlaps[i] = iouOf(boxesBox(i), truthBoxesBox(image * u.truths + owner)); }
}`,
    });
    return [gtIndex, overlaps, supply];
  },
};
