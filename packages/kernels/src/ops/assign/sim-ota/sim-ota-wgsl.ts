import { boxFrom } from '../../../webgpu/box-from.ts';
import { finite, logistic, rounded } from '../../../webgpu/math.ts';
import { singlePrecisionWgsl } from '../shared/single-precision-wgsl.ts';

/**
 * `regionOf(place, reach, box)`: whether a place lies in the region of an object, and whether it is a candidate
 * because of it, as `sim-ota-region.ts`. Needs u.boxToo.
 */
export const simOtaRegionWgsl = `${singlePrecisionWgsl}
struct Region { holds: bool, admits: bool }
fn regionOf(place: vec2<f32>, reach: f32, box: vec4<f32>) -> Region {
  let middle = (box.xy + box.zw) / 2.0;
  let isNear = all(place > middle - reach) && all(place < middle + reach);
  if (u.boxToo == 0) { return Region(isNear, isNear); }
  let isIn = liesInside(place.x, place.y, box, 0.0);
  return Region(isNear && isIn, isNear || isIn);
}`;

/** `regionOfPrior(center, box)`: the region of the prior of this index among the A. Needs u.centerRadius. */
export const simOtaPriorRegionWgsl = `${simOtaRegionWgsl}
fn regionOfPrior(center: i32, box: vec4<f32>) -> Region {
  return regionOf(vec2<f32>(centers[2 * center], centers[2 * center + 1]), strides[center] * u.centerRadius, box);
}`;

/**
 * `scoreOf(prior, k)`: p of class k, and `costOfYes(prior, k)`: -log(p), at most 100. The latter is taken from
 * the logits, as a device may take a p below the normal numbers for 0. Needs u.classes.
 */
export function simOtaScoreWgsl(hasObjectness: boolean): string {
  const [score, cost] = hasObjectness
    ? [
        'sqrt(sigmoid(logit) * sigmoid(objectnessLogits[prior]))',
        // the product of both rounds to 0 below exp(-103.97)
        'joint(softplus(-logit) + softplus(-objectnessLogits[prior]))',
      ]
    : ['sigmoid(logit)', 'min(softplus(-logit), 100.0)'];
  return `${logistic}
fn joint(twice: f32) -> f32 { return select(twice / 2.0, 100.0, twice > 103.97); }
fn scoreOf(prior: i32, k: i32) -> f32 {
  let logit = classLogits[prior * u.classes + k];
  return ${score};
}
fn costOfYes(prior: i32, k: i32) -> f32 {
  let logit = classLogits[prior * u.classes + k];
  return ${cost};
}
/** -log(1 - p), at most 100, with all digits of a small p. */
fn costOfNo(p: f32) -> f32 {
  let rest = 1.0 - p;
  if (rest == 1.0) { return p; }
  if (rest <= 0.0) { return 100.0; }
  return -logarithm(rest) * (p / (1.0 - rest));
}`;
}

/** `costOf(prior, truth, overlap)`: the cost, or -1 where it is none. Needs `simOtaScoreWgsl`. */
export const simOtaCostWgsl = `${finite}${rounded}${simOtaPriorRegionWgsl}${boxFrom('boxes')}${boxFrom('truthBoxes')}
fn costOf(prior: i32, truth: i32, overlap: f32) -> f32 {
  let label = truthClasses[truth];
  let rest = background[prior] - costOfNo(scoreOf(prior, label));
  let kind = u.classWeight * (rest + costOfYes(prior, label));
  let near = u.iouWeight * -logarithm(overlap + u.iouEpsilon);
  let cost = rounded(kind + near) + select(u.penalty, 0.0, regionOfPrior(prior % u.priors, truthBoxesBox(truth)).holds);
  if (!isFinite(cost)) { return -1.0; }
  return cost;
}`;
