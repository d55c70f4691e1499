import { loadLanes, storeSome } from './chunk';
import { exponential, risen } from './exponential';
import { logarithm, logarithmPlusOne } from './logarithm';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

/*
 * An item is `rowsOfItem` rows of K logits a, and one logit b of each. Scratch holds what the item needs of its
 * b: softplus(−b) and, for the gradient, after `rowsOfItem` of those σ(−b).
 */

/** softplus(−x), with fade = exp(−|x|). */
function softplusOfNegative(x: v128, fade: v128): v128 {
  return f32x4.add(f32x4.pmax(f32x4.neg(x), f32x4.splat(0)), logarithmPlusOne(fade));
}

/** σ(−x), with fade = exp(−|x|). */
function sigmoidOfNegative(x: v128, fade: v128): v128 {
  const one = f32x4.splat(1);
  const numerator = v128.bitselect(fade, one, f32x4.gt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, fade));
}

/** q = −log p, no less than the smallest normal float32. */
function decay(fromA: v128, fromB: v128): v128 {
  return f32x4.pmax(f32x4.mul(f32x4.add(fromA, fromB), f32x4.splat(0.5)), f32x4.splat(1.17549435e-38));
}

function fadeOf(x: v128): v128 {
  return exponential(f32x4.neg(f32x4.abs(x)));
}

/** −q − log(1 − exp(−q)). Parameters: a, b, y, K, rows, rowsOfItem. */
export function geometricMeanLogit(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const classes = integer(parameters, 3);
  const rowsOfItem = integer(parameters, 5);
  const rowBytes = (<usize>classes) << 2;
  for (let item = begin; item < end; item++) {
    const first = item * rowsOfItem;
    const rows = min(rowsOfItem, integer(parameters, 4) - first);
    const b = address(parameters, 1) + ((<usize>first) << 2);
    for (let row = 0; row < rows; row += 4) {
      const value = loadLanes(b + ((<usize>row) << 2), rows - row);
      storeSome(scratch + ((<usize>row) << 2), softplusOfNegative(value, fadeOf(value)), rows - row);
    }
    let a = address(parameters, 0) + <usize>first * rowBytes;
    let y = address(parameters, 2) + <usize>first * rowBytes;
    for (let row = 0; row < rows; row++) {
      const fromB = v128.load32_splat(scratch + ((<usize>row) << 2));
      for (let k = 0; k < classes; k += 4) {
        const at = (<usize>k) << 2;
        const value = loadLanes(a + at, classes - k);
        const q = decay(softplusOfNegative(value, fadeOf(value)), fromB);
        storeSome(y + at, f32x4.neg(f32x4.add(q, logarithm(risen(q)))), classes - k);
      }
      a += rowBytes;
      y += rowBytes;
    }
  }
}

/**
 * da = dy σ(−a) / (2 (1 − p)) and db = Σ dy σ(−b) / (2 (1 − p)).
 * Parameters: a, b, dy, da, db, K, rows, rowsOfItem.
 */
export function geometricMeanLogitGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const classes = integer(parameters, 5);
  const rowsOfItem = integer(parameters, 7);
  const rowBytes = (<usize>classes) << 2;
  const slopes = scratch + ((<usize>rowsOfItem) << 2);
  for (let item = begin; item < end; item++) {
    const first = item * rowsOfItem;
    const rows = min(rowsOfItem, integer(parameters, 6) - first);
    const b = address(parameters, 1) + ((<usize>first) << 2);
    const db = address(parameters, 4) + ((<usize>first) << 2);
    for (let row = 0; row < rows; row += 4) {
      const at = (<usize>row) << 2;
      const value = loadLanes(b + at, rows - row);
      const fade = fadeOf(value);
      storeSome(scratch + at, softplusOfNegative(value, fade), rows - row);
      storeSome(slopes + at, sigmoidOfNegative(value, fade), rows - row);
    }
    let offset = <usize>first * rowBytes;
    for (let row = 0; row < rows; row++) {
      const fromB = v128.load32_splat(scratch + ((<usize>row) << 2));
      const slopeB = v128.load32_splat(slopes + ((<usize>row) << 2));
      const a = address(parameters, 0) + offset;
      const dy = address(parameters, 2) + offset;
      const da = address(parameters, 3) + offset;
      let sum = f32x4.splat(0);
      for (let k = 0; k < classes; k += 4) {
        const at = (<usize>k) << 2;
        const value = loadLanes(a + at, classes - k);
        const fade = fadeOf(value);
        const q = decay(softplusOfNegative(value, fade), fromB);
        const scale = f32x4.div(f32x4.splat(0.5), risen(q));
        const upstream = loadLanes(dy + at, classes - k);
        // Either σ is at most 2 (1 − p), while 1 / (1 − p) alone, times dy, may overflow.
        storeSome(
          da + at,
          f32x4.mul(upstream, f32x4.mul(scale, sigmoidOfNegative(value, fade))),
          classes - k,
        );
        sum = multiplyAdd(upstream, f32x4.mul(scale, slopeB), sum);
      }
      const left = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
      const right = f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
      store<f32>(db + ((<usize>row) << 2), left + right);
      offset += rowBytes;
    }
  }
}
