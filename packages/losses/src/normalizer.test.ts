import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import {
  fixedNormalizer,
  type Normalizer,
  positives,
  positivesPerImage,
  sumOfAlignment,
  sumOfWeights,
} from './normalizer.ts';

describeBackends('normalizers', () => {
  const assignment = {
    gtIndex: tensor2d([0, 1, -1, 0, -1, -2, -1, -1], [2, 4], 'int32'),
    alignment: tensor2d([0.5, 0.125, 0, 0.25, 0, 0, 0, 0], [2, 4]),
    labels: tensor2d([1, 1, -1, 1, -1, -1, -1, -1], [2, 4], 'int32'),
    boxes: tensor3d(new Array(32).fill(0), [2, 4, 4]),
  };
  const weights = tensor2d([0.1, 0.2, 0, 0.3, 0, 0, 0, 0], [2, 4]);
  const nothing = {
    ...assignment,
    gtIndex: tensor2d([-1, -1], [1, 2], 'int32'),
    alignment: tensor2d([[0, 0]]),
  };

  it.each<[string, Normalizer, number, number]>([
    ['positives', positives(), 3, 1],
    ['positives, at least 5', positives({ floor: { atLeast: 5 } }), 5, 5],
    // 3 in the first image, none and so 1 in the second
    ['positivesPerImage', positivesPerImage(), 4, 1],
    ['sumOfWeights', sumOfWeights(), 0.6, 1],
    ['sumOfWeights, at least 1', sumOfWeights({ floor: { atLeast: 1 } }), 1, 1],
    ['sumOfWeights, one below 0.7', sumOfWeights({ floor: { belowThenOne: 0.7 } }), 1, 1],
    ['sumOfAlignment', sumOfAlignment(), 0.875, 1],
    ['fixedNormalizer', fixedNormalizer(6), 6, 6],
  ])('%s', async (_name, normalizer, expected, ofNothing) => {
    await expectClose(normalizer(assignment, weights), expected, { rel: 1e-6 });
    await expectClose(normalizer(nothing, tensor2d([[0, 0]])), ofNothing, {});
  });
});
