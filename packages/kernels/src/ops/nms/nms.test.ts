import { describe, expect, it } from 'vitest';
import { uniformValues } from '../../testing/index.ts';
import { nms } from './nms.ts';

const floats = (...values: number[]) => Float32Array.from(values);

/** Overlapping boxes on a small canvas, with scores of two digits so that ties occur. */
function crowd(count: number, seed: number) {
  const random = uniformValues(6 * count, { seed });
  const boxes = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const [x, y, w, h] = random.subarray(6 * i, 6 * i + 4) as unknown as [number, number, number, number];
    boxes.set([40 * x, 40 * y, 40 * x + 5 + 20 * w, 40 * y + 5 + 20 * h], 4 * i);
  }
  const scores = Float32Array.from({ length: count }, (_, i) => Math.round(random[6 * i + 4]! * 50) / 50);
  const classes = Int32Array.from({ length: count }, (_, i) => Math.floor(random[6 * i + 5]! * 3));
  return { boxes, scores, classes };
}

function iou(boxes: Float32Array, i: number, j: number): number {
  const [a, b] = [boxes.subarray(4 * i, 4 * i + 4), boxes.subarray(4 * j, 4 * j + 4)];
  const width = Math.max(Math.min(a[2]!, b[2]!) - Math.max(a[0]!, b[0]!), 0);
  const height = Math.max(Math.min(a[3]!, b[3]!) - Math.max(a[1]!, b[1]!), 0);
  const area = (box: Float32Array) => (box[2]! - box[0]!) * (box[3]! - box[1]!);
  return (width * height) / (area(a) + area(b) - width * height);
}

describe('nms', () => {
  it('drops what overlaps a better box by more than the threshold', () => {
    // boxes of 10 × 10 shifted by 0, 2, 5: IoU 8/12 with the first for the second, 5/15 for the third
    const boxes = floats(0, 0, 10, 10, 2, 0, 12, 10, 5, 0, 15, 10);
    expect([...nms(boxes, floats(0.9, 0.8, 0.7), null, { iouThreshold: 0.5 })]).toEqual([0, 2]);
    expect([...nms(boxes, floats(0.7, 0.8, 0.9), null, { iouThreshold: 0.5 })]).toEqual([2, 0]);
    expect([...nms(boxes, floats(0.7, 0.8, 0.9), null, { iouThreshold: 0.3 })]).toEqual([2]);
  });

  it('keeps a box at exactly the threshold', () => {
    // IoU 5 / 10 = 0.5
    const boxes = floats(0, 0, 10, 1, 0, 0, 5, 1);
    expect([...nms(boxes, floats(1, 0.5), null, { iouThreshold: 0.5 })]).toEqual([0, 1]);
    expect([...nms(boxes, floats(1, 0.5), null, { iouThreshold: 0.49 })]).toEqual([0]);
  });

  it('lets boxes of different classes be', () => {
    const boxes = floats(0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1);
    const classes = Int32Array.from([1, 0, 1]);
    expect([...nms(boxes, floats(0.3, 0.2, 0.1), classes, { iouThreshold: 0.5 })]).toEqual([0, 1]);
  });

  it('takes the lower index of equal scores first', () => {
    const boxes = floats(0, 0, 1, 1, 0, 0, 1, 1, 5, 5, 6, 6);
    expect([...nms(boxes, floats(0.5, 0.5, 0.5), null, { iouThreshold: 0.5 })]).toEqual([0, 2]);
  });

  it('stops at maxDetections', () => {
    const boxes = floats(0, 0, 1, 1, 2, 0, 3, 1, 4, 0, 5, 1);
    const keep = (maxDetections: number) => [
      ...nms(boxes, floats(0.1, 0.3, 0.2), null, { iouThreshold: 0.5, maxDetections }),
    ];
    expect([keep(0), keep(2), keep(9)]).toEqual([[], [1, 2], [1, 2, 0]]);
  });

  it('keeps boxes without area, which overlap nothing', () => {
    const boxes = floats(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 4, 4);
    expect([...nms(boxes, floats(0.3, 0.2, 0.9), null, { iouThreshold: 0 })]).toEqual([2, 0, 1]);
  });

  it('takes no boxes', () => {
    expect(nms(floats(), floats(), Int32Array.of(), { iouThreshold: 0.5 })).toEqual(new Int32Array(0));
  });

  it('on crowds: kept boxes do not suppress each other, dropped ones are suppressed by a better one', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { boxes, scores, classes } = crowd(60, seed);
      const kept = [...nms(boxes, scores, classes, { iouThreshold: 0.4 })];
      const rank = new Map(kept.map((box, place) => [box, place]));
      const suppresses = (i: number, j: number) => classes[i] === classes[j] && iou(boxes, i, j) > 0.4;
      for (let i = 0; i < scores.length; i++) {
        const better = kept.filter((j) => scores[j]! > scores[i]! || (scores[j] === scores[i] && j < i));
        expect(better.some((j) => suppresses(j, i))).toBe(!rank.has(i));
      }
      const order = kept.map((box) => scores[box]!);
      expect(order).toEqual([...order].sort((x, y) => y - x));
    }
  });

  it('refuses lengths that disagree', () => {
    expect(() => nms(floats(0, 0, 1), floats(1), null, { iouThreshold: 0.5 })).toThrow(
      'nms: expected 4 box values and 1 classes for 1 scores, got 3 and 1.',
    );
  });
});
