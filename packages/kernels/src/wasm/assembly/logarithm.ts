import { multiplyAdd } from './multiply-add';

/**
 * log(x) per lane, within 2 units in the last place; NaN for NaN.
 * x below the smallest normal float32 counts as that, whose logarithm is −87.3; x is finite.
 *
 * With x = 2^k m and m in [sqrt(1/2), sqrt(2)), log(x) = k ln 2 + log(m).
 */
export function logarithm(x: v128): v128 {
  const bits = f32x4.pmax(x, f32x4.splat(1.17549435e-38));
  // the bits of sqrt(1/2); what is left above its exponent is k
  const above = i32x4.sub(bits, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.shr_s(above, 23);
  const m = i32x4.sub(bits, i32x4.shl(exponent, 23));
  const k = f32x4.convert_i32x4_s(exponent);
  const one = f32x4.splat(1);
  const ofM = logarithmOfRatio(f32x4.div(f32x4.sub(m, one), f32x4.add(m, one)));
  const low = multiplyAdd(k, f32x4.splat(-2.1219444e-4), ofM);
  return v128.or(multiplyAdd(k, f32x4.splat(0.693359375), low), f32x4.ne(x, x));
}

/** log(1 + x) per lane for x in [0, 1], within 3 units in the last place; NaN for NaN. */
export function logarithmPlusOne(x: v128): v128 {
  return logarithmOfRatio(f32x4.div(x, f32x4.add(f32x4.splat(2), x)));
}

/** log((1 + s) / (1 − s)) = 2 (s + s³ / 3 + s⁵ / 5 + …), for s in ±1/3. */
function logarithmOfRatio(s: v128): v128 {
  const z = f32x4.mul(s, s);
  let p = multiplyAdd(z, f32x4.splat(2.0 / 15.0), f32x4.splat(2.0 / 13.0));
  p = multiplyAdd(p, z, f32x4.splat(2.0 / 11.0));
  p = multiplyAdd(p, z, f32x4.splat(2.0 / 9.0));
  p = multiplyAdd(p, z, f32x4.splat(2.0 / 7.0));
  p = multiplyAdd(p, z, f32x4.splat(2.0 / 5.0));
  p = multiplyAdd(p, z, f32x4.splat(2.0 / 3.0));
  const double = f32x4.add(s, s);
  return multiplyAdd(f32x4.mul(s, z), p, double);
}
