/** For each output index two input indices and their weights, whole numbers of 1/2048. */
export interface TwoPixels {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeight: Int32Array;
  readonly secondWeight: Int32Array;
}

/** What a weight of 1 is. */
const ONE = 2048;

/**
 * The two pixels of a row or a column around (i + 0.5) · in / out − 0.5, in float32 as OpenCV computes it. Beyond an edge
 * both are the edge's pixel. Along a row its weight is then 1 (`edges: 'whole'`); between rows it is still two weights,
 * whose products are cut off one by one (`edges: 'split'`).
 */
export function twoPixels(input: number, output: number, edges: 'whole' | 'split'): TwoPixels {
  const first = new Int32Array(output);
  const second = new Int32Array(output);
  const firstWeight = new Int32Array(output);
  const secondWeight = new Int32Array(output);
  const inside = (index: number) => Math.min(Math.max(index, 0), input - 1);
  for (let i = 0; i < output; i++) {
    const center = Math.fround(((i + 0.5) * input) / output - 0.5);
    const index = Math.floor(center);
    const isBeyond = index < 0 || index >= input - 1;
    const part = edges === 'whole' && isBeyond ? 0 : Math.fround(center - index);
    first[i] = inside(index);
    second[i] = inside(index + 1);
    firstWeight[i] = roundToEven(Math.fround(1 - part) * ONE);
    secondWeight[i] = roundToEven(part * ONE);
  }
  return { first, second, firstWeight, secondWeight };
}

/** The nearest whole number of one that is not negative, the even one of two. */
function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
