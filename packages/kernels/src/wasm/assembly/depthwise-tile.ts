import { FIRST_TAP, TAP_BYTES } from './depthwise-taps';
import { multiplyAdd } from './multiply-add';

/*
 * Four places of a row, `step` bytes apart in the source and `pixel` bytes in the target or its gradient. `channels` is
 * a multiple of four, `list` the list of taps. Where these come in threes beside each other (`isTriple`), each value of
 * the source is loaded once for all that read it: a third fewer instructions.
 */

/** target = bias + Σ taps' values times the filter's; `bias` may be 0. */
export function convolveFour(
  source: usize,
  step: usize,
  target: usize,
  pixel: usize,
  channels: i32,
  filter: usize,
  bias: usize,
  list: usize,
  areTriples: bool,
): void {
  const end = load<usize>(list);
  const endByte = (<usize>channels) << 2;
  for (let at: usize = 0; at < endByte; at += 16) {
    let s0 = bias === 0 ? f32x4.splat(0) : v128.load(bias + at);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let tap = list + FIRST_TAP;
    if (areTriples) {
      for (; tap < end; tap += 3 * TAP_BYTES) {
        const w0 = v128.load(filter + load<usize>(tap, 4) + at);
        const w1 = v128.load(filter + load<usize>(tap, 12) + at);
        const w2 = v128.load(filter + load<usize>(tap, 20) + at);
        let from = source + load<usize>(tap) + at;
        const x0 = v128.load(from);
        from += step;
        const x1 = v128.load(from);
        from += step;
        const x2 = v128.load(from);
        from += step;
        const x3 = v128.load(from);
        from += step;
        const x4 = v128.load(from);
        const x5 = v128.load(from + step);
        s0 = multiplyAdd(x2, w2, multiplyAdd(x1, w1, multiplyAdd(x0, w0, s0)));
        s1 = multiplyAdd(x3, w2, multiplyAdd(x2, w1, multiplyAdd(x1, w0, s1)));
        s2 = multiplyAdd(x4, w2, multiplyAdd(x3, w1, multiplyAdd(x2, w0, s2)));
        s3 = multiplyAdd(x5, w2, multiplyAdd(x4, w1, multiplyAdd(x3, w0, s3)));
      }
    } else {
      for (; tap < end; tap += TAP_BYTES) {
        const weight = v128.load(filter + load<usize>(tap, 4) + at);
        const a = source + load<usize>(tap) + at;
        const b = a + step;
        const c = b + step;
        s0 = multiplyAdd(v128.load(a), weight, s0);
        s1 = multiplyAdd(v128.load(b), weight, s1);
        s2 = multiplyAdd(v128.load(c), weight, s2);
        s3 = multiplyAdd(v128.load(c + step), weight, s3);
      }
    }
    const to = target + at;
    v128.store(to, s0);
    v128.store(to + pixel, s1);
    v128.store(to + 2 * pixel, s2);
    v128.store(to + 3 * pixel, s3);
  }
}

/** Adds to the sums of each tap its values times dy. */
export function addFour(
  source: usize,
  step: usize,
  upstream: usize,
  pixel: usize,
  channels: i32,
  sums: usize,
  list: usize,
  areTriples: bool,
): void {
  const end = load<usize>(list);
  const endByte = (<usize>channels) << 2;
  for (let at: usize = 0; at < endByte; at += 16) {
    const dy = upstream + at;
    const d0 = v128.load(dy);
    const d1 = v128.load(dy + pixel);
    const d2 = v128.load(dy + 2 * pixel);
    const d3 = v128.load(dy + 3 * pixel);
    let tap = list + FIRST_TAP;
    while (tap < end) {
      let from = source + load<usize>(tap) + at;
      const x0 = v128.load(from);
      from += step;
      const x1 = v128.load(from);
      from += step;
      const x2 = v128.load(from);
      from += step;
      const x3 = v128.load(from);
      addTo(sums + load<usize>(tap, 4) + at, x0, x1, x2, x3, d0, d1, d2, d3);
      tap += TAP_BYTES;
      if (!areTriples) continue;
      from += step;
      const x4 = v128.load(from);
      const x5 = v128.load(from + step);
      addTo(sums + load<usize>(tap, 4) + at, x1, x2, x3, x4, d0, d1, d2, d3);
      addTo(sums + load<usize>(tap, 12) + at, x2, x3, x4, x5, d0, d1, d2, d3);
      tap += 2 * TAP_BYTES;
    }
  }
}

/** sum += Σ x·d. */
function addTo(
  sum: usize,
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  d0: v128,
  d1: v128,
  d2: v128,
  d3: v128,
): void {
  const left = multiplyAdd(x1, d1, f32x4.mul(x0, d0));
  const right = multiplyAdd(x3, d3, f32x4.mul(x2, d2));
  v128.store(sum, f32x4.add(v128.load(sum), f32x4.add(left, right)));
}
