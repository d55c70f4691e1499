import { endByte, firstByte } from './elementwise';
import { exponential } from './exponential';
import { logarithm, logarithmPlusOne } from './logarithm';
import { multiplyAdd } from './multiply-add';
import { address, integer, number } from './parameters';

/*
 * Losses w · d^exponent · BCE(p, t) of a logit x with p = σ(x) and a target t, where w = positive · t +
 * negative · (1 − t). The distance d is |p − t|, or, where isMixed is set, p (1 − t) + (1 − p) t. Exponents are at
 * least 0. The parameters end with: isMixed, exponent, positive, negative.
 */

/** base^exponent, 0 for a base of 0; a base is below 0 only where a target is outside of [0, 1]. */
function power(base: v128, exponent: f32): v128 {
  if (exponent === 1) return base;
  if (exponent === 2) return f32x4.mul(base, base);
  const size = exponential(f32x4.mul(f32x4.splat(exponent), logarithm(f32x4.abs(base))));
  const value = v128.andnot(size, f32x4.eq(base, f32x4.splat(0)));
  if (nearest<f32>(exponent) !== exponent) return v128.or(value, f32x4.lt(base, f32x4.splat(0)));
  const isOdd = (<i32>exponent & 1) === 1;
  return isOdd ? v128.xor(value, v128.and(base, f32x4.splat(-0.0))) : value;
}

/** |x| (1 − t) for x > 0, |x| t otherwise, plus log(1 + exp(−|x|)): nothing cancels. */
function crossEntropy(x: v128, t: v128, others: v128, fade: v128): v128 {
  const wrong = v128.bitselect(others, t, f32x4.gt(x, f32x4.splat(0)));
  return multiplyAdd(f32x4.abs(x), wrong, logarithmPlusOne(fade));
}

/** The loss or, with isGradient, dy times its derivative by x. */
function lossOf(parameters: usize, x: v128, t: v128, dy: v128, isGradient: bool): v128 {
  const exponent = number(parameters, 1);
  const one = f32x4.splat(1);
  const others = f32x4.sub(one, t);
  const fade = exponential(f32x4.neg(f32x4.abs(x)));
  const likely = f32x4.div(one, f32x4.add(one, fade));
  const unlikely = f32x4.mul(fade, likely);
  const isPositive = f32x4.gt(x, f32x4.splat(0));
  const p = v128.bitselect(likely, unlikely, isPositive);
  const rest = v128.bitselect(unlikely, likely, isPositive);
  const missed = f32x4.mul(rest, t);
  const difference = f32x4.sub(f32x4.mul(p, others), missed);
  const weight = multiplyAdd(
    f32x4.splat(number(parameters, 2)),
    t,
    f32x4.mul(f32x4.splat(number(parameters, 3)), others),
  );
  const isMixed = integer(parameters, 0) !== 0;
  const distance = isMixed ? multiplyAdd(p, others, missed) : f32x4.abs(difference);
  if (!isGradient) {
    const loss = f32x4.mul(weight, crossEntropy(x, t, others, fade));
    return exponent === 0 ? loss : f32x4.mul(power(distance, exponent), loss);
  }
  const upstream = f32x4.mul(dy, weight);
  if (exponent === 0) return f32x4.mul(upstream, difference);
  const both = f32x4.mul(likely, unlikely);
  // d' = (1 − 2 t) p (1 − p), or with the sign of p − t
  const slope = isMixed
    ? f32x4.mul(f32x4.sub(others, t), both)
    : v128.xor(both, v128.and(difference, f32x4.splat(-0.0)));
  const bent = f32x4.mul(f32x4.mul(f32x4.splat(exponent), slope), crossEntropy(x, t, others, fade));
  const sum = multiplyAdd(distance, difference, bent);
  const scaled = exponent === 1 ? sum : f32x4.mul(power(distance, exponent - 1), sum);
  return f32x4.mul(upstream, v128.andnot(scaled, f32x4.eq(distance, f32x4.splat(0))));
}

/** Parameters: logits, targets, y, size, and those of the loss. */
export function sigmoidLoss(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const logits = address(parameters, 0);
  const targets = address(parameters, 1);
  const y = address(parameters, 2);
  const last = endByte(end, integer(parameters, 3));
  const loss = parameters + 16;
  const one = f32x4.splat(1);
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) {
    v128.store(y + at, lossOf(loss, v128.load(logits + at), v128.load(targets + at), one, false));
  }
  for (; at < last; at += 4) {
    const value = lossOf(loss, v128.load32_splat(logits + at), v128.load32_splat(targets + at), one, false);
    v128.store32_lane(y + at, value, 0);
  }
}

/** Parameters: logits, targets, dy, dx, size, and those of the loss. */
export function sigmoidLossGradient(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const logits = address(parameters, 0);
  const targets = address(parameters, 1);
  const dy = address(parameters, 2);
  const dx = address(parameters, 3);
  const last = endByte(end, integer(parameters, 4));
  const loss = parameters + 20;
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) {
    const upstream = v128.load(dy + at);
    v128.store(dx + at, lossOf(loss, v128.load(logits + at), v128.load(targets + at), upstream, true));
  }
  for (; at < last; at += 4) {
    const upstream = v128.load32_splat(dy + at);
    const x = v128.load32_splat(logits + at);
    v128.store32_lane(dx + at, lossOf(loss, x, v128.load32_splat(targets + at), upstream, true), 0);
  }
}
