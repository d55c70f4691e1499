import { boxFrom } from '../../../webgpu/box-from.ts';
import { finite, logistic, power, rounded } from '../../../webgpu/math.ts';
import { LANES } from '../../../webgpu/workgroup-sum.ts';
import { simOtaRegionWgsl } from '../sim-ota/sim-ota-wgsl.ts';

/** Objects that a prior keeps in its list, and priors that an object keeps: beyond them, all are looked at. */
export const [OBJECTS_LISTED, PRIORS_LISTED] = [15, 127];

/** `costOfYes(x)` and `costOfNo(x)`: the focal loss of a logit whose target is 1 or 0. */
export const otaFocalWgsl = `${logistic}${power}${finite}
fn costOfYes(x: f32) -> f32 { return u.weightYes * power(sigmoid(-x), u.gamma) * softplus(-x); }
fn costOfNo(x: f32) -> f32 { return u.weightNo * power(sigmoid(x), u.gamma) * softplus(x); }`;

/** `isInside(place, reach, box)`: whether a prior lies in an object and near its centre. */
export const otaRegionWgsl = `${simOtaRegionWgsl}
fn isInside(place: vec2<f32>, reach: f32, box: vec4<f32>) -> bool {
  return liesInside(place.x, place.y, box, u.insideMargin) && regionOf(place, reach, box).holds;
}`;

/** The fields of a prior in `columns`: cost as background (-1: it cannot be assigned), potential, x, y, reach. */
export const columnWgsl = `
struct Column { cost: f32, potential: f32, place: vec2<f32>, reach: f32 }
fn columnOf(prior: i32) -> Column {
  let i = 5 * prior;
  return Column(columns[i], columns[i + 1], vec2<f32>(columns[i + 2], columns[i + 3]), columns[i + 4]);
}`;

/**
 * The plan between suppliers (rows) and priors (columns): `rows` holds for each supplier its potential and the
 * largest exponent of its row; `offers` for each object its supply, negative if what lies outside counts as well,
 * 0 for padding.
 *
 * `exponent(prior, row, image)`: (-c + u + v) / ε, or NONE where the share is 0. `added` is one more term of a
 * logarithm of a sum of exponentials.
 */
export const otaPlanWgsl = `${otaFocalWgsl}${rounded}${otaRegionWgsl}${columnWgsl}${boxFrom('boxes')}${boxFrom('truthBoxes')}
const NONE = -3.0e38;
struct Sum { most: f32, terms: f32 }
fn added(sum: Sum, term: f32) -> Sum {
  if (term == NONE) { return sum; }
  if (term > sum.most) { return Sum(term, sum.terms * exponential(sum.most - term) + 1.0); }
  return Sum(sum.most, sum.terms + exponential(term - sum.most));
}
fn costOf(prior: i32, column: Column, truth: i32) -> f32 {
  let offer = offers[truth];
  if (offer == 0) { return NONE; }
  let box = truthBoxesBox(truth);
  let isNear = isInside(column.place, column.reach, box);
  if (offer > 0 && !isNear) { return NONE; }
  let logit = classLogits[prior * u.classes + truthClasses[truth]];
  let kind = column.cost - costOfNo(logit) + costOfYes(logit);
  let cost = rounded(kind + u.iouWeight * -logarithm(max(iouOf(boxesBox(prior), box), 1.1920929e-7)));
  return select(rounded(cost + u.penalty), cost, isNear);
}
fn exponent(prior: i32, row: i32, image: i32) -> f32 {
  let column = columnOf(prior);
  var cost = column.cost;
  if (cost < 0.0) { return NONE; }
  if (row < u.truths) { cost = costOf(prior, column, image * u.truths + row); }
  if (cost == NONE || !isFinite(cost)) { return NONE; }
  return (rounded(rows[2 * (image * (u.truths + 1) + row)] - cost) + column.potential) / u.epsilon;
}`;

/** WGSL of a loop over the rows that have a share in `prior` of `image`, the background last. */
export const eachRow = (body: string): string => `
  let place = ${OBJECTS_LISTED + 1} * prior;
  let listed = objects[place];
  let isListed = listed <= ${OBJECTS_LISTED} && extremes[3 * image + 2] == 0.0;
  for (var k = 0; k <= select(u.truths, listed, isListed); k++) {
    var row = k;
    if (isListed) {
      row = u.truths;
      if (k < listed) { row = objects[place + 1 + k]; }
    }${body}
  }`;

/** WGSL of a loop of each lane over its part of the priors that `row` of `image` has a share in. */
export const eachPrior = (body: string): string => `
  let truth = image * u.truths + min(row, u.truths - 1);
  let place = ${PRIORS_LISTED + 1} * truth;
  let isListed = row < u.truths && offers[truth] > 0 && members[place] <= ${PRIORS_LISTED};
  for (var k = i32(lane); k < select(u.priors, members[place], isListed); k += ${LANES}) {
    var prior = image * u.priors + k;
    if (isListed) { prior = members[place + 1 + k]; }${body}
  }`;
