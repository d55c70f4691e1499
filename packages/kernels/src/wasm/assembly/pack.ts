import { address, integer } from './parameters';

/*
 * A packed filter is [blocks][taps][depth][8]: for eight output channels of the product, all that they
 * multiply, in the order in which it is read. Channels past the last are zeros. One item is a block and a tap.
 *
 * Parameters of both kernels: filter (address of the group's first value), taps (address of their numbers in
 * the filter), tapCount, inputs (of one group), outputs (of one group), rowBytes (from one input channel's
 * row of outputs to the next), packed.
 */

/** Packs a filter [tap][input][output] for the product with its input channels. */
export function packFilter(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const tapCount = integer(parameters, 2);
  const inputs = integer(parameters, 3);
  const outputs = integer(parameters, 4);
  const rowBytes = address(parameters, 5);
  for (let item = begin; item < end; item++) {
    const block = item / tapCount;
    const tap = integer(address(parameters, 1), item % tapCount);
    const lanes = min(8, outputs - block * 8);
    let source = address(parameters, 0) + <usize>(tap * inputs) * rowBytes + ((<usize>block) << 5);
    let target = address(parameters, 6) + ((<usize>item * inputs) << 5);
    for (let input = 0; input < inputs; input++) {
      if (lanes === 8) {
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
      } else {
        copyLanes(source, target, lanes);
      }
      source += rowBytes;
      target += 32;
    }
  }
}

/** Packs a filter [tap][input][output] for the product with its output channels: of the input gradient. */
export function packTransposedFilter(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const tapCount = integer(parameters, 2);
  const inputs = integer(parameters, 3);
  const outputs = integer(parameters, 4);
  const rowBytes = address(parameters, 5);
  for (let item = begin; item < end; item++) {
    const block = item / tapCount;
    const tap = integer(address(parameters, 1), item % tapCount);
    const lanes = min(8, inputs - block * 8);
    const source = address(parameters, 0) + <usize>(tap * inputs + block * 8) * rowBytes;
    const target = address(parameters, 6) + ((<usize>item * outputs) << 5);
    let output = 0;
    if (lanes === 8) {
      for (; output + 4 <= outputs; output += 4) {
        const from = source + ((<usize>output) << 2);
        const to = target + ((<usize>output) << 5);
        transpose4(from, rowBytes, to);
        transpose4(from + 4 * rowBytes, rowBytes, to + 16);
      }
    }
    for (; output < outputs; output++) {
      for (let lane = 0; lane < 8; lane++) {
        const value: f32 =
          lane < lanes ? load<f32>(source + <usize>lane * rowBytes + ((<usize>output) << 2)) : 0;
        store<f32>(target + ((<usize>output) << 5) + ((<usize>lane) << 2), value);
      }
    }
  }
}

/** The 4 × 4 values at `source`, rows `rowBytes` apart, transposed to `target`, rows 32 bytes apart. */
function transpose4(source: usize, rowBytes: usize, target: usize): void {
  const row0 = v128.load(source);
  const row1 = v128.load(source + rowBytes);
  const row2 = v128.load(source + 2 * rowBytes);
  const row3 = v128.load(source + 3 * rowBytes);
  const even = v128.shuffle<i32>(row0, row1, 0, 4, 1, 5);
  const odd = v128.shuffle<i32>(row2, row3, 0, 4, 1, 5);
  const evenHigh = v128.shuffle<i32>(row0, row1, 2, 6, 3, 7);
  const oddHigh = v128.shuffle<i32>(row2, row3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i32>(even, odd, 0, 1, 4, 5));
  v128.store(target, v128.shuffle<i32>(even, odd, 2, 3, 6, 7), 32);
  v128.store(target, v128.shuffle<i32>(evenHigh, oddHigh, 0, 1, 4, 5), 64);
  v128.store(target, v128.shuffle<i32>(evenHigh, oddHigh, 2, 3, 6, 7), 96);
}

/** Copies fewer than eight values, with zeros after them. */
export function copyLanes(source: usize, target: usize, lanes: i32): void {
  for (let lane = 0; lane < 8; lane++) {
    const at = (<usize>lane) << 2;
    const value: f32 = lane < lanes ? load<f32>(source + at) : 0;
    store<f32>(target + at, value);
  }
}
