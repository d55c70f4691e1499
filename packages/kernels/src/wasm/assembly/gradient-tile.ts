import { multiplyAdd } from './multiply-add';

/** Input values of a tile. */
export const VALUES: i32 = 4;
/** Bytes of a tile's sums. */
export const TILE_BYTES: usize = 128;

/**
 * Four input values × eight output channels of a filter's gradient, held in eight vectors:
 * `sums[i][o] += Σ over places of values[place][i] · panel[place][o]`.
 */
export function gradientTile(values: usize, panel: usize, places: i32, sums: usize): void {
  let l0 = v128.load(sums);
  let h0 = v128.load(sums, 16);
  let l1 = v128.load(sums, 32);
  let h1 = v128.load(sums, 48);
  let l2 = v128.load(sums, 64);
  let h2 = v128.load(sums, 80);
  let l3 = v128.load(sums, 96);
  let h3 = v128.load(sums, 112);
  const end = panel + ((<usize>places) << 5);
  while (panel < end) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const a0 = v128.load32_splat(values);
    const a1 = v128.load32_splat(values, 4);
    const a2 = v128.load32_splat(values, 8);
    const a3 = v128.load32_splat(values, 12);
    l0 = multiplyAdd(a0, b0, l0);
    h0 = multiplyAdd(a0, b1, h0);
    l1 = multiplyAdd(a1, b0, l1);
    h1 = multiplyAdd(a1, b1, h1);
    l2 = multiplyAdd(a2, b0, l2);
    h2 = multiplyAdd(a2, b1, h2);
    l3 = multiplyAdd(a3, b0, l3);
    h3 = multiplyAdd(a3, b1, h3);
    values += 16;
    panel += 32;
  }
  v128.store(sums, l0);
  v128.store(sums, h0, 16);
  v128.store(sums, l1, 32);
  v128.store(sums, h1, 48);
  v128.store(sums, l2, 64);
  v128.store(sums, h2, 80);
  v128.store(sums, l3, 96);
  v128.store(sums, h3, 112);
}
