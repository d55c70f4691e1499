import { describe, expect, it } from 'vitest';
import { judgeImages } from './analysis/judge-images.ts';
import { evaluateCoco } from './coco/evaluate-coco.ts';
import { precisionRecallCurves } from './coco/precision-recall.ts';
import { evaluateDetections } from './evaluate-detections.ts';
import { randomCoco } from './testing/random-coco.ts';
import type { CocoGroundTruth } from './truth/coco-types.ts';
import type { EvaluatedDataset } from './truth/dataset.ts';

/** The same objects with corners and class indices; boxes lie on a grid of half a pixel, so corners are exact. */
function datasetOf({ images, annotations, categories }: CocoGroundTruth): EvaluatedDataset {
  const classes = categories.map(({ id, name }) => ({ id, name: name ?? String(id) }));
  return {
    classes,
    images: images.map(({ id }) => ({
      id,
      objects: annotations
        .filter(({ image_id }) => image_id === id)
        .map(({ category_id, bbox: [x, y, width, height], area, iscrowd }) => ({
          box: [x, y, x + width, y + height],
          classIndex: classes.findIndex((each) => each.id === category_id),
          area: area ?? width * height,
          crowd: Boolean(iscrowd),
        })),
    })),
  };
}

describe('evaluateDetections', () => {
  it.each([0, 1, 2, 3])('says of a dataset what it says of its COCO file, seed %d', (seed) => {
    const { groundTruth, detections } = randomCoco({
      seed,
      images: 9,
      classes: 4,
      objects: 4,
      detections: 12,
      vary: true,
      crowds: 0.2,
    });
    const dataset = datasetOf(groundTruth);
    const evaluation = evaluateDetections({ groundTruth: dataset, detections });
    expect(evaluation.stats.ap).toBeGreaterThan(0);
    const { curves, images, ...numbers } = evaluation;
    expect(numbers).toEqual(evaluateCoco({ groundTruth, detections }));
    expect(curves).toEqual(precisionRecallCurves({ groundTruth, detections }));
    expect(images).toEqual(judgeImages({ groundTruth, detections }));
  });

  it('takes the area of an object as it is given, not that of its box', () => {
    const object = { box: [0, 0, 40, 40] as const, classIndex: 0, area: 900, crowd: false };
    const groundTruth = { classes: [{ id: 3, name: 'cat' }], images: [{ id: 1, objects: [object] }] };
    const detections = [{ image_id: 1, category_id: 3, bbox: [0, 0, 40, 40] as const, score: 0.5 }];
    const { stats, images } = evaluateDetections({ groundTruth, detections });
    // 900 pixels are fewer than 32²
    expect([stats.apSmall, stats.apMedium]).toEqual([1, -1].map((value) => expect.closeTo(value, 12)));
    expect(images).toEqual([
      {
        id: 1,
        objects: [{ imageId: 1, categoryId: 3, bbox: [0, 0, 40, 40], area: 900, crowd: false }],
        detections: [
          {
            detection: detections[0],
            outcome: 'right',
            found: 0,
            iou: 1,
            own: { iou: 1, object: 0 },
            other: { iou: 0, object: -1 },
          },
        ],
        foundBy: [0],
      },
    ]);
  });

  it('refuses an object of a class that the dataset has not', () => {
    const object = { box: [0, 0, 1, 1] as const, classIndex: 2, area: 1, crowd: false };
    const groundTruth = { classes: [{ id: 3, name: 'cat' }], images: [{ id: 8, objects: [object] }] };
    expect(() => evaluateDetections({ groundTruth, detections: [] })).toThrow(
      'evaluation: dataset, image 8, objects[0]: expected a classIndex below 1, got 2.',
    );
  });
});
