import { bestOfWorkgroup, byRank } from '../../../webgpu/best-of-workgroup.ts';
import { boxFrom } from '../../../webgpu/box-from.ts';
import type { WgslKernel } from '../../../webgpu/kernel.ts';
import { finite } from '../../../webgpu/math.ts';
import { totalWgsl } from '../../../webgpu/total.ts';
import { LANES, workgroupSum } from '../../../webgpu/workgroup-sum.ts';
import type { OtaOptions } from './assign-ota.ts';
import {
  columnWgsl,
  eachPrior,
  eachRow,
  OBJECTS_LISTED,
  otaFocalWgsl,
  otaPlanWgsl,
  otaRegionWgsl,
  PRIORS_LISTED,
} from './ota-wgsl.ts';

/**
 * Four dispatches and two per iteration, memory O(B·(A + G)): the costs of the background and each prior's objects;
 * each object's supply and priors; then in turns the potentials of all priors and those of all suppliers, since
 * either need all of the other; the largest share of each supplier; the owner of each prior. The other costs are
 * computed anew wherever they are needed. Lists are of fixed length: what has more looks at everything.
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

    const columns = tensor([batch, priors, 5]);
    const objects = tensor([batch, priors, OBJECTS_LISTED + 1], { dtype: 'int32' });
    /** Of an image: the largest cost of the background, the largest logit, 1 where an object reckons everywhere. */
    const extremes = tensor([batch, 3], { zero: true });
    each(batch * priors, {
      reads: { classLogits, centers, strides, validPriors, truthBoxes, truthMask },
      writes: { columns, objects, extremes },
      atomic: ['extremes'],
      integers,
      floats,
      code: `${otaFocalWgsl}${totalWgsl}${otaRegionWgsl}${boxFrom('truthBoxes')}
fn element(i: i32) {
  var total = Total();
  var steepest = 0.0;
  for (var k = i * u.classes; k < (i + 1) * u.classes; k++) {
    total = plus(total, costOfNo(classLogits[k]));
    steepest = max(steepest, abs(classLogits[k]));
  }
  let sum = total.sum + total.lost;
  let image = i / u.priors;
  let center = i % u.priors;
  let middle = vec2<f32>(centers[2 * center], centers[2 * center + 1]);
  let reach = strides[center] * u.centerRadius;
  let isColumn = validPriors[i] > 0.0 && isFinite(sum);
  columns[5 * i] = select(-1.0, sum, isColumn);
  columns[5 * i + 1] = 1.0;
  columns[5 * i + 2] = middle.x;
  columns[5 * i + 3] = middle.y;
  columns[5 * i + 4] = reach;
  let place = ${OBJECTS_LISTED + 1} * i;
  objects[place] = 0;
  if (!isColumn) { return; }
  atomicMax(&extremes[3 * image], bitcast<u32>(sum));
  atomicMax(&extremes[3 * image + 1], bitcast<u32>(steepest));
  var count = 0;
  for (var g = 0; g < u.truths; g++) {
    let truth = image * u.truths + g;
    if (!(truthMask[truth] > 0.0) || !isInside(middle, reach, truthBoxesBox(truth))) { continue; }
    count++;
    if (count <= ${OBJECTS_LISTED}) { objects[place + count] = g; }
  }
  objects[place] = count;
}`,
    });

    const supply = tensor([batch, truths], { dtype: 'int32' });
    const offers = tensor([batch, truths], { dtype: 'int32' });
    const members = tensor([batch, truths, PRIORS_LISTED + 1], { dtype: 'int32' });
    const rows = tensor([batch, truths + 1, 2]);
    // An iteration moves no potential by more than the largest other cost and ε ln(topK · suppliers).
    const otherCosts = 1 + 16 * iouWeight + epsilon * Math.log(topK * (truths + 1));
    dispatch({
      reads: { boxes, truthBoxes, truthMask, columns },
      writes: { supply, offers, members, rows, extremes },
      atomic: ['extremes'],
      integers,
      floats: { ...floats, otherCosts, moves: 2 * iterations, vanishing: 110 * epsilon },
      code: `${otaRegionWgsl}${columnWgsl}${finite}${totalWgsl}${bestOfWorkgroup}${boxFrom('boxes')}${boxFrom('truthBoxes')}
var<workgroup> counts: array<i32, ${LANES}>;
/** The IoU of a prior that the object has a share in, -1 for any other. */
fn overlapInside(prior: i32, box: vec4<f32>) -> f32 {
  let column = columnOf(prior);
  if (column.cost < 0.0 || !isInside(column.place, column.reach, box)) { return -1.0; }
  let overlap = iouOf(boxesBox(prior), box);
  return select(-1.0, overlap, isFinite(overlap));
}
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
  var own = 0;
  for (var prior = first + i32(lane); isObject && prior < first + u.priors; prior += ${LANES}) {
    if (overlapInside(prior, box) >= 0.0) { own++; }
  }
  counts[lane] = own;
  workgroupBarrier();
  var before = 0;
  var count = 0;
  for (var other = 0u; other < ${LANES}u; other++) {
    if (other == lane) { before = count; }
    count += counts[other];
  }
  let place = ${PRIORS_LISTED + 1} * truth;
  for (var prior = first + i32(lane); own > 0 && prior < first + u.priors; prior += ${LANES}) {
    if (overlapInside(prior, box) < 0.0) { continue; }
    before++;
    if (before <= ${PRIORS_LISTED}) { members[place + before] = prior; }
  }
  var total = Total();
  ${byRank({
    ranks: 'u.topK',
    first: 'first',
    end: 'first + u.priors',
    offer: `
          let offered = overlapInside(prior, box);
          if (offered < 0.0) { continue; }`,
    take: `
      if (best.index >= 0) { total = plus(total, best.value); }`,
  })}
  if (lane != 0u) { return; }
  let offer = select(0, max(i32(total.sum + total.lost), 1), isObject);
  // whether the penalty leaves a share of exactly 0 for whatever pays it
  let step = bitcast<f32>(atomicLoad(&extremes[3 * image])) + bitcast<f32>(atomicLoad(&extremes[3 * image + 1]));
  let isVain = u.penalty > u.moves * (step + u.otherCosts) + u.vanishing;
  supply[truth] = offer;
  members[place] = count;
  offers[truth] = offer;
  if (isObject && !(isVain && count > 0)) {
    offers[truth] = -offer;
    atomicMax(&extremes[3 * image + 2], bitcast<u32>(1.0));
  }
}`,
      workgroups: [truths + 1, batch, 1],
    });

    const plan = { classLogits, boxes, truthBoxes, truthClasses, offers };
    const updateColumns = () =>
      each(batch * priors, {
        reads: { ...plan, objects, extremes, rows },
        writes: { columns },
        integers,
        floats,
        code: `${otaPlanWgsl}
fn element(prior: i32) {
  let image = prior / u.priors;
  if (columns[5 * prior] < 0.0) { return; }
  var sum = Sum(NONE, 0.0);
  ${eachRow('sum = added(sum, exponent(prior, row, image));')}
  columns[5 * prior + 1] -= u.epsilon * (sum.most + logarithm(sum.terms));
}`,
      });
    /** Also finds the largest exponent of each row before the update, which the last call leaves out. */
    const updateRows = (isLast: boolean) =>
      dispatch({
        reads: { ...plan, members, columns },
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
  ${eachPrior(`
    sum = added(sum, exponent(prior, row, image));
    if (columns[5 * prior] >= 0.0) { supply += 1.0; }`)}
  let most = bestOfWorkgroup(sum.most, select(-1, i32(lane), sum.terms > 0.0), lane);
  let terms = workgroupSum(sum.terms * exponential(sum.most - most.value), lane);
  if (row == u.truths) {
    for (var g = i32(lane); g < u.truths; g += ${LANES}) { supply -= f32(abs(offers[image * u.truths + g])); }
    supply = max(workgroupSum(supply, lane), 0.0);
  } else {
    supply = f32(abs(offers[truth]));
  }
  if (lane != 0u || most.index < 0) { return; }
  let own = 2 * (image * (u.truths + 1) + row);
  rows[own + 1] = most.value;
  if (u.isLast == 0) { rows[own] += u.epsilon * (logarithm(supply + 1e-8) - (most.value + logarithm(terms))); }
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
      reads: { ...plan, objects, extremes, columns, rows },
      writes: { gtIndex, overlaps },
      integers,
      floats,
      code: `${otaPlanWgsl}
/** Below this the float32 exponential is 0. */
const VANISHES = -103.97;
fn element(prior: i32) {
  let image = prior / u.priors;
  var largest = VANISHES;
  var owner = u.truths;
  ${eachRow(`
    let term = exponent(prior, row, image);
    if (term < VANISHES) { continue; }
    let share = term - rows[2 * (image * (u.truths + 1) + row) + 1];
    if (share > largest) {
      largest = share;
      owner = row;
    }`)}
  gtIndex[prior] = select(owner, -1, owner == u.truths);
  overlaps[prior] = 0.0;
  if (owner < u.truths) { overlaps[prior] = iouOf(boxesBox(prior), truthBoxesBox(image * u.truths + owner)); }
}`,
    });
    return [gtIndex, overlaps, supply];
  },
};
