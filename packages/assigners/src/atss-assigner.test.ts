import { type DensePredictions, type GroundTruth, gridPriors, START } from '@tandem-det/core';
import { describeAssigner } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor2d, tensor3d, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { atssAssigner } from './atss-assigner.ts';

describeAssigner('atssAssigner', () => atssAssigner());
describeAssigner('atssAssigner with padding as background', () =>
  atssAssigner({ topK: 4, paddedPriors: 'background' }),
);

/** One level of 4 × 4 cells of stride 8, prior boxes of side 64; two images, of 32 × 32 and 32 × 16. */
const example = () => {
  const priors = gridPriors({ strides: [8], maps: [{ height: 4, width: 4 }] });
  const predictions: DensePredictions = { classLogits: zeros([2, 16, 3]), boxes: zeros([2, 16, 4]) };
  const object = [-22, -22, 42, 42]; // the prior box around (10, 10)
  const truth: GroundTruth = {
    boxes: tensor3d([[object], [object]]),
    classes: tensor2d([[2], [0]], [2, 1], 'int32'),
    mask: tensor2d([[1], [1]]),
    validSizes: tensor2d([
      [32, 32],
      [32, 16],
    ]),
  };
  return { priors, predictions, truth };
};

describeBackends('atssAssigner, by hand', () => {
  it('makes the candidates positive whose IoU reaches mean + unbiased deviation', async () => {
    const { priors, predictions, truth } = example();
    const got = atssAssigner({ topK: 4 })(predictions, priors, truth, START);
    // Nearest to (10, 10): (8, 8) at 2√2; (16, 8) and (8, 16) at √40; (16, 16) at 6√2.
    // All squares of side 64, shifted by (dx, dy): IoU = I / (2 · 4096 - I), I = (64 - dx)(64 - dy).
    // (2, 2): I = 3844, IoU 0.8841; (6, 2): I = 3596, IoU 0.7824, twice; (6, 6): I = 3364, IoU 0.6968.
    // mean 0.7864; deviation² = (0.0977² + 2 · 0.0040² + 0.0896²) / 3, deviation 0.0766: threshold 0.8631.
    const positive = 5; // row 1, column 1: centre (8, 8)
    const first = Array.from({ length: 16 }, (_, index) => (index === positive ? 0 : -1));
    // In the second image columns 2 and 3 are padding; nearest then are (8, 8), (8, 16), (0, 8) at √104 and
    // (8, 0) at √104, by index: (8, 0) = 1, (0, 8) = 4; all are candidates.
    // IoU 0.8841, 0.7824, then (10, 2): I = 3348, IoU 0.6911, twice. mean 0.7622,
    // deviation² = (0.1219² + 0.0203² + 2 · 0.0710²) / 3, deviation 0.0919: threshold 0.8541.
    const second = first.map((index, prior) => (prior % 4 >= 2 ? -2 : index));
    expect(await got.gtIndex.array()).toEqual([first, second]);
    expect((await got.labels.array()).map((row) => row[positive])).toEqual([2, 0]);
    await expectClose(
      got.alignment,
      [...first, ...second].map((index) => (index >= 0 ? 1 : 0)),
      {},
    );
  });

  it('counts the padding as background where asked to', async () => {
    const { priors, predictions, truth } = example();
    const { gtIndex } = atssAssigner({ paddedPriors: 'background' })(predictions, priors, truth, START);
    expect((await gtIndex.array()).flat()).not.toContain(-2);
  });
});

describe('atssAssigner', () => {
  it('refuses options out of range', () => {
    expect(() => atssAssigner({ topK: 1.5 })).toThrow(
      'atssAssigner: topK: expected a whole number ≥ 1, got 1.5.',
    );
    expect(() => atssAssigner({ insideMargin: Number.NaN })).toThrow(
      'atssAssigner: insideMargin: expected a number ≥ 0, got NaN.',
    );
  });
});
