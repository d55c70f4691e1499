import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxToInput, boxToOriginal, composeGeometry } from './geometry.ts';

it('maps a box by scale and offset', () => {
  // x: 2 · 10 + 5 = 25, 2 · 30 + 5 = 65; y: 0.5 · 8 − 1 = 3, 0.5 · 20 − 1 = 9.
  const geometry = { scaleX: 2, scaleY: 0.5, offsetX: 5, offsetY: -1 };
  expect(boxToInput([10, 8, 30, 20], geometry)).toEqual([25, 3, 65, 9]);
  expect(boxToOriginal([25, 3, 65, 9], geometry)).toEqual([10, 8, 30, 20]);
});

it('keeps the corners in order under a flip', () => {
  // x' = 100 − x: 10 → 90, 30 → 70.
  const flip = { scaleX: -1, scaleY: 1, offsetX: 100, offsetY: 0 };
  expect(boxToInput([10, 8, 30, 20], flip)).toEqual([70, 8, 90, 20]);
  expect(boxToOriginal([70, 8, 90, 20], flip)).toEqual([10, 8, 30, 20]);
});

it('goes there and back, and composes', () => {
  const scale = fc.integer({ min: 1, max: 64 }).map((value) => value / 8);
  const geometry = fc.record({
    scaleX: fc.oneof(
      scale,
      scale.map((value) => -value),
    ),
    scaleY: scale,
    offsetX: fc.integer({ min: -99, max: 99 }),
    offsetY: fc.integer({ min: -99, max: 99 }),
  });
  fc.assert(
    fc.property(geometry, geometry, (first, second) => {
      const box = [3, 5, 40, 21] as const;
      const both = boxToInput(box, composeGeometry(first, second));
      const oneByOne = boxToInput(boxToInput(box, first), second);
      const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));
      expect(both).toEqual(close(oneByOne));
      expect(boxToOriginal(oneByOne, composeGeometry(first, second))).toEqual(close(box));
    }),
  );
});
