import { endByte, firstByte } from './elementwise';
import { sigmoid } from './exponential';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

/** x σ(x) per lane. */
export function siluOf(x: v128): v128 {
  return f32x4.mul(x, sigmoid(x));
}

/** y = x σ(x). Parameters: x, y, size. */
export function silu(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const x = address(parameters, 0);
  const y = address(parameters, 1);
  const last = endByte(end, integer(parameters, 2));
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) v128.store(y + at, siluOf(v128.load(x + at)));
  for (; at < last; at += 4) v128.store32_lane(y + at, siluOf(v128.load32_splat(x + at)), 0);
}

/** dy σ(x) (1 + x (1 − σ(x))). */
function siluSlope(x: v128, dy: v128): v128 {
  const one = f32x4.splat(1);
  const s = sigmoid(x);
  return f32x4.mul(f32x4.mul(dy, s), multiplyAdd(x, f32x4.sub(one, s), one));
}

/** The gradient of silu. Parameters: x, dy, dx, size. */
export function siluGradient(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const x = address(parameters, 0);
  const dy = address(parameters, 1);
  const dx = address(parameters, 2);
  const last = endByte(end, integer(parameters, 3));
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) {
    v128.store(dx + at, siluSlope(v128.load(x + at), v128.load(dy + at)));
  }
  for (; at < last; at += 4) {
    v128.store32_lane(dx + at, siluSlope(v128.load32_splat(x + at), v128.load32_splat(dy + at)), 0);
  }
}
