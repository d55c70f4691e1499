import { expect, it } from 'vitest';
import type { CocoBox } from '../truth/coco-types.ts';
import { evaluateCoco } from './evaluate-coco.ts';
import { precisionRecallCurves } from './precision-recall.ts';

it('gives the curves whose areas are AP50, AP75 and AP', () => {
  const box: CocoBox = [0, 0, 10, 10];
  const groundTruth = {
    images: [{ id: 1 }, { id: 2 }],
    categories: [{ id: 1, name: 'cat' }, { id: 2 }, { id: 3, name: 'none' }],
    annotations: [
      { id: 1, image_id: 1, category_id: 1, bbox: box },
      { id: 2, image_id: 2, category_id: 1, bbox: box },
      { id: 3, image_id: 2, category_id: 2, bbox: box },
    ],
  };
  const detections = [
    { image_id: 1, category_id: 1, bbox: [0, 0, 10, 8] as const, score: 0.9 }, // IoU 0.8
    { image_id: 1, category_id: 1, bbox: [50, 0, 10, 10] as const, score: 0.8 },
    { image_id: 2, category_id: 1, bbox: [0, 0, 10, 6] as const, score: 0.7 }, // IoU 0.6
  ];
  const { at50, at75, mean, classes } = precisionRecallCurves({ groundTruth, detections });
  expect(classes.map(({ id, name }) => [id, name])).toEqual([
    [1, 'cat'],
    [2, '2'],
  ]);
  // cat at 0.5: precision 1 up to recall 0.5, then 2 of 3; at 0.75 nothing beyond recall 0.5
  const cat = classes[0]!;
  expect([cat.at50[0], cat.at50[50], cat.at50[51], cat.at50[100]]).toEqual(
    [1, 1, 2 / 3, 2 / 3].map((value) => expect.closeTo(value, 12)),
  );
  expect([cat.at75[50], cat.at75[51]]).toEqual([expect.closeTo(1, 12), 0]);
  // recall 1 is reached at 0.50, 0.55 and 0.60; recall 0.5 up to 0.80, seven thresholds
  expect(cat.mean[100]).toBeCloseTo(((2 / 3) * 3) / 10, 12);
  expect(cat.mean[20]).toBeCloseTo(7 / 10, 12);
  // the other class is not found: half of it all
  const { stats } = evaluateCoco({ groundTruth, detections });
  const area = (curve: readonly number[]) => curve.reduce((sum, value) => sum + value, 0) / 101;
  expect(area(at50)).toBeCloseTo(stats.ap50, 12);
  expect(area(at75)).toBeCloseTo(stats.ap75, 12);
  expect(area(mean)).toBeCloseTo(stats.ap, 12);
});
