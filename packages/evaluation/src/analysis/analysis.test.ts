import { describe, expect, it } from 'vitest';
import { countBoxes } from '../alignment/count-boxes.ts';
import { evaluateCoco } from '../coco/evaluate-coco.ts';
import type { CocoAnnotation, CocoBox, CocoDetection } from '../truth/coco-types.ts';
import { breakdown } from './breakdown.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { errorCosts } from './error-costs.ts';
import { errorKind, missedObjects } from './error-kinds.ts';
import { judgeImages } from './judge-images.ts';
import { rankImages } from './rank-images.ts';

const categories = [
  { id: 1, name: 'cat' },
  { id: 2, name: 'dog' },
];
const images = [{ id: 1 }, { id: 2 }];
const CAT = 1;
const DOG = 2;
let nextId = 1;
const object = (bbox: CocoBox, category_id: number, rest: Partial<CocoAnnotation> = {}): CocoAnnotation => ({
  id: nextId++,
  image_id: 1,
  category_id,
  bbox,
  ...rest,
});
const found = (
  bbox: CocoBox,
  category_id: number,
  score: number,
  rest: Partial<CocoDetection> = {},
): CocoDetection => ({ image_id: 1, category_id, bbox, score, ...rest });

/** Every kind of outcome once: a cat at 0, a dog at 100, a cat at 300, a crowd of cats at 400. */
const annotations = [
  object([0, 0, 10, 10], CAT),
  object([100, 0, 10, 10], DOG),
  object([300, 0, 10, 10], CAT),
  object([400, 0, 90, 90], CAT, { iscrowd: 1 }),
];
const detections = [
  found([0, 0, 10, 10], CAT, 0.95), // right
  found([0, 0, 10, 9], CAT, 0.9), // IoU 0.9 with the cat that is taken: duplicate
  found([0, 0, 10, 4], CAT, 0.85), // IoU 0.4: localization
  found([100, 0, 10, 8], CAT, 0.8), // IoU 0.8 with the dog: class
  found([0, 0, 10, 3], DOG, 0.75), // IoU 0.3 with a cat: both
  found([200, 50, 10, 10], DOG, 0.7), // background
  found([410, 10, 10, 10], CAT, 0.65), // in the crowd
];
const groundTruth = { images, annotations, categories };
const judged = judgeImages({ groundTruth, detections });

describe('judgeImages and errorKind', () => {
  it('tells every kind of error', () => {
    const [first, second] = judged;
    expect(first!.detections.map(({ outcome }) => outcome)).toEqual([
      'right',
      'wrong',
      'wrong',
      'wrong',
      'wrong',
      'wrong',
      'ignored',
    ]);
    expect(first!.detections.map((each) => errorKind(each))).toEqual([
      null,
      'duplicate',
      'localization',
      'class',
      'both',
      'background',
      null,
    ]);
    expect(first!.foundBy).toEqual([0, -1, -1]);
    // the dog is what the class error is about; the second cat is missed
    expect(missedObjects(first!)).toEqual([2]);
    expect(second).toEqual({ id: 2, objects: [], detections: [], foundBy: [] });
  });

  it('an IoU of exactly 0.5 finds, of exactly 0.1 is near', () => {
    const truth = { images, categories, annotations: [object([0, 0, 10, 10], CAT)] };
    const boxes = [found([0, 0, 10, 1], CAT, 0.9), found([0, 0, 10, 5], CAT, 0.8)];
    const [image] = judgeImages({ groundTruth: truth, detections: boxes });
    expect(image!.detections.map((each) => errorKind(each) ?? each.outcome)).toEqual([
      'localization',
      'right',
    ]);
  });

  it('leaves out detections of classes that the ground truth lacks', () => {
    const [image] = judgeImages({ groundTruth, detections: [found([0, 0, 10, 10], 7, 0.9)] });
    expect(image!.detections).toEqual([]);
    expect(missedObjects(image!)).toEqual([0, 1, 2]);
  });
});

it('countBoxes: correct, redundant and error boxes of their class', () => {
  // background: the class error, the dog in the void and the dog at the cat; the crowd does not count
  expect(countBoxes(judged)).toEqual({ correct: 1, redundant: 1, error: 1, background: 3 });
});

describe('errorCosts', () => {
  it('is the AP that each kind costs', () => {
    const { ap, errors } = errorCosts(judged);
    // cat: found first of two objects, precision 1 at the recalls 0 to 0.50: 51 / 101; dog: 0
    const before = 51 / 101 / 2;
    expect(ap).toBeCloseTo(before, 12);
    expect(ap).toBeCloseTo(evaluateCoco({ groundTruth, detections }).stats.ap50, 12);
    const cost = Object.fromEntries(errors.map((error) => [error.kind, error]));
    expect(errors.map(({ kind, count }) => [kind, count])).toEqual([
      ['localization', 1],
      ['class', 1],
      ['both', 1],
      ['duplicate', 1],
      ['background', 1],
      ['missed', 1],
    ]);
    // the cat of the localization error is found already: dropped, which changes no precision at recall 0.5
    expect(cost['localization']!.cost).toBe(0);
    // the class error becomes the first of three dogs, the only object: AP 1
    expect(cost['class']!.cost).toBeCloseTo((51 / 101 + 1) / 2 - before, 12);
    expect(cost['duplicate']!.cost).toBe(0);
    // without the missed cat the other is all there is: AP 1
    expect(cost['missed']!.cost).toBeCloseTo(0.5 - before, 12);
  });

  it('puts the best of several errors about an object right and drops the others', () => {
    const truth = { images, categories, annotations: [object([0, 0, 10, 10], CAT)] };
    const near = [found([0, 0, 10, 4], CAT, 0.9), found([0, 0, 10, 3], CAT, 0.8)];
    const { ap, errors } = errorCosts(judgeImages({ groundTruth: truth, detections: near }));
    expect(ap).toBe(0);
    expect(errors[0]).toEqual({ kind: 'localization', count: 2, cost: expect.closeTo(1, 12) });
  });

  it('is -1 without objects', () => {
    expect(errorCosts([]).ap).toBe(-1);
  });
});

describe('confusionMatrix', () => {
  it('counts what was taken for what, and what for nothing', () => {
    expect(confusionMatrix(judged, categories)).toEqual({
      classes: ['cat', 'dog'],
      // cats: one found, one missed; the dog was called a cat; of nothing: two cats (duplicate, localization)
      // and two dogs
      counts: [
        [1, 0, 1],
        [1, 0, 0],
        [2, 2, 0],
      ],
    });
  });

  it('leaves out low scores', () => {
    const { counts } = confusionMatrix(judged, categories, { scoreThreshold: 0.92 });
    expect(counts).toEqual([
      [1, 0, 1],
      [0, 0, 1],
      [0, 0, 0],
    ]);
  });
});

describe('breakdown', () => {
  it('groups by size and by overlap with other objects', () => {
    const truth = {
      images,
      categories,
      annotations: [
        object([0, 0, 10, 10], CAT, { area: 1024 }),
        object([0, 0, 10, 40], CAT, { area: 1025 }), // IoU 100 / 400 = 0.25 with the first
        object([200, 0, 100, 100], DOG), // area 10000
        object([295, 0, 100, 100], DOG), // IoU 500 / 19500 with the one before
        object([500, 0, 10, 10], DOG, { image_id: 2 }),
      ],
    };
    const boxes = [
      found([0, 0, 10, 8], CAT, 0.9),
      found([200, 0, 100, 100], DOG, 0.2),
      found([500, 0, 10, 6], DOG, 0.5, { image_id: 2 }),
    ];
    const { size, crowding } = breakdown(judgeImages({ groundTruth: truth, detections: boxes }));
    const group = (name: string, objects: number, share: number, confident: number, meanIou: number) => ({
      name,
      objects,
      found: share,
      foundConfidently: confident,
      meanIou,
    });
    expect(size).toEqual([
      group('small', 2, 1, 1, expect.closeTo(0.7, 12) as unknown as number),
      group('medium', 1, 0, 0, -1),
      group('large', 2, 0.5, 0, 1),
    ]);
    expect(crowding).toEqual([
      group('apart', 1, 1, 1, 0.6),
      group('touching', 2, 0.5, 0, 1),
      group('crowded', 2, 0.5, 0.5, 0.8),
    ]);
    expect(breakdown([]).size[0]).toEqual(group('small', 0, -1, -1, -1));
  });
});

describe('rankImages', () => {
  it('orders by F1, then by how much was found', () => {
    const truth = {
      images: [1, 2, 3, 4].map((id) => ({ id })),
      categories,
      annotations: [
        object([0, 0, 10, 10], CAT),
        object([0, 0, 10, 10], CAT, { image_id: 2 }),
        object([50, 0, 10, 10], CAT, { image_id: 2 }),
        object([0, 0, 10, 10], CAT, { image_id: 4 }),
      ],
    };
    const boxes = [
      found([0, 0, 10, 10], CAT, 0.9),
      found([0, 0, 10, 10], CAT, 0.9, { image_id: 2 }),
      found([90, 0, 10, 10], CAT, 0.9, { image_id: 2 }),
      found([90, 0, 10, 10], CAT, 0.1, { image_id: 3 }),
    ];
    expect(rankImages(judgeImages({ groundTruth: truth, detections: boxes }))).toEqual([
      { id: 1, right: 1, wrong: 0, missed: 0, f1: 1 },
      { id: 3, right: 0, wrong: 0, missed: 0, f1: 1 }, // nothing there, and nothing of score 0.3
      { id: 2, right: 1, wrong: 1, missed: 1, f1: 0.5 },
      { id: 4, right: 0, wrong: 0, missed: 1, f1: 0 },
    ]);
  });
});
