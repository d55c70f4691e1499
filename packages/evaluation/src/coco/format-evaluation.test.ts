import { expect, test } from 'vitest';
import { evaluateCoco } from './evaluate-coco.ts';
import { formatCategories, formatStats } from './format-evaluation.ts';

const evaluation = evaluateCoco({
  groundTruth: {
    images: [{ id: 1 }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 10, 10] }],
    categories: [
      { id: 1, name: 'Platelets' },
      { id: 2, name: 'RBC' },
    ],
  },
  detections: [{ image_id: 1, category_id: 1, bbox: [0, 0, 10, 6], score: 1 }],
});

test('prints the twelve numbers', () => {
  // overlap 0.6: right at 3 of 10 thresholds
  expect(formatStats(evaluation.stats).split('\n')).toEqual([
    'average precision  IoU 0.50:0.95  area all     detections 100  0.300',
    'average precision  IoU 0.50       area all     detections 100  1.000',
    'average precision  IoU 0.75       area all     detections 100  0.000',
    'average precision  IoU 0.50:0.95  area small   detections 100  0.300',
    'average precision  IoU 0.50:0.95  area medium  detections 100      –',
    'average precision  IoU 0.50:0.95  area large   detections 100      –',
    'average recall     IoU 0.50:0.95  area all     detections   1  0.300',
    'average recall     IoU 0.50:0.95  area all     detections  10  0.300',
    'average recall     IoU 0.50:0.95  area all     detections 100  0.300',
    'average recall     IoU 0.50:0.95  area small   detections 100  0.300',
    'average recall     IoU 0.50:0.95  area medium  detections 100      –',
    'average recall     IoU 0.50:0.95  area large   detections 100      –',
  ]);
});

test('prints a line per class', () => {
  expect(formatCategories(evaluation).split('\n')).toEqual([
    'class      objects       AP     AP50     AP75    AR100',
    'Platelets        1    0.300    1.000    0.000    0.300',
    'RBC              0        –        –        –        –',
  ]);
});
