import { describe, expect, it } from 'vitest';
import { expectClose } from '../../testing/index.ts';
import { nms } from './nms.ts';
import { softNms } from './soft-nms.ts';

const floats = (...values: number[]) => Float32Array.from(values);

/** Boxes of 10 × 10 at 0, 2 and 6: IoU 8/12 of the first two, 4/16 of the outer two, 6/14 of the last two. */
const row = floats(0, 0, 10, 10, 2, 0, 12, 10, 6, 0, 16, 10);

describe('softNms', () => {
  it('linear: lets scores fall by 1 - IoU above the threshold', () => {
    // 0.9 first; the second falls to 0.8 · 1/3 = 0.2667, the third (IoU 0.25) keeps 0.7 and comes next; with it the
    // second falls on to 0.2667 · (1 - 6/14) = 0.1524.
    const { indices, scores } = softNms(row, floats(0.9, 0.8, 0.7), null);
    expect([...indices]).toEqual([0, 2, 1]);
    expectClose(scores, [0.9, 0.7, (0.8 / 3) * (8 / 14)], { rel: 1e-6 });
    // With a threshold of 0.5 the third leaves the second alone.
    const high = softNms(row, floats(0.9, 0.8, 0.7), null, { iouThreshold: 0.5 });
    expectClose(high.scores, [0.9, 0.7, 0.8 / 3], { rel: 1e-6 });
  });

  it('gaussian: lets scores fall by exp(-IoU² / sigma), however small the IoU', () => {
    // After the first: 0.8 exp(-(2/3)² / 0.5) = 0.3289 and 0.7 exp(-0.25² / 0.5) = 0.6177; the third is next.
    const { indices, scores } = softNms(row, floats(0.9, 0.8, 0.7), null, { method: 'gaussian' });
    expect([...indices]).toEqual([0, 2, 1]);
    const second = 0.8 * Math.exp(-(4 / 9) / 0.5) * Math.exp(-((6 / 14) ** 2) / 0.5);
    expectClose(scores, [0.9, 0.7 * Math.exp(-0.0625 / 0.5), second], { rel: 1e-6 });
    const wide = softNms(row, floats(0.9, 0.8, 0.7), null, { method: 'gaussian', sigma: 1e9 });
    expect([...wide.indices]).toEqual([0, 1, 2]);
    expectClose(wide.scores, [0.9, 0.8, 0.7], { rel: 1e-6 });
  });

  it('drops what falls below minScore, and keeps what reaches it', () => {
    const keep = (minScore: number) => [...softNms(row, floats(0.9, 0.8, 0.7), null, { minScore }).indices];
    expect(keep(0.2)).toEqual([0, 2]);
    expect(keep(0.75)).toEqual([0]);
    expect(keep(0.95)).toEqual([]);
    expect([...softNms(row, floats(0.5, 0, 0), null, { minScore: 0.5 }).indices]).toEqual([0]);
  });

  it('lets boxes of other classes be', () => {
    const { indices, scores } = softNms(row, floats(0.7, 0.9, 0.8), Int32Array.of(3, 1, 3));
    expect([...indices]).toEqual([1, 2, 0]);
    expectClose(scores, [0.9, 0.8, 0.7], { rel: 1e-6 });
  });

  it('takes the lower index of equal scores first, and of equal new ones', () => {
    // Two pairs of the same boxes: 0.5 is kept, its copy falls to 0.5 · (1 - 1) = 0 and is dropped.
    const boxes = floats(0, 0, 1, 1, 5, 5, 6, 6, 0, 0, 1, 1, 5, 5, 6, 6);
    const scores = floats(0.5, 0.5, 0.5, 0.5);
    expect([...softNms(boxes, scores, null).indices]).toEqual([0, 1]);
    const gaussian = softNms(boxes, scores, null, { method: 'gaussian' });
    expect([...gaussian.indices]).toEqual([0, 1, 2, 3]);
    expectClose(gaussian.scores, [0.5, 0.5, 0.5 * Math.exp(-2), 0.5 * Math.exp(-2)], { rel: 1e-6 });
  });

  it('stops at maxDetections, the best of all classes', () => {
    const one = softNms(row, floats(0.7, 0.9, 0.8), Int32Array.of(0, 1, 0), { maxDetections: 2 });
    expect([...one.indices]).toEqual([1, 2]);
    expect(softNms(row, floats(0.7, 0.9, 0.8), null, { maxDetections: 0 }).indices.length).toBe(0);
    expect(softNms(floats(), floats(), null).indices.length).toBe(0);
  });

  it('keeps boxes without area as they are', () => {
    const { scores } = softNms(floats(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 4, 4), floats(0.3, 0.2, 0.9), null);
    expectClose(scores, [0.9, 0.3, 0.2], { rel: 1e-6 });
  });

  it('is nms where a score falls to nothing', () => {
    // A threshold on IoU, and minScore above what 1 - IoU leaves: 0.9 · (1 - 2/3) = 0.3 is the most.
    const scores = floats(0.9, 0.9, 0.8);
    const options = { iouThreshold: 0.5 };
    expect([...softNms(row, scores, null, { ...options, minScore: 0.31 }).indices]).toEqual([
      ...nms(row, scores, null, options),
    ]);
  });

  it('refuses lengths that disagree and a sigma of 0', () => {
    expect(() => softNms(floats(0, 0, 1), floats(1), null)).toThrow(
      'softNms: expected 4 box values and 1 classes for 1 scores, got 3 and 1.',
    );
    expect(() => softNms(row, floats(1, 1, 1), null, { sigma: 0 })).toThrow(
      'softNms: sigma: expected a number > 0, got 0.',
    );
  });
});
