import { expect, it } from 'vitest';
import { keyOf } from '../case.ts';
import { kernelCases } from './index.ts';

it('divides the work by the factor that it is shrunk by, and keeps the cases apart', () => {
  const [whole, eighth] = [kernelCases(1), kernelCases(8)];
  expect(eighth.map(({ op }) => op)).toEqual(whole.map(({ op }) => op));
  expect(new Set(eighth.map(keyOf)).size).toBe(eighth.length);
  for (const [index, { flops, op, name }] of eighth.entries()) {
    // 20 rows of C5 are 3, which is 1 / 6.7; C4 has 50 rows in the deformable case, then 7
    if (flops !== undefined) expect(whole[index]!.flops! / flops, `${op} ${name}`).toBeCloseTo(8, -1);
  }
  // conv2d of 3 × 3, 256 → 256 on 10 × 80 places: 2 · 800 · 9 · 256 · 256
  expect(eighth.find(({ name }) => name === 'T-Head 3×3, 256, forward')!.flops).toBe(943_718_400);
  expect(eighth.find(({ op }) => op === 'focal')!.name).toBe('8400×80, value and gradient');
});
