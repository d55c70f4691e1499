import { expect, it } from 'vitest';
import { convolutionGeometry } from './geometry.ts';
import { phasesOf } from './phases.ts';

it('are as many as the stride, unless it shares a divisor with the dilation', () => {
  const phases = (stride: [number, number], dilation: [number, number]) =>
    phasesOf(
      convolutionGeometry('test', [1, 20, 20, 1], [3, 3, 1, 1], {
        stride,
        dilation,
        padding: [0, 0],
        groups: 1,
      }),
    );
  expect(phases([1, 2], [1, 1])).toEqual({ phasesY: 1, phasesX: 2 });
  // cells 0, 2, 4 of the rows: every row i ≡ 0 (mod 2) meets all three, the others none
  expect(phases([2, 3], [2, 2])).toEqual({ phasesY: 1, phasesX: 3 });
  expect(phases([4, 1], [6, 3])).toEqual({ phasesY: 1, phasesX: 1 });
});
