/*
 * Functions whose accuracy WGSL leaves open (its exp may be off in the fourth digit), to within a few units
 * of the last place everywhere: Cody-Waite reduction and the polynomials of the Cephes library.
 * NaN gives NaN.
 */

const isNan = '(bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u';

/** `isFinite(x)`: neither NaN nor infinite, which a device may compare as it likes. */
export const finite = `
fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) < 0x7f800000u; }`;

/**
 * `rounded(x)`: x as a float32 of its own. A device may regroup a sum, a + b + c as a + (b + c); no compiler regroups
 * across this, since it does not know that u.unused is 0.
 */
export const rounded = `
fn rounded(x: f32) -> f32 { return bitcast<f32>(bitcast<i32>(x) + u.unused); }`;

export const exponential = `
fn exponential(x: f32) -> f32 {
  if (${isNan}) { return x; }
  if (x < -87.3) { return 0.0; }
  let bounded = min(x, 88.0);
  let n = floor(bounded * 1.44269504 + 0.5);
  let r = (bounded - n * 0.693359375) + n * 2.12194440e-4;
  var p = 1.9875691500e-4;
  p = p * r + 1.3981999507e-3;
  p = p * r + 8.3334519073e-3;
  p = p * r + 4.1665795894e-2;
  p = p * r + 1.6666665459e-1;
  p = p * r + 5.0000001201e-1;
  return (p * r * r + r + 1.0) * bitcast<f32>((i32(n) + 127) << 23u);
}`;

/** `logarithm` of a positive normal number; `logSeries(m) = log(1 + m) - m` for m between sqrt(1/2) - 1 and sqrt(2) - 1. */
export const logarithm = `
fn logSeries(m: f32) -> f32 {
  let z = m * m;
  var p = 7.0376836292e-2;
  p = p * m - 1.1514610310e-1;
  p = p * m + 1.1676998740e-1;
  p = p * m - 1.2420140846e-1;
  p = p * m + 1.4249322787e-1;
  p = p * m - 1.6668057665e-1;
  p = p * m + 2.0000714765e-1;
  p = p * m - 2.4999993993e-1;
  p = p * m + 3.3333331174e-1;
  return p * m * z - 0.5 * z;
}
fn logarithm(x: f32) -> f32 {
  if (${isNan}) { return x; }
  let bits = bitcast<i32>(x);
  var e = f32((bits >> 23u) - 126);
  var m = bitcast<f32>((bits & 0x7fffff) | 0x3f000000);
  if (m < 0.707106781) {
    e = e - 1.0;
    m = m + m - 1.0;
  } else {
    m = m - 1.0;
  }
  return m + (logSeries(m) - 2.12194440e-4 * e) + 0.693359375 * e;
}`;

/**
 * `logOfOneMore(x) = log(1 + x)` for x ≥ 0, `oneLess(q) = 1 - exp(-q)` for q ≥ 0, with all digits of small ones. A
 * driver may compute (1 + x) - 1 as x, so that nothing here rests on what that rounds off.
 */
const nearOne = `
fn logOfOneMore(x: f32) -> f32 {
  if (x < 0.414213562) { return x + logSeries(x); }
  return logarithm(1.0 + x);
}
fn oneLess(q: f32) -> f32 {
  let e = exponential(-q);
  if (e == 1.0) { return q; }
  if (e < 0.5) { return 1.0 - e; }
  return (1.0 - e) * (q / -logarithm(e));
}`;

/** Also `softplus(x) = log(1 + exp(x))` and `sigmoid`. */
export const logistic = `${exponential}${logarithm}${nearOne}
fn softplus(x: f32) -> f32 { return max(x, 0.0) + logOfOneMore(exponential(-abs(x))); }
fn sigmoid(x: f32) -> f32 {
  let e = exponential(-abs(x));
  let likely = 1.0 / (1.0 + e);
  return select(e * likely, likely, x > 0.0);
}`;

/** `power(b, e)` for b ≥ 0; whole exponents up to 16 by multiplication. Needs exponential and logarithm. */
export const power = `
fn power(base: f32, exponent: f32) -> f32 {
  if (exponent == floor(exponent) && exponent >= 0.0 && exponent <= 16.0) {
    var result = 1.0;
    for (var k = 0; k < i32(exponent); k++) { result = result * base; }
    return result;
  }
  if (!(base > 0.0)) { return base; }
  return exponential(exponent * logarithm(base));
}`;

export const arcTangent = `
fn arcTangent(x: f32) -> f32 {
  var t = abs(x);
  var start = 0.0;
  if (t > 2.414213562) {
    start = 1.570796327;
    t = -1.0 / t;
  } else if (t > 0.4142135624) {
    start = 0.7853981634;
    t = (t - 1.0) / (t + 1.0);
  }
  let z = t * t;
  var p = 8.05374449538e-2;
  p = p * z - 1.38776856032e-1;
  p = p * z + 1.99777106478e-1;
  p = p * z - 3.33329491539e-1;
  let angle = start + (p * z * t + t);
  return select(angle, -angle, x < 0.0);
}`;
