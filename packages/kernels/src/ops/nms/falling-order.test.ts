import { describe, expect, it } from 'vitest';
import { uniformValues } from '../../testing/index.ts';
import { fallingOrder } from './falling-order.ts';

describe('fallingOrder', () => {
  it('orders scores of either sign, of any size, ties by index', () => {
    const scores = Float32Array.of(-1, 0, 3e38, 1e-45, -0, -Infinity, 0.5, Infinity, 0.5, -1e-45);
    // Infinity, 3e38, 0.5 twice, 1e-45, 0 and -0, -1e-45, -1, -Infinity
    expect([...fallingOrder('test', scores)]).toEqual([7, 2, 6, 8, 3, 1, 4, 9, 0, 5]);
    expect([...fallingOrder('test', new Float32Array(0))]).toEqual([]);
  });

  it('equals a sort by comparison', () => {
    const scores = uniformValues(5000, { low: -1, high: 1, seed: 3 }).map((x) => Math.round(x * 300) / 300);
    const expected = Array.from(scores.keys()).sort((i, j) => scores[j]! - scores[i]! || i - j);
    expect([...fallingOrder('test', scores)]).toEqual(expected);
  });

  it('refuses more boxes than it can tell apart', () => {
    expect(() => fallingOrder('nms', new Float32Array(2 ** 21 + 1))).toThrow(
      'nms: expected at most 2097152 boxes, got 2097153.',
    );
  });
});
