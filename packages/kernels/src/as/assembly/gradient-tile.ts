import { multiplyAdd } from './multiply-add';

/**
 * Six input values × eight output channels of a filter's gradient, held in twelve vectors:
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
  let l4 = v128.load(block, 128);
  let h4 = v128.load(block, 144);
  let l5 = v128.load(block, 160);
  let h5 = v128.load(block, 176);
  for (let row = 0; row < rows; row++) {
    let source = load<usize>(table + ((<usize>row) << 2)) + offset;
    for (let column = 0; column < columns; column++) {
      const low = v128.load(panel);
      const high = v128.load(panel, 16);
      let a = v128.load32_splat(source);
      l0 = multiplyAdd(a, low, l0);
      h0 = multiplyAdd(a, high, h0);
      a = v128.load32_splat(source, 4);
      l1 = multiplyAdd(a, low, l1);
      h1 = multiplyAdd(a, high, h1);
      a = v128.load32_splat(source, 8);
      l2 = multiplyAdd(a, low, l2);
      h2 = multiplyAdd(a, high, h2);
      a = v128.load32_splat(source, 12);
      l3 = multiplyAdd(a, low, l3);
      h3 = multiplyAdd(a, high, h3);
      a = v128.load32_splat(source, 16);
      l4 = multiplyAdd(a, low, l4);
      h4 = multiplyAdd(a, high, h4);
      a = v128.load32_splat(source, 20);
      l5 = multiplyAdd(a, low, l5);
      h5 = multiplyAdd(a, high, h5);
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
  v128.store(block, l4, 128);
  v128.store(block, h4, 144);
  v128.store(block, l5, 160);
  v128.store(block, h5, 176);
}
