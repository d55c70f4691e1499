import { type DetectionDataset, letterbox } from '@tandem-det/data';
import type { DetectOptions } from '@tandem-det/detector';
import { startBackend } from '@tandem-det/kernels/backends';
import { tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { imageViews, joinViews } from './image-views.ts';

const record = (id: number, objects: DetectionDataset['images'][number]['objects']) => ({
  id,
  fileName: `${id}.png`,
  width: 40,
  height: 20,
  objects,
  load: async () => ({ width: 40, height: 20, data: new Uint8Array(40 * 20 * 3) }),
});
const object = { id: 1, box: [2, 2, 18, 18] as const, classIndex: 0, area: 256, crowd: false };
const dataset: DetectionDataset = {
  name: 'three',
  classes: [{ id: 1, name: 'cat' }],
  images: [record(1, []), record(2, [object]), record(3, [{ ...object, crowd: true }])],
};

/** Two places of an input of 80 × 80, at 20 and 60: one that is sure and one whose box fits. */
const scores = Float32Array.of(0.9, 0.4);
const levels = [{ stride: 40, height: 1, width: 2, count: 2, offset: 0 }];
const detector = {
  detect: async (_: unknown, { onPredictions }: DetectOptions = {}) => {
    const boxes = Float32Array.of(4, 4, 36, 20, 4, 4, 36, 36);
    onPredictions?.({ boxes, scores, thresholdScores: scores, levels, size: { width: 80, height: 40 } }, 0);
    return [{ boxes: [], scores: [], classes: [] }];
  },
};

it('sees the first images with objects, in their own pixels', async () => {
  const { stop } = await startBackend({ name: 'cpu', report: () => {} });
  const centers = tensor2d([
    [20, 20],
    [30, 20],
  ]);
  const priors = { centers, boxes: tensor2d([[0, 0, 1, 1]]), strides: tensor1d([1]), levels };
  const size = { width: 80, height: 80 };
  const input = { transforms: [letterbox(size)], size };
  const [view, ...others] = await imageViews({
    name: 'head',
    detector: { ...detector, priors: () => priors },
    size,
    input,
    dataset,
  });
  expect(others).toEqual([]);
  expect(view!.imageId).toBe(2);
  // the input is twice as large; the first box covers half of the object, 512 / 1024
  expect(view!.objects[0]!.heads).toEqual([
    {
      head: 'head',
      scores,
      ious: Float32Array.of(0.5, 1),
      classification: { center: [10, 10], box: [2, 2, 18, 10], score: scores[0], iou: 0.5 },
      localization: { center: [15, 10], box: [2, 2, 18, 18], score: scores[1], iou: 1 },
      levels: [{ width: 2, height: 1, step: 20, origin: [10, 10] }],
    },
  ]);
  const joined = joinViews([[view!], [view!]]);
  expect(joined[0]!.objects[0]!.heads.map(({ head }) => head)).toEqual(['head', 'head']);
  expect(joinViews([])).toEqual([]);
  await stop();
});
