import type { Batch } from '@tandem-det/data';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { scaleAt, scaledBatch } from './multi-scale.ts';

/** One image of 2 × 4 pixels with an object in its right half. */
const batchOf = (): Batch => ({
  images: tf.tensor4d(
    [0, 4, 8, 12, 0, 4, 8, 12].flatMap((value) => [value, value, value]),
    [1, 2, 4, 3],
  ),
  truth: {
    boxes: tf.tensor3d([2, 0, 4, 2], [1, 1, 4]),
    classes: tf.tensor2d([3], [1, 1], 'int32'),
    mask: tf.tensor2d([1], [1, 1]),
    validSizes: tf.tensor2d([2, 3], [1, 2]),
  },
  records: [],
  geometries: [],
  position: { epoch: 1, index: 2 },
});

describeBackends('scaledBatch', () => {
  it('resizes images, boxes and valid sizes, and takes the batch that it was given', async () => {
    const before = tf.memory().numTensors;
    const scaled = scaledBatch(batchOf(), { width: 2, height: 4 });
    // columns at 2 (x + 0.5) - 0.5 = 0.5 and 2.5: halfway between 0 and 4, 8 and 12
    const rows = Array.from({ length: 4 }, () => [2, 2, 2, 10, 10, 10]);
    await expectClose(scaled.images, tf.tensor4d(rows.flat(), [1, 4, 2, 3]), {});
    await expectClose(scaled.truth.boxes, [1, 0, 2, 4], {});
    await expectClose(scaled.truth.validSizes, [4, 1.5], {});
    await expectClose(scaled.truth.classes, [3], {});
    expect(scaled.position).toEqual({ epoch: 1, index: 2 });
    tf.dispose([scaled.images, ...Object.values(scaled.truth)] as tf.Tensor[]);
    // the expected values are left
    expect(tf.memory().numTensors).toBe(before + 1);
  });

  it('gives back a batch that has the size', () => {
    const batch = batchOf();
    expect(scaledBatch(batch, { width: 4, height: 2 })).toBe(batch);
    tf.dispose([batch.images, ...Object.values(batch.truth)] as tf.Tensor[]);
  });
});

describe('scaleAt', () => {
  const sizes = [64, 96, 128].map((side) => ({ width: side, height: side }));

  it('keeps a size for some steps, takes every size, and depends on the seed alone', () => {
    const widths = (seed: number) =>
      Array.from({ length: 300 }, (_, step) => scaleAt({ sizes, everySteps: 5 }, seed, step).width);
    const first = widths(1);
    for (let step = 0; step < 300; step++) expect(first[step]).toBe(first[step - (step % 5)]);
    expect(new Set(first)).toEqual(new Set([64, 96, 128]));
    expect(widths(1)).toEqual(first);
    expect(widths(2)).not.toEqual(first);
  });
});
