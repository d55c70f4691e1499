import { describe, expect, it } from 'vitest';
import { type Detections, detectionsInOriginal } from './detections.ts';

describe('detectionsInOriginal', () => {
  const found: Detections = { boxes: [[10, 20, 30, 60]], scores: [0.5], classes: [2] };

  it('undoes scale and offset', () => {
    // x = (x' - 4) / 2, y = (y' - 0) / 4
    const geometry = { scaleX: 2, scaleY: 4, offsetX: 4, offsetY: 0 };
    expect(detectionsInOriginal(found, geometry)).toEqual({ ...found, boxes: [[3, 5, 13, 15]] });
  });

  it('undoes a flip, and clips to the original image', () => {
    // x' = 100 - x: 10 and 30 were 90 and 70; y = y' + 5
    const geometry = { scaleX: -1, scaleY: 1, offsetX: 100, offsetY: -5 };
    expect(detectionsInOriginal(found, geometry).boxes).toEqual([[70, 25, 90, 65]]);
    expect(detectionsInOriginal(found, geometry, { height: 50, width: 80 }).boxes).toEqual([
      [70, 25, 80, 50],
    ]);
  });
});
