import type { DensePredictions } from '@tandem-det/core';
import { gridPriors } from '@tandem-det/core';
import { describeBackends, withoutLeaks } from '@tandem-det/kernels/testing';
import { mul, type Rank, sigmoid, type Tensor3D, tensor3d, zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { detect, type Predictor } from './detect.ts';
import { tinyBatch, tinyTood } from './tiny-detector.fixture.ts';

/** Two images, one level of 1 × 2 priors, one class; σ(0) = 0.5 and σ(ln 3) = 0.75; scores are half of that. */
function predictor(): Predictor<DensePredictions> {
  const priors = gridPriors({ strides: [16], maps: [{ height: 1, width: 2 }] });
  return {
    head: {
      scores: ({ classLogits }) => mul(sigmoid(classLogits), 0.5) as Tensor3D,
      thresholdScores: ({ classLogits }) => sigmoid(classLogits),
    },
    predict: () => ({
      classLogits: tensor3d([
        [[0], [Math.log(3)]],
        [[Math.log(3)], [-9]],
      ]),
      boxes: tensor3d([
        [
          [0, 0, 8, 8],
          [20, 0, 40, 16],
        ],
        [
          [4, 4, 12, 12],
          [0, 0, 1, 1],
        ],
      ]),
    }),
    priors: () => priors,
  };
}

describeBackends('detect', () => {
  it('gives each image its own detections, clipped to its own size, and leaks nothing', async () => {
    const source = predictor();
    const images = zeros<Rank.R4>([2, 16, 32, 3]);
    const imageSizes = [
      { height: 16, width: 32 },
      { height: 10, width: 32 },
    ];
    const found = await withoutLeaks(() => detect(source, images, { imageSizes, scoreThreshold: 0.4 }));
    expect(found).toEqual([
      {
        boxes: [
          [20, 0, 32, 16],
          [0, 0, 8, 8],
        ],
        scores: [0.375, 0.25],
        classes: [0, 0],
      },
      { boxes: [[4, 4, 12, 10]], scores: [0.375], classes: [0] },
    ]);
    const shown: number[][] = [];
    await detect(source, images, {
      onPredictions: ({ boxes, scores, size }, image) =>
        shown.push([image, size.height, ...boxes.slice(0, 4), ...scores]),
    });
    expect(shown).toEqual([
      [0, 16, 0, 0, 8, 8, 0.25, 0.375],
      [1, 16, 4, 4, 12, 12, 0.375, expect.closeTo(0.5 / (1 + Math.exp(9)), 6)],
    ]);
    // σ = 0.75 passes, although the score that it is reported by, 0.375, would not.
    expect((await detect(source, images, { scoreThreshold: 0.6 })).map(({ scores }) => scores)).toEqual([
      [0.375],
      [0.375],
    ]);
  });

  it('refuses sizes for another number of images and options out of range', async () => {
    const images = zeros<Rank.R4>([2, 16, 32, 3]);
    await expect(detect(predictor(), images, { imageSizes: [] })).rejects.toThrow(
      'detect: imageSizes: expected one size for each of 2 images, got 0.',
    );
    await expect(detect(predictor(), images, { scoreThreshold: 5 })).rejects.toThrow(
      'detect: scoreThreshold: expected a number in [0, 1], got 5.',
    );
    await expect(detect(predictor(), images, { maxDetections: 0 })).rejects.toThrow(
      'detect: maxDetections: expected a whole number ≥ 1, got 0.',
    );
  });

  it('runs through a whole detector', async () => {
    const detector = tinyTood();
    const { images } = tinyBatch();
    detector.priors(32, 48);
    const found = await withoutLeaks(() =>
      detector.detect(images, { scoreThreshold: 0, maxDetections: 7, iouThreshold: 1 }),
    );
    expect(found.map(({ boxes }) => boxes.length)).toEqual([7, 7]);
    for (const { boxes, scores } of found) {
      expect([...scores].sort((a, b) => b - a)).toEqual(scores);
      for (const [x1, y1, x2, y2] of boxes) {
        expect(Math.min(x1, y1, x2, y2)).toBeGreaterThanOrEqual(0);
        expect(x2).toBeLessThanOrEqual(48);
        expect(y2).toBeLessThanOrEqual(32);
      }
    }
    detector.dispose();
  });
});
