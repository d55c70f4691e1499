import { multiplyAdd } from './multiply-add';

/** Pixels of a tile. */
export const PIXELS: i32 = 4;

/**
 * Four pixels × eight channels of a convolution, held in eight vectors:
 * `target[pixel][channel] = bias[channel] + Σ source[pixel][offsets[run] + k] panel[run][k][channel]`.
 *
 * `sources` and `targets` list four addresses; `shift` is added to the targets. Only the first `count` pixels
 * and the first `lanes` channels are written.
 *
 * V8 moves all loads of an iteration before its sums, so that what is loaded must fit into the fifteen vector
 * registers beside the sums: larger tiles, and several k at a time, take twice as long.
 */
export function tile(
  sources: usize,
  targets: usize,
  shift: usize,
  count: i32,
  lanes: i32,
  offsets: usize,
  runCount: i32,
  runLength: i32,
  panel: usize,
  bias: usize,
): void {
  const low = v128.load(bias);
  const high = v128.load(bias, 16);
  let l0 = low;
  let h0 = high;
  let l1 = low;
  let h1 = high;
  let l2 = low;
  let h2 = high;
  let l3 = low;
  let h3 = high;
  for (let run = 0; run < runCount; run++) {
    const offset = load<usize>(offsets + ((<usize>run) << 2));
    let p0 = load<usize>(sources) + offset;
    let p1 = load<usize>(sources, 4) + offset;
    let p2 = load<usize>(sources, 8) + offset;
    let p3 = load<usize>(sources, 12) + offset;
    const end = panel + ((<usize>runLength) << 5);
    while (panel < end) {
      const b0 = v128.load(panel);
      const b1 = v128.load(panel, 16);
      const a0 = v128.load32_splat(p0);
      const a1 = v128.load32_splat(p1);
      const a2 = v128.load32_splat(p2);
      const a3 = v128.load32_splat(p3);
      l0 = multiplyAdd(a0, b0, l0);
      h0 = multiplyAdd(a0, b1, h0);
      l1 = multiplyAdd(a1, b0, l1);
      h1 = multiplyAdd(a1, b1, h1);
      l2 = multiplyAdd(a2, b0, l2);
      h2 = multiplyAdd(a2, b1, h2);
      l3 = multiplyAdd(a3, b0, l3);
      h3 = multiplyAdd(a3, b1, h3);
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
      panel += 32;
    }
  }
  storeLanes(load<usize>(targets) + shift, l0, h0, lanes);
  if (count > 1) storeLanes(load<usize>(targets, 4) + shift, l1, h1, lanes);
  if (count > 2) storeLanes(load<usize>(targets, 8) + shift, l2, h2, lanes);
  if (count > 3) storeLanes(load<usize>(targets, 12) + shift, l3, h3, lanes);
}

/** Stores the first `lanes` of eight lanes. */
export function storeLanes(target: usize, low: v128, high: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(target, low);
    if (lanes === 8) {
      v128.store(target, high, 16);
      return;
    }
    low = high;
    target += 16;
    lanes -= 4;
  }
  if (lanes > 0) v128.store32_lane(target, low, 0);
  if (lanes > 1) v128.store32_lane(target, low, 1, 4);
  if (lanes > 2) v128.store32_lane(target, low, 2, 8);
}
