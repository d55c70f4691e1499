import { multiplyAdd } from './multiply-add';

/** Input values of a tile. */
export const VALUES: i32 = 4;
/** Bytes of a tile's sums. */
export const TILE_BYTES: usize = 128;

/**
 * Four input values × eight output channels of a filter's gradient, held in eight vectors:
 * `block[i][o] += Σ over rows and pixels of source[row][pixel][i] · panel[row][pixel][o]`.
 *
 * `table` lists where each row's source starts, to which `offset` is added; its pixels are `step` bytes apart.
 */
export function gradientTile(
  table: usize,
  rows: i32,
  columns: i32,
  offset: usize,
  step: usize,
  panel: usize,
  block: usize,
): void {
  let l0 = v128.load(block);
  let h0 = v128.load(block, 16);
  let l1 = v128.load(block, 32);
  let h1 = v128.load(block, 48);
  let l2 = v128.load(block, 64);
  let h2 = v128.load(block, 80);
  let l3 = v128.load(block, 96);
  let h3 = v128.load(block, 112);
  for (let row = 0; row < rows; row++) {
    let source = load<usize>(table + ((<usize>row) << 2)) + offset;
    const end = panel + ((<usize>columns) << 5);
    while (panel < end) {
      const b0 = v128.load(panel);
      const b1 = v128.load(panel, 16);
      const a0 = v128.load32_splat(source);
      const a1 = v128.load32_splat(source, 4);
      const a2 = v128.load32_splat(source, 8);
      const a3 = v128.load32_splat(source, 12);
      l0 = multiplyAdd(a0, b0, l0);
      h0 = multiplyAdd(a0, b1, h0);
      l1 = multiplyAdd(a1, b0, l1);
      h1 = multiplyAdd(a1, b1, h1);
      l2 = multiplyAdd(a2, b0, l2);
      h2 = multiplyAdd(a2, b1, h2);
      l3 = multiplyAdd(a3, b0, l3);
      h3 = multiplyAdd(a3, b1, h3);
      source += step;
      panel += 32;
    }
  }
  v128.store(block, l0);
  v128.store(block, h0, 16);
  v128.store(block, l1, 32);
  v128.store(block, h1, 48);
  v128.store(block, l2, 64);
  v128.store(block, h2, 80);
  v128.store(block, l3, 96);
  v128.store(block, h3, 112);
}
