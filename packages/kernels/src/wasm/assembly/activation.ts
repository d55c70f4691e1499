import { positive } from './elementwise';
import { siluOf } from './silu';

function activated(sum: v128, activation: i32): v128 {
  return activation === 1 ? positive(sum) : siluOf(sum);
}

/** What follows a convolution, on the `lanes` values from `at`: `activation` 1 is max(y, 0), 2 is y · σ(y). */
export function activatePixel(at: usize, lanes: i32, activation: i32): void {
  const end = at + ((<usize>lanes) << 2);
  for (; at + 16 <= end; at += 16) v128.store(at, activated(v128.load(at), activation));
  for (; at < end; at += 4) {
    v128.store32_lane(at, activated(v128.load32_splat(at), activation), 0);
  }
}

/**
 * The activation of a tile that was just stored and is still near. `targets` lists the pixels' addresses, to which
 * `shift` is added; of each the first `lanes` channels count.
 * Apart from the tile's own loop, whose sums would not stay in registers beside this.
 */
export function activateTile(targets: usize, shift: usize, count: i32, lanes: i32, activation: i32): void {
  for (let pixel = 0; pixel < count; pixel++) {
    activatePixel(load<usize>(targets + ((<usize>pixel) << 2)) + shift, lanes, activation);
  }
}
