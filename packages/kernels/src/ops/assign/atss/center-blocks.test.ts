import { expect, it } from 'vitest';
import { uniformValues } from '../../../testing/uniform-values.ts';
import { BLOCK } from '../shared/block.ts';
import { centerBlocks } from './center-blocks.ts';

it('is the squared distance to what the points of a block span', () => {
  const centers = Float32Array.from({ length: 2 * BLOCK }, (_, i) => (i % 2 === 0 ? 8 * (i / 2) : 40));
  const squareFrom = centerBlocks(centers);
  // x from 0 to 120, y = 40: 3 to the left and 4 above; 9 below; inside
  expect(squareFrom(0, -3, 36)).toBeCloseTo(25, 3);
  expect(squareFrom(0, 60, 49)).toBeCloseTo(81, 3);
  expect(squareFrom(0, 60, 40)).toBe(0);
});

it('is never above a squared distance, also in a last block that is not full', () => {
  const count = 3 * BLOCK + 5;
  const centers = uniformValues(2 * count, { high: 100, seed: 3 });
  centers[8] = Number.NaN;
  const squareFrom = centerBlocks(centers);
  for (let i = 0; i < count; i++) {
    if (i === 4) continue;
    const [x, y] = [centers[(7 * i + 3) % count]! || 5, 50];
    const square = Math.fround((centers[2 * i]! - x) ** 2) + Math.fround((centers[2 * i + 1]! - y) ** 2);
    expect(squareFrom(Math.floor(i / BLOCK), x, y)).toBeLessThanOrEqual(Math.fround(square));
  }
});
