import { multiplyAdd } from './multiply-add';
import { address, integer, number } from './parameters';

/** Values that one item of an elementwise kernel covers. */
const STEP: i32 = 1024;

function firstByte(item: i32): usize {
  return (<usize>item * STEP) << 2;
}

function endByte(item: i32, size: i32): usize {
  return (<usize>min(item * STEP, size)) << 2;
}

/** max(x, 0) per lane, with NaN kept, and -0 as 0; f32x4.max would take four times as many instructions. */
function positive(x: v128): v128 {
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
