import { expect, test } from 'vitest';
import { fromReference, toReference } from './layout.ts';

test('features between NCHW and NHWC', () => {
  // N 1, C 2, H 1, W 3: two channels of three cells
  const reference = { shape: [1, 2, 1, 3], data: [0, 1, 2, 10, 11, 12] };
  const ours = fromReference('features', reference);
  expect(ours.shape).toEqual([1, 1, 3, 2]);
  expect([...(ours.data as Float32Array)]).toEqual([0, 10, 1, 11, 2, 12]);
  expect([...(toReference('features', ours).data as Float32Array)]).toEqual(reference.data);
});

test('filters between OIHW and HWIO', () => {
  // O 2, I 1, H 1, W 2
  const ours = fromReference('filter', { shape: [2, 1, 1, 2], data: [1, 2, 3, 4] });
  expect(ours.shape).toEqual([1, 2, 1, 2]);
  expect([...(ours.data as Float32Array)]).toEqual([1, 3, 2, 4]);
  expect(toReference('filter', ours)).toEqual({ shape: [2, 1, 1, 2], data: new Float32Array([1, 2, 3, 4]) });
});
