import { expect, it } from 'vitest';
import { evaluateCoco } from './evaluate-coco.ts';

const groundTruth = {
  images: [{ id: 1 }],
  annotations: [{ id: 1, image_id: 1, category_id: 3, bbox: [1, 2, 3, 4] }],
  categories: [{ id: 3, name: 'cell' }],
};
const detection = { image_id: 1, category_id: 3, bbox: [1, 2, 3, 4], score: 0.5 };
const evaluate = (detections: unknown, truth: unknown = groundTruth) =>
  evaluateCoco({ groundTruth: truth as never, detections: detections as never });
const changed = (change: object) => [detection, { ...detection, ...change }];

it('takes what it should', () => {
  expect(evaluate([detection]).stats.ap).toBeCloseTo(1, 12);
  expect(evaluate([]).stats.ap).toBe(0);
});

it.each<[string, unknown, unknown, string]>([
  [
    'a path in place of results',
    'results.json',
    groundTruth,
    'evaluateCoco, detections: expected an array of results, got "results.json". Read the file and parse it: JSON.parse(await readFile(path, "utf8")).',
  ],
  [
    'a path in place of the ground truth',
    [],
    'val.json',
    'evaluateCoco, groundTruth: expected the content of a COCO file, got "val.json". Read the file',
  ],
  ['results in place of the ground truth', [], [detection], 'A list of detections goes into detections.'],
  ['nothing', undefined, groundTruth, 'evaluateCoco, detections: expected an array of results, got nothing.'],
  [
    'a ground truth without images',
    [],
    { ...groundTruth, images: undefined },
    'evaluateCoco, groundTruth.images: expected an array, got nothing.',
  ],
  [
    'box for bbox',
    [{ image_id: 1, category_id: 3, box: [1, 2, 3, 4], score: 1 }],
    groundTruth,
    'evaluateCoco, detections[0].bbox: expected 4 numbers: x, y, width, height, got nothing. It has "box"; the key is bbox: x, y, width, height.',
  ],
  [
    'box for bbox in the ground truth',
    [],
    { ...groundTruth, annotations: [{ id: 1, image_id: 1, category_id: 3, box: [1, 2, 3, 4] }] },
    'evaluateCoco, groundTruth.annotations[0].bbox: expected 4 numbers',
  ],
  [
    'three numbers',
    changed({ bbox: [1, 2, 3] }),
    groundTruth,
    'detections[1].bbox: expected 4 numbers: x, y, width, height, got [1,2,3].',
  ],
  [
    'a number that is none',
    changed({ bbox: [1, 2, Number.NaN, 4] }),
    groundTruth,
    'detections[1]: expected a box of finite numbers, got [1, 2, NaN, 4].',
  ],
  ['no result', [null], groundTruth, 'detections[0]: expected an object, got null.'],
  [
    'a score as text',
    changed({ score: '0.5' }),
    groundTruth,
    'detections[1].score: expected a number, got "0.5".',
  ],
  [
    'no score',
    changed({ score: Number.NaN }),
    groundTruth,
    'detections[1]: expected a finite score, got NaN.',
  ],
  [
    'no class',
    changed({ category_id: undefined }),
    groundTruth,
    'detections[1].category_id: expected a number, got nothing.',
  ],
  [
    'images of another dataset',
    [7, 8, 7, 9].map((image_id) => ({ ...detection, image_id })),
    groundTruth,
    'detections[0]: expected the id of an image of the ground truth, got image_id 7. 3 images are unknown: 7, 8, 9. Are the results of this dataset?',
  ],
])('names %s', (_, detections, truth, message) => {
  expect(() => evaluate(detections, truth)).toThrow(message);
  expect(() => evaluate(detections, truth)).toThrow(expect.objectContaining({ name: 'ExpectationError' }));
});
