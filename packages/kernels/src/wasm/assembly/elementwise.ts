import { multiplyAdd } from './multiply-add';
import { address, integer, number } from './parameters';

/** Values that one item of an elementwise kernel covers. */
const STEP: i32 = 1024;

export function firstByte(item: i32): usize {
  return (<usize>item * STEP) << 2;
}

export function endByte(item: i32, size: i32): usize {
  return (<usize>min(item * STEP, size)) << 2;
}

/** max(x, 0) per lane, with NaN kept, and -0 as 0; f32x4.max would take four times as many instructions. */
export function positive(x: v128): v128 {
  const zero = f32x4.splat(0);
  return f32x4.add(f32x4.pmax(x, zero), zero);
}

/** y = max(x, 0), with NaN kept. Parameters: x, y, size. */
export function relu(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const x = address(parameters, 0);
  const y = address(parameters, 1);
  const last = endByte(end, integer(parameters, 2));
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) v128.store(y + at, positive(v128.load(x + at)));
  for (; at < last; at += 4) store<f32>(y + at, max<f32>(load<f32>(x + at), 0));
}

/** dx = dy where y > 0, else 0. Parameters: y, dy, dx, size. */
export function reluGradient(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const y = address(parameters, 0);
  const dy = address(parameters, 1);
  const dx = address(parameters, 2);
  const last = endByte(end, integer(parameters, 3));
  const zero = f32x4.splat(0);
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) {
    v128.store(dx + at, v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), zero)));
  }
  for (; at < last; at += 4) store<f32>(dx + at, load<f32>(y + at) > 0 ? load<f32>(dy + at) : 0);
}

/**
 * One step of gradient descent: g = gradient + weightDecay·weight, v' = momentum·v + g, and w' = w - rate·v'
 * or, with nesterov, w - rate·(g + momentum·v').
 * Parameters: weight, velocity, gradient, newWeight, newVelocity, size, nesterov, rate, momentum, weightDecay.
 */
export function sgdStep(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const weight = address(parameters, 0);
  const velocity = address(parameters, 1);
  const gradient = address(parameters, 2);
  const newWeight = address(parameters, 3);
  const newVelocity = address(parameters, 4);
  const last = endByte(end, integer(parameters, 5));
  const rate = number(parameters, 7);
  const momentum = number(parameters, 8);
  const decay = number(parameters, 9);
  const nesterov = integer(parameters, 6) !== 0;
  const rates = f32x4.splat(-rate);
  const momenta = f32x4.splat(momentum);
  const decays = f32x4.splat(decay);
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) {
    const old = v128.load(weight + at);
    const decayed = multiplyAdd(decays, old, v128.load(gradient + at));
    const moved = multiplyAdd(momenta, v128.load(velocity + at), decayed);
    v128.store(newVelocity + at, moved);
    v128.store(
      newWeight + at,
      multiplyAdd(rates, nesterov ? multiplyAdd(momenta, moved, decayed) : moved, old),
    );
  }
  for (; at < last; at += 4) {
    const old = load<f32>(weight + at);
    const decayed = decay * old + load<f32>(gradient + at);
    const moved = momentum * load<f32>(velocity + at) + decayed;
    store<f32>(newVelocity + at, moved);
    store<f32>(newWeight + at, old - rate * (nesterov ? momentum * moved + decayed : moved));
  }
}

/**
 * One step of AdamW: m' = b1·m + c1·g, s' = b2·s + c2·g², w' = kept·w - stepSize·m' / (sqrt(s')·correction + epsilon).
 * Parameters: weight, mean, meanSquare, gradient, newWeight, newMean, newMeanSquare, size, kept, stepSize,
 * correction, b1, c1, b2, c2, epsilon.
 */
export function adamwStep(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const weight = address(parameters, 0);
  const mean = address(parameters, 1);
  const meanSquare = address(parameters, 2);
  const gradient = address(parameters, 3);
  const newWeight = address(parameters, 4);
  const newMean = address(parameters, 5);
  const newMeanSquare = address(parameters, 6);
  const last = endByte(end, integer(parameters, 7));
  const kept = number(parameters, 8);
  const stepSize = number(parameters, 9);
  const correction = number(parameters, 10);
  const b1 = number(parameters, 11);
  const c1 = number(parameters, 12);
  const b2 = number(parameters, 13);
  const c2 = number(parameters, 14);
  const epsilon = number(parameters, 15);
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) {
    const g = v128.load(gradient + at);
    const m = multiplyAdd(f32x4.splat(b1), v128.load(mean + at), f32x4.mul(f32x4.splat(c1), g));
    const square = f32x4.mul(f32x4.splat(c2), f32x4.mul(g, g));
    const s = multiplyAdd(f32x4.splat(b2), v128.load(meanSquare + at), square);
    const root = multiplyAdd(f32x4.sqrt(s), f32x4.splat(correction), f32x4.splat(epsilon));
    const step = f32x4.div(f32x4.mul(f32x4.splat(-stepSize), m), root);
    v128.store(newMean + at, m);
    v128.store(newMeanSquare + at, s);
    v128.store(newWeight + at, multiplyAdd(f32x4.splat(kept), v128.load(weight + at), step));
  }
  for (; at < last; at += 4) {
    const g = load<f32>(gradient + at);
    const m = b1 * load<f32>(mean + at) + c1 * g;
    const s = b2 * load<f32>(meanSquare + at) + c2 * (g * g);
    store<f32>(newMean + at, m);
    store<f32>(newMeanSquare + at, s);
    const step = (stepSize * m) / (sqrt<f32>(s) * correction + epsilon);
    store<f32>(newWeight + at, kept * load<f32>(weight + at) - step);
  }
}

/** average' = decay·average + rest·value. Parameters: average, value, newAverage, size, decay, rest. */
export function averageStep(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const average = address(parameters, 0);
  const value = address(parameters, 1);
  const newAverage = address(parameters, 2);
  const last = endByte(end, integer(parameters, 3));
  const decay = number(parameters, 4);
  const rest = number(parameters, 5);
  let at = firstByte(begin);
  for (; at + 16 <= last; at += 16) {
    const part = f32x4.mul(f32x4.splat(rest), v128.load(value + at));
    v128.store(newAverage + at, multiplyAdd(f32x4.splat(decay), v128.load(average + at), part));
  }
  for (; at < last; at += 4) {
    store<f32>(newAverage + at, decay * load<f32>(average + at) + rest * load<f32>(value + at));
  }
}
