import { multiplyAdd } from './multiply-add';

/**
 * exp(x) per lane, within 2 units in the last place; 0 below −87.3, infinity above 88.7, NaN for NaN.
 *
 * With k = round(x / ln 2) and r = x − k ln 2 in ±0.35, exp(x) = 2^k exp(r), and exp(r) is its Taylor
 * polynomial of degree 7. ln 2 is subtracted in two parts, the first of which k multiplies exactly.
 */
export function exponential(x: v128): v128 {
  const lowest = f32x4.splat(-87.33654);
  // pmin and pmax give their first operand where the comparison with NaN fails.
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), lowest);
  const k = wholeDoublings(clamped);
  const r = rest(clamped, k);
  const p = multiplyAdd(r, multiplyAdd(r, curvature(r), f32x4.splat(1)), f32x4.splat(1));
  // 2^k in two factors, as 2^128 is not a float32 but what it multiplies may bring it back.
  const exponent = i32x4.trunc_sat_f32x4_s(k);
  const half = i32x4.shr_s(exponent, 1);
  const value = f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
  return v128.andnot(value, f32x4.lt(x, lowest));
}

/** 1 − exp(−x) per lane for x ≥ 0, within 4 units in the last place also where x is small; NaN for NaN. */
export function risen(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.neg(x), f32x4.splat(-87.33654));
  const k = wholeDoublings(clamped);
  const r = rest(clamped, k);
  const scale = powerOfTwo(i32x4.trunc_sat_f32x4_s(k));
  // exp(−x) = 2^k (1 + t); for k = 0, where 1 − exp(−x) is small, it is −t.
  const t = multiplyAdd(f32x4.mul(r, r), curvature(r), r);
  return f32x4.sub(f32x4.sub(f32x4.splat(1), scale), f32x4.mul(scale, t));
}

/** round(x / ln 2) */
function wholeDoublings(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(Mathf.LOG2E)));
}

/** x − k ln 2 */
function rest(x: v128, k: v128): v128 {
  return multiplyAdd(k, f32x4.splat(2.1219444e-4), multiplyAdd(k, f32x4.splat(-0.693359375), x));
}

/** (exp(r) − 1 − r) / r² for r in ±0.35. */
function curvature(r: v128): v128 {
  let p = multiplyAdd(r, f32x4.splat(1.98412698e-4), f32x4.splat(1.38888889e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.33333333e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.16666667e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.66666667e-1));
  return multiplyAdd(p, r, f32x4.splat(0.5));
}

/** 2^k for whole k from −126 to 127. */
function powerOfTwo(k: v128): v128 {
  return i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23);
}

/** 1 / (1 + exp(−x)) per lane. */
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))));
}
