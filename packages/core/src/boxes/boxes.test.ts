import { checkGradient, describeBackends, expectClose, uniformValues } from '@tandem-det/kernels/testing';
import { memory, type Tensor3D, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { boxesFromDeltas, deltasFromBoxes } from './boxes-from-deltas.ts';
import { boxesFromDistances, distancesFromBoxes } from './boxes-from-distances.ts';

const priorBoxes = () =>
  tensor2d([
    [0, 0, 10, 20],
    [-4, -4, 4, 4],
  ]);

describeBackends('boxesFromDeltas', () => {
  it('moves by the size of the prior and scales by the exponential', async () => {
    const priors = priorBoxes();
    const deltas = tensor3d([
      [
        [1, -1, Math.LN2, 0],
        [0, 0, 0, 0],
      ],
    ]);
    const boxes = boxesFromDeltas(priors, deltas, { stds: [0.5, 0.1, 1, 1] });
    // prior 0: centre (5, 10), size 10 × 20; centre moves to (5 + 10 · 0.5, 10 - 20 · 0.1) = (10, 8), size 20 × 20
    await expectClose(boxes, [0, -2, 20, 18, -4, -4, 4, 4], { abs: 1e-5 });
    for (const tensor of [priors, deltas, boxes]) tensor.dispose();
  });

  it('bounds the change of size, where the gradient is 0', async () => {
    const priors = tensor2d([[0, 0, 16, 16]]);
    const deltas = tensor3d([[[0, 0, 100, -100]]]);
    const boxes = boxesFromDeltas(priors, deltas, { stds: [1, 1, 1, 1] });
    // width 16 · 1000 / 16 = 1000 around 8, height 16 · 16 / 1000 = 0.256 around 8
    await expectClose(boxes, [-492, 7.872, 508, 8.128], { abs: 1e-3 });
    await checkGradient((one) => boxesFromDeltas(priors, one as Tensor3D, { stds: [1, 1, 1, 1] }), [deltas]);
    for (const tensor of [priors, deltas, boxes]) tensor.dispose();
  });

  it('is undone by deltasFromBoxes', async () => {
    const priors = priorBoxes();
    const deltas = tensor3d(uniformValues(16, { low: -2, high: 2 }), [2, 2, 4]);
    const coder = { means: [0.1, -0.2, 0.3, 0], stds: [0.1, 0.1, 0.2, 0.2] } as const;
    const boxes = boxesFromDeltas(priors, deltas, coder);
    const back = deltasFromBoxes(priors, boxes, coder);
    await expectClose(back, deltas, { abs: 1e-4 });
    for (const tensor of [priors, deltas, boxes, back]) tensor.dispose();
  });

  it('has the gradient of finite differences', async () => {
    const priors = priorBoxes();
    const deltas = tensor3d(uniformValues(8, { low: -2, high: 2 }), [1, 2, 4]);
    const before = memory().numTensors;
    await checkGradient((one) => boxesFromDeltas(priors, one as Tensor3D), [deltas]);
    expect(memory().numTensors).toBe(before);
    for (const tensor of [priors, deltas]) tensor.dispose();
  });
});

describeBackends('boxesFromDistances', () => {
  it('goes left and up, right and down from the centre', async () => {
    const centers = tensor2d([
      [10, 20],
      [0, 0],
    ]);
    const distances = tensor3d([
      [
        [1, 2, 3, 4],
        [-1, 0, 5, 6],
      ],
    ]);
    const boxes = boxesFromDistances(centers, distances);
    await expectClose(boxes, [9, 18, 13, 24, 1, 0, 5, 6], {});
    const back = distancesFromBoxes(centers, boxes);
    await expectClose(back, distances, {});
    await checkGradient((one) => boxesFromDistances(centers, one as Tensor3D), [distances]);
    for (const tensor of [centers, distances, boxes, back]) tensor.dispose();
  });
});
