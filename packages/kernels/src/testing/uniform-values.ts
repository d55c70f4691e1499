import { type Rank, type ShapeMap, type Tensor, tensor } from '@tensorflow/tfjs-core';

export interface UniformOptions {
  readonly low?: number;
  readonly high?: number;
  readonly seed?: number;
}

/** `count` numbers, uniform in [low, high), the same on every machine for a seed (mulberry32). */
export function uniformValues(
  count: number,
  { low = 0, high = 1, seed = 1 }: UniformOptions = {},
): Float32Array {
  const values = new Float32Array(count);
  let state = seed >>> 0;
  for (let i = 0; i < count; i++) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    values[i] = low + (high - low) * (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32);
  }
  return values;
}

/** A tensor of `uniformValues`. */
export function uniformTensor<R extends Rank>(shape: ShapeMap[R], options?: UniformOptions): Tensor<R> {
  const size = (shape as number[]).reduce((product, axis) => product * axis, 1);
  return tensor(uniformValues(size, options), shape);
}
