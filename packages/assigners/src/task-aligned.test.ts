import { type DensePredictions, type GroundTruth, gridPriors, START } from '@tandem-det/core';
import { describeAssigner } from '@tandem-det/core/testing';
import { describeBackends, expectClose, withoutLeaks } from '@tandem-det/kernels/testing';
import { grad, sum, type Tensor, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { taskAligned } from './task-aligned.ts';

describeAssigner('taskAligned', () => taskAligned());
describeAssigner('taskAligned with padding ignored and few candidates', () =>
  taskAligned({ topK: 3, alpha: 0.5, beta: 2, paddedPriors: 'ignored' }),
);
describeAssigner('taskAligned by the rules of its descendants', () =>
  taskAligned({ candidates: 'inside', conflicts: 'smallest-area', overlap: 'ciou' }),
);

/** One level of 2 × 3 cells of stride 8: centres (0, 0), (8, 0), (16, 0), (0, 8), (8, 8), (16, 8). */
const example = () => {
  const priors = gridPriors({ strides: [8], maps: [{ height: 2, width: 3 }] });
  const object = [0, 0, 10, 10];
  const predictions: DensePredictions = {
    // The score of the object's class, 1, is 0.5 everywhere but 0.8 at prior 4: logit ln 4.
    classLogits: tensor3d([[0, 0, 0, 0, Math.log(4), 0].map((logit) => [5, logit])]),
    // Prior 4 predicts half of the object (IoU 0.5), prior 5 all of it, prior 1 a fifth (0.2), others nothing.
    boxes: tensor3d([
      [[40, 40, 50, 50], [0, 0, 10, 2], [40, 40, 50, 50], [40, 40, 50, 50], [0, 0, 10, 5], object],
    ]),
  };
  const truth: GroundTruth = {
    boxes: tensor3d([[object, [0, 0, 0, 0]]]),
    classes: tensor2d([[1, 0]], [1, 2], 'int32'),
    mask: tensor2d([[1, 0]]),
    validSizes: tensor2d([[16, 16]]), // the third column is padding
  };
  return { priors, predictions, truth };
};

describeBackends('taskAligned, by hand', () => {
  it('gives t̂ = t / max t · max u to the positives, and -1 to the rest and the padding', async () => {
    const { priors, predictions, truth } = example();
    const got = await withoutLeaks(
      () => ({ ...taskAligned({ alpha: 1, beta: 1 })(predictions, priors, truth, START) }) as const,
    );
    // t: prior 1 on the object's edge (centre (8, 0), margin 0 is not > 0.01): not inside.
    // Prior 4, centre (8, 8), 2 px inside: t = 0.8 · 0.5 = 0.4, the only one: t̂ = 0.4 / 0.4 · 0.5 = 0.5.
    // Prior 5 has the best box, but lies in the padding.
    expect(await got.gtIndex.array()).toEqual([[-1, -1, -1, -1, 0, -1]]);
    expect(await got.labels.array()).toEqual([[-1, -1, -1, -1, 1, -1]]);
    await expectClose(got.alignment, [0, 0, 0, 0, 0.5, 0], { abs: 1e-6 });
    const boxes = await got.boxes.array();
    expect(boxes[0]![4]).toEqual([0, 0, 10, 10]);
    expect(boxes[0]![3]).toEqual([-32, -24, 32, 40]); // its own: side 8 · 8 around (0, 8)
  });

  it('ignores the padding where asked to', async () => {
    const { priors, predictions, truth } = example();
    const { gtIndex } = taskAligned({ paddedPriors: 'ignored' })(predictions, priors, truth, START);
    expect(await gtIndex.array()).toEqual([[-1, -1, -2, -1, 0, -2]]);
  });

  it('lets priors outside compete or not', async () => {
    const { priors, predictions, truth } = example();
    // Prior 1, outside, predicts all of the object: t = 0.5 · 1 is more than the 0.8 · 0.5 of prior 4.
    const [far, object] = [
      [40, 40, 50, 50],
      [0, 0, 10, 10],
    ];
    const boxes = tensor3d([[far, object, far, far, [0, 0, 10, 5], far]]);
    const positives = (candidates?: 'inside') =>
      taskAligned({ topK: 1, beta: 1, ...(candidates && { candidates }) })(
        { ...predictions, boxes },
        priors,
        truth,
        START,
      ).gtIndex.array();
    expect(await positives()).toEqual([[-1, -1, -1, -1, -1, -1]]);
    expect(await positives('inside')).toEqual([[-1, -1, -1, -1, 0, -1]]);
  });

  it('gives a contested prior to the highest overlap or to the smallest object', async () => {
    const { priors, predictions, truth } = example();
    // Prior 4 predicts the first object, area 100, IoU 1; the second has area 90, IoU 0.9.
    const boxes = tensor3d([Array.from({ length: 6 }, () => [0, 0, 10, 10])]);
    const two = {
      ...truth,
      boxes: tensor3d([
        [
          [0, 0, 10, 10],
          [0, 0, 10, 9],
        ],
      ]),
      classes: tensor2d([[1, 1]], [1, 2], 'int32'),
      mask: tensor2d([[1, 1]]),
    };
    const objects = async (conflicts?: 'smallest-area') => {
      const assigner = taskAligned(conflicts && { conflicts });
      return (await assigner({ ...predictions, boxes }, priors, two, START).gtIndex.array())[0]![4];
    };
    expect(await objects()).toBe(0);
    expect(await objects('smallest-area')).toBe(1);
  });

  it('takes another overlap for u', async () => {
    const { priors, predictions, truth } = example();
    const { alignment } = taskAligned({ overlap: 'ciou', beta: 1 })(predictions, priors, truth, START);
    // IoU 1/2, ρ² / c² = 2.5² / 200, v = 4/π² (atan 1 - atan 2)² = 0.0419564, v² / (1/2 + v) = 0.0032481
    await expectClose(alignment, [0, 0, 0, 0, 0.5 - 0.03125 - 0.0032481, 0], { abs: 1e-6 });
  });

  it('works with one class', async () => {
    const { priors, predictions, truth } = example();
    const one = { ...predictions, classLogits: predictions.classLogits.slice([0, 0, 1], [1, 6, 1]) };
    const classes = tensor2d([[0, 0]], [1, 2], 'int32');
    const { labels } = taskAligned()(one, priors, { ...truth, classes }, START);
    expect(await labels.array()).toEqual([[-1, -1, -1, -1, 0, -1]]);
  });

  it('is a constant to gradients', () => {
    const { priors, predictions, truth } = example();
    const alignment = (classLogits: Tensor) =>
      taskAligned()({ ...predictions, classLogits } as DensePredictions, priors, truth, START).alignment;
    expect(() => grad((logits) => sum(alignment(logits)))(predictions.classLogits)).toThrow(
      'Cannot compute gradient',
    );
  });
});

describe('taskAligned', () => {
  it('refuses options out of range', () => {
    expect(() => taskAligned({ topK: 0 })).toThrow('taskAligned: topK: expected a whole number ≥ 1, got 0.');
    expect(() => taskAligned({ beta: -1 })).toThrow('taskAligned: beta: expected a number ≥ 0, got -1.');
  });
});
