import type { ParameterLayout } from '@tandem-det/core';

/**
 * Shape of a parameter in a reference checkpoint: convolution filters are HWIO in memory and OIHW there,
 * all others are the same on both sides.
 */
export function checkpointShape(layout: ParameterLayout, shape: readonly number[]): readonly number[] {
  if (layout === 'plain') return shape;
  const [height, width, input, output] = shape as readonly [number, number, number, number];
  return [output, input, height, width];
}

/** Values of a parameter of `shape` (as in memory) in the order of a reference checkpoint. */
export function toCheckpointOrder(
  layout: ParameterLayout,
  shape: readonly number[],
  values: Float32Array,
): Float32Array {
  if (layout === 'plain') return values;
  const [height, width, input, output] = shape as readonly [number, number, number, number];
  return swapOuter(values, height * width, input, output);
}

/** Values in the order of a reference checkpoint, for a parameter of `shape` (as in memory). */
export function fromCheckpointOrder(
  layout: ParameterLayout,
  shape: readonly number[],
  values: Float32Array,
): Float32Array {
  if (layout === 'plain') return values;
  const [height, width, input, output] = shape as readonly [number, number, number, number];
  return swapOuter(values, output, input, height * width);
}

/** [a, b, c] to [c, b, a]. */
function swapOuter(values: Float32Array, a: number, b: number, c: number): Float32Array {
  const swapped = new Float32Array(values.length);
  for (let i = 0, from = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      for (let k = 0; k < c; k++, from++) swapped[(k * b + j) * a + i] = values[from]!;
    }
  }
  return swapped;
}
