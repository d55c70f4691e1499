import type { DetectionDataset, ImageRecord } from '@tandem-det/data';
import { horizontalFlip, letterbox } from '@tandem-det/data';
import type { Detections, DetectOptions, ImagePredictions } from '@tandem-det/detector';
import { startBackend } from '@tandem-det/kernels/backends';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cocoResults } from './coco-results.ts';
import { detectDataset } from './detect-dataset.ts';
import { evaluateDetector, mainFigures } from './evaluate-detector.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

/** An image of 40 × 20 with an object at the given corners. */
function image(id: number, box: readonly [number, number, number, number], classIndex = 0): ImageRecord {
  return {
    id,
    fileName: `${id}.png`,
    width: 40,
    height: 20,
    objects: [{ id: 10 * id, box, classIndex, area: 100, crowd: false }],
    load: async () => ({ width: 40, height: 20, data: new Uint8Array(40 * 20 * 3) }),
  };
}

const dataset: DetectionDataset = {
  name: 'two',
  classes: [
    { id: 7, name: 'cat' },
    { id: 9, name: 'dog' },
  ],
  images: [image(3, [10, 5, 30, 15]), image(5, [0, 0, 20, 20], 1), image(8, [4, 4, 24, 14])],
};
const input = { transforms: [letterbox({ width: 80, height: 80 })], size: { width: 80, height: 80 } };

/** Four places: two near the cats of the input, one of them too narrow; two classes each. */
const scores = Float32Array.of(0.5, 0, 0.25, 0, 0.125, 0.5, 0.75, 0.25);
const dense: ImagePredictions = {
  boxes: Float32Array.of(20, 10, 60, 30, 20, 10, 60, 20, 0, 0, 40, 40, 0, 0, 40, 30),
  scores,
  thresholdScores: scores,
  levels: [{ stride: 40, height: 2, width: 2, count: 4, offset: 0 }],
  size: { height: 80, width: 80 },
};

/** Finds, in every image, what the network's input has at these corners. */
function finder(found: Detections, seen: DetectOptions[] = []) {
  return {
    classes: ['cat', 'dog'],
    detect: async (images: tf.Tensor4D, options: DetectOptions = {}) => {
      seen.push(options);
      for (let image = 0; image < images.shape[0]; image++) options.onPredictions?.(dense, image);
      return Array.from({ length: images.shape[0] }, () => found);
    },
  };
}
const found: Detections = { boxes: [[20, 10, 60, 30]], scores: [0.9], classes: [0] };

describe('detectDataset', () => {
  it('maps boxes back to the original pixels and clips them, batch by batch', async () => {
    const seen: DetectOptions[] = [];
    const outside: Detections = { boxes: [[-4, 10, 100, 30]], scores: [0.9], classes: [0] };
    const before = tf.memory().numTensors;
    const results = [];
    const detector = finder(outside, seen);
    for await (const each of detectDataset({ detector, dataset, input, batchSize: 2 })) results.push(each);
    // 40 × 20 letterboxed into 80 × 80: twice as large, at the top
    expect(results.map(({ record, detections }) => [record.id, detections.boxes[0]])).toEqual([
      [3, [0, 5, 40, 15]],
      [5, [0, 5, 40, 15]],
      [8, [0, 5, 40, 15]],
    ]);
    expect(seen.map(({ imageSizes }) => imageSizes)).toEqual([
      [
        { height: 40, width: 80 },
        { height: 40, width: 80 },
      ],
      [{ height: 40, width: 80 }],
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('undoes a flip', async () => {
    const flipped = { ...input, transforms: [horizontalFlip({ probability: 1 }), ...input.transforms] };
    const at: Detections = { boxes: [[0, 10, 20, 30]], scores: [0.9], classes: [0] };
    for await (const { detections } of detectDataset({ detector: finder(at), dataset, input: flipped })) {
      // x 0 to 20 of the input is 0 to 10 of the mirrored image, 30 to 40 of the original
      expect(detections.boxes).toEqual([[30, 5, 40, 15]]);
    }
  });

  it('tells how far it is, and stops at the signal after the batch at work', async () => {
    const stopping = new AbortController();
    const told: number[][] = [];
    const ids: number[] = [];
    const given = detectDataset({
      detector: finder(found),
      dataset,
      input,
      batchSize: 2,
      signal: stopping.signal,
      onProgress: (done, total) => {
        told.push([done, total]);
        stopping.abort();
      },
    });
    for await (const { record } of given) ids.push(record.id);
    expect(ids).toEqual([3, 5]);
    expect(told).toEqual([[2, 3]]);
  });
});

describe('cocoResults', () => {
  it('gives x, y, width, height and the category ids of the dataset', () => {
    const detections: Detections = { boxes: [[1, 2, 4, 8]], scores: [0.5], classes: [1] };
    expect(cocoResults({ record: dataset.images[0]!, detections }, dataset.classes)).toEqual([
      { image_id: 3, category_id: 9, bbox: [1, 2, 3, 6], score: 0.5 },
    ]);
  });
});

describe('evaluateDetector', () => {
  it('compares with the objects in original pixels', async () => {
    // the box found is that of image 3, twice as large; the others are not found, one of them a dog
    const evaluation = await evaluateDetector({ detector: finder(found), dataset, input });
    const { AP50 } = mainFigures(evaluation!);
    const [cat, dog] = evaluation!.categories;
    // cats: one of two found, and of three equal scores the first is right: precision 1 up to recall 0.5
    expect(cat!.ap50).toBeCloseTo(51 / 101, 9);
    expect(dog!.ap50).toBe(0);
    expect(AP50).toBeCloseTo(51 / 202, 9);
    expect(evaluation!.detections).toHaveLength(3);
    expect(evaluation!.images.map(({ id }) => id)).toEqual([3, 5, 8]);
  });

  it('measures how the tasks agree, in pixels of the input, where asked for', async () => {
    const evaluation = await evaluateDetector({ detector: finder(found), dataset, input, alignment: true });
    const { objects, topIou, ...counts } = evaluation!.alignment!;
    // first cat, at 20 10 60 30 of the input: IoUs 1, 0.5, and of 0 0 40 40 with it 400 / 2000, of 0 0 40 30
    // 400 / 1600; the dog, at 0 0 40 40: of the first place 400 / 2000, of the second 200 / 1800, then 1 and 0.75;
    // the second cat, at 8 8 48 28: 504 / 1096, 280 / 920, 640 / 1760, 640 / 1360
    const means = [(1 + 0.5 + 0.2 + 0.25) / 4, (0.2 + 1 / 9 + 1 + 0.75) / 4];
    const last = (504 / 1096 + 280 / 920 + 640 / 1760 + 640 / 1360) / 4;
    expect(objects).toBe(3);
    expect(topIou).toBeCloseTo((means[0]! + means[1]! + last) / 3, 6);
    // image 3: right; image 8: IoU 0.46; image 5: no cat
    expect(counts).toEqual({
      correlation: expect.any(Number),
      rankCorrelation: expect.any(Number),
      correct: 1,
      redundant: 0,
      error: 1,
      background: 1,
    });
  });

  it('gives nothing where the signal stopped it', async () => {
    const signal = AbortSignal.abort();
    expect(await evaluateDetector({ detector: finder(found), dataset, input, signal })).toBeUndefined();
  });

  it('refuses a dataset of other classes', async () => {
    const detector = { ...finder(found), classes: ['dog', 'cat'] };
    await expect(evaluateDetector({ detector, dataset, input })).rejects.toThrow(
      'classes of dataset "two": expected those of the detector (dog, cat), got cat, dog. Use the dataset that the detector was trained for, or train one for this dataset.',
    );
  });
});
