import { expect, test } from 'vitest';
import { checkpointShape, fromCheckpointOrder, toCheckpointOrder } from './layout.ts';

test('filters turn from HWIO to OIHW and back', () => {
  const shape = [1, 2, 3, 2]; // H 1, W 2, I 3, O 2
  expect(checkpointShape('convolution', shape)).toEqual([2, 3, 1, 2]);
  const memory = Float32Array.from({ length: 12 }, (_, index) => index);
  // value at (h 0, w, i, o) in memory is w·6 + i·2 + o; checkpoint order is o, i, w
  const stored = [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11];
  expect([...toCheckpointOrder('convolution', shape, memory)]).toEqual(stored);
  expect(fromCheckpointOrder('convolution', shape, Float32Array.from(stored))).toEqual(memory);
});

test('other parameters stay as they are', () => {
  const values = Float32Array.from([1, 2]);
  expect(checkpointShape('plain', [2, 1])).toEqual([2, 1]);
  expect(toCheckpointOrder('plain', [2, 1], values)).toBe(values);
});
