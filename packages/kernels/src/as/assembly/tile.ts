import { multiplyAdd } from './multiply-add';

/**
 * Six pixels × eight channels of a convolution, held in twelve vectors:
 * `target[pixel][channel] = bias[channel] + Σ source[pixel][offsets[run] + k] panel[run][k][channel]`.
 *
 * `sources` and `targets` list six addresses; `shift` is added to the targets. Only the first `count` pixels
 * and the first `lanes` channels are written. Four values of k at a time, so that the six addresses need not
 * be moved on after each.
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
  let low = v128.load(bias);
  let high = v128.load(bias, 16);
  let a = low;
  let l0 = low;
  let h0 = high;
  let l1 = low;
  let h1 = high;
  let l2 = low;
  let h2 = high;
  let l3 = low;
  let h3 = high;
  let l4 = low;
  let h4 = high;
  let l5 = low;
  let h5 = high;
  const s0 = load<usize>(sources);
  const s1 = load<usize>(sources, 4);
  const s2 = load<usize>(sources, 8);
  const s3 = load<usize>(sources, 12);
  const s4 = load<usize>(sources, 16);
  const s5 = load<usize>(sources, 20);
  for (let run = 0; run < runCount; run++) {
    const offset = load<usize>(offsets + ((<usize>run) << 2));
    let p0 = s0 + offset;
    let p1 = s1 + offset;
    let p2 = s2 + offset;
    let p3 = s3 + offset;
    let p4 = s4 + offset;
    let p5 = s5 + offset;
    let k = runLength;
    for (; k >= 4; k -= 4) {
      low = v128.load(panel);
      high = v128.load(panel, 16);
      a = v128.load32_splat(p0);
      l0 = multiplyAdd(a, low, l0);
      h0 = multiplyAdd(a, high, h0);
      a = v128.load32_splat(p1);
      l1 = multiplyAdd(a, low, l1);
      h1 = multiplyAdd(a, high, h1);
      a = v128.load32_splat(p2);
      l2 = multiplyAdd(a, low, l2);
      h2 = multiplyAdd(a, high, h2);
      a = v128.load32_splat(p3);
      l3 = multiplyAdd(a, low, l3);
      h3 = multiplyAdd(a, high, h3);
      a = v128.load32_splat(p4);
      l4 = multiplyAdd(a, low, l4);
      h4 = multiplyAdd(a, high, h4);
      a = v128.load32_splat(p5);
      l5 = multiplyAdd(a, low, l5);
      h5 = multiplyAdd(a, high, h5);
      low = v128.load(panel, 32);
      high = v128.load(panel, 48);
      a = v128.load32_splat(p0, 4);
      l0 = multiplyAdd(a, low, l0);
      h0 = multiplyAdd(a, high, h0);
      a = v128.load32_splat(p1, 4);
      l1 = multiplyAdd(a, low, l1);
      h1 = multiplyAdd(a, high, h1);
      a = v128.load32_splat(p2, 4);
      l2 = multiplyAdd(a, low, l2);
      h2 = multiplyAdd(a, high, h2);
      a = v128.load32_splat(p3, 4);
      l3 = multiplyAdd(a, low, l3);
      h3 = multiplyAdd(a, high, h3);
      a = v128.load32_splat(p4, 4);
      l4 = multiplyAdd(a, low, l4);
      h4 = multiplyAdd(a, high, h4);
      a = v128.load32_splat(p5, 4);
      l5 = multiplyAdd(a, low, l5);
      h5 = multiplyAdd(a, high, h5);
      low = v128.load(panel, 64);
      high = v128.load(panel, 80);
      a = v128.load32_splat(p0, 8);
      l0 = multiplyAdd(a, low, l0);
      h0 = multiplyAdd(a, high, h0);
      a = v128.load32_splat(p1, 8);
      l1 = multiplyAdd(a, low, l1);
      h1 = multiplyAdd(a, high, h1);
      a = v128.load32_splat(p2, 8);
      l2 = multiplyAdd(a, low, l2);
      h2 = multiplyAdd(a, high, h2);
      a = v128.load32_splat(p3, 8);
      l3 = multiplyAdd(a, low, l3);
      h3 = multiplyAdd(a, high, h3);
      a = v128.load32_splat(p4, 8);
      l4 = multiplyAdd(a, low, l4);
      h4 = multiplyAdd(a, high, h4);
      a = v128.load32_splat(p5, 8);
      l5 = multiplyAdd(a, low, l5);
      h5 = multiplyAdd(a, high, h5);
      low = v128.load(panel, 96);
      high = v128.load(panel, 112);
      a = v128.load32_splat(p0, 12);
      l0 = multiplyAdd(a, low, l0);
      h0 = multiplyAdd(a, high, h0);
      a = v128.load32_splat(p1, 12);
      l1 = multiplyAdd(a, low, l1);
      h1 = multiplyAdd(a, high, h1);
      a = v128.load32_splat(p2, 12);
      l2 = multiplyAdd(a, low, l2);
      h2 = multiplyAdd(a, high, h2);
      a = v128.load32_splat(p3, 12);
      l3 = multiplyAdd(a, low, l3);
      h3 = multiplyAdd(a, high, h3);
      a = v128.load32_splat(p4, 12);
      l4 = multiplyAdd(a, low, l4);
      h4 = multiplyAdd(a, high, h4);
      a = v128.load32_splat(p5, 12);
      l5 = multiplyAdd(a, low, l5);
      h5 = multiplyAdd(a, high, h5);
      p0 += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
      p4 += 16;
      p5 += 16;
      panel += 128;
    }
    for (; k > 0; k--) {
      low = v128.load(panel);
      high = v128.load(panel, 16);
      a = v128.load32_splat(p0);
      l0 = multiplyAdd(a, low, l0);
      h0 = multiplyAdd(a, high, h0);
      a = v128.load32_splat(p1);
      l1 = multiplyAdd(a, low, l1);
      h1 = multiplyAdd(a, high, h1);
      a = v128.load32_splat(p2);
      l2 = multiplyAdd(a, low, l2);
      h2 = multiplyAdd(a, high, h2);
      a = v128.load32_splat(p3);
      l3 = multiplyAdd(a, low, l3);
      h3 = multiplyAdd(a, high, h3);
      a = v128.load32_splat(p4);
      l4 = multiplyAdd(a, low, l4);
      h4 = multiplyAdd(a, high, h4);
      a = v128.load32_splat(p5);
      l5 = multiplyAdd(a, low, l5);
      h5 = multiplyAdd(a, high, h5);
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
      p4 += 4;
      p5 += 4;
      panel += 32;
    }
  }
  storeLanes(load<usize>(targets) + shift, l0, h0, lanes);
  if (count > 1) storeLanes(load<usize>(targets, 4) + shift, l1, h1, lanes);
  if (count > 2) storeLanes(load<usize>(targets, 8) + shift, l2, h2, lanes);
  if (count > 3) storeLanes(load<usize>(targets, 12) + shift, l3, h3, lanes);
  if (count > 4) storeLanes(load<usize>(targets, 16) + shift, l4, h4, lanes);
  if (count > 5) storeLanes(load<usize>(targets, 20) + shift, l5, h5, lanes);
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
