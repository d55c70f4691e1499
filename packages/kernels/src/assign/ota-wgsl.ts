import { boxFrom } from '../webgpu/box-from.ts';
import { finite, logistic, power } from '../webgpu/math.ts';
import { simOtaRegionWgsl } from './sim-ota-wgsl.ts';
import { singlePrecisionWgsl } from './single-precision-wgsl.ts';

/** `costOfYes(x)` and `costOfNo(x)`: the focal loss of a logit whose target is 1 or 0. */
export const otaFocalWgsl = `${logistic}${power}${finite}
fn costOfYes(x: f32) -> f32 { return u.weightYes * power(sigmoid(-x), u.gamma) * softplus(-x); }
fn costOfNo(x: f32) -> f32 { return u.weightNo * power(sigmoid(x), u.gamma) * softplus(x); }`;

/** `isInside(center, box)`: whether a prior lies in an object and near its centre. */
export const otaRegionWgsl = `${singlePrecisionWgsl}${simOtaRegionWgsl}
fn isInside(center: i32, box: vec4<f32>) -> bool {
  return liesInside(centers[2 * center], centers[2 * center + 1], box, u.insideMargin) && regionOf(center, box).holds;
}`;

/**
 * The plan between suppliers and columns, the priors: `columns` holds for each the cost of the background, -1 for
 * a prior that is no column, and its potential; `rows` for each supplier its potential and the largest exponent
 * of its row; `offers` for each object its supply, negative if what lies outside counts as well, 0 for padding.
 *
 * `exponent(prior, row, image)`: (-c + u + v) / ε, or NONE where the share is 0. `added` is one more term of a
 * logarithm of a sum of exponentials.
 */
export const otaPlanWgsl = `${otaFocalWgsl}${otaRegionWgsl}${boxFrom('boxes')}${boxFrom('truthBoxes')}
const NONE = -3.0e38;
/** Below this the float32 exponential is 0. */
const VANISHES = -103.97;
struct Sum { most: f32, terms: f32 }
fn added(sum: Sum, term: f32) -> Sum {
  if (term == NONE) { return sum; }
  if (term > sum.most) { return Sum(term, sum.terms * exponential(sum.most - term) + 1.0); }
  return Sum(sum.most, sum.terms + exponential(term - sum.most));
}
fn costOf(prior: i32, truth: i32) -> f32 {
  let offer = offers[truth];
  if (offer == 0) { return NONE; }
  let box = truthBoxesBox(truth);
  let isNear = isInside(prior % u.priors, box);
  if (offer > 0 && !isNear) { return NONE; }
  let logit = classLogits[prior * u.classes + truthClasses[truth]];
  let kind = columns[2 * prior] - costOfNo(logit) + costOfYes(logit);
  let cost = kind + u.iouWeight * -logarithm(max(iouOf(boxesBox(prior), box), 1.1920929e-7));
  return select(cost + u.penalty, cost, isNear);
}
fn exponent(prior: i32, row: i32, image: i32) -> f32 {
  var cost = columns[2 * prior];
  if (cost < 0.0) { return NONE; }
  if (row < u.truths) { cost = costOf(prior, image * u.truths + row); }
  if (cost == NONE || !isFinite(cost)) { return NONE; }
  return (rows[2 * (image * (u.truths + 1) + row)] - cost + columns[2 * prior + 1]) / u.epsilon;
}`;
