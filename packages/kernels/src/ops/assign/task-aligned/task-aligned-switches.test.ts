import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { describeBackends, expectClose } from '../../../testing/index.ts';
import { assignTaskAligned, type TaskAlignedOptions } from './assign-task-aligned.ts';
import { contested, image } from './task-aligned-image.fixture.ts';

const linear: TaskAlignedOptions = { topK: 2, alpha: 1, beta: 1 };

describeBackends('assignTaskAligned, by other rules than the authors’ own', () => {
  it('looks at the centre before the choice: the next one moves up', async () => {
    const centers = tf.tensor2d([1, 1, 2, 5, 3, 3, 8, 8], [4, 2]);
    const { gtIndex, alignment } = assignTaskAligned(image({ centers }), { ...linear, candidates: 'inside' });
    // t = 0.2, none, 0.1; t̂ = t / 0.2 · 1
    await expectClose(gtIndex, [0, -1, 0, -1], {});
    await expectClose(alignment, [1, 0, 0.5, 0], { rel: 1e-6 });
  });

  it('gives a contested prior to the smallest area', async () => {
    const options = { ...linear, conflicts: 'smallest-area' } as const;
    const { gtIndex, alignment, metric, overlaps } = assignTaskAligned(contested(), options);
    // areas 16 and 8: prior 0 goes to object 1, with t = 0.9 · 1/2 and u = 1/2
    await expectClose(gtIndex, [1, 0, 1, -1], {});
    await expectClose(metric, [0.45, 0.4, 0.3, 0], { rel: 1e-6 });
    await expectClose(overlaps, [0.5, 0.5, 0.5, 0], {});
    // object 0: 0.4 / 0.4 · 1/2; object 1: 0.45 / 0.45 · 1/2 and 0.3 / 0.45 · 1/2
    await expectClose(alignment, [0.5, 0.5, 1 / 3, 0], { rel: 1e-6 });
  });

  it('of equal areas takes the lower object, whatever the IoU', async () => {
    const even = image({
      boxes: tf.tensor3d([0, 0, 2, 4, 8, 8, 9, 9, 8, 8, 9, 9, 8, 8, 9, 9], [1, 4, 4]),
      truthBoxes: tf.tensor3d([0, 0, 4, 2, 0, 0, 2, 4], [1, 2, 4]),
      truthClasses: tf.zeros([1, 2], 'int32'),
      truthMask: tf.ones([1, 2]),
    });
    // areas 8 and 8; IoU of prior 0 with object 0: 4 / 12, with object 1: 1
    const { gtIndex, overlaps } = assignTaskAligned(even, { ...linear, conflicts: 'smallest-area' });
    await expectClose(gtIndex, [0, -1, -1, -1], {});
    await expectClose(overlaps, [1 / 3, 0, 0, 0], { rel: 1e-6 });
    await expectClose(assignTaskAligned(even, linear).gtIndex, [1, -1, -1, -1], {});
  });

  // Object [0,0,4,4], I / U with [1,1,5,5] 9 / 23, with [0,0,4,2] 1/2, with [3,3,7,7] 1 / 31.
  const kinds = {
    iou: [9 / 23, 1 / 2, 1 / 31, 0],
    // less (E - U) / E: 2 / 25, 0, and 18 / 49, which leaves less than 0
    giou: [9 / 23 - 2 / 25, 1 / 2, 0, 0],
    // less ρ² / c²: 2 / 50, 1 / 32, 18 / 98
    diou: [9 / 23 - 2 / 50, 1 / 2 - 1 / 32, 0, 0],
    // v = 4/π² (atan 1 - atan 2)² = 0.0419564 of the second, less v² / (1 - 1/2 + v) = 0.0032481
    ciou: [9 / 23 - 2 / 50, 1 / 2 - 1 / 32 - 0.0032481, 0, 0],
  };
  for (const [overlap, u] of Object.entries(kinds) as [keyof typeof kinds, number[]][]) {
    it(`takes u for ${overlap}, and nothing that is not above 0`, async () => {
      const inputs = image({
        scores: tf.fill([1, 4, 1], 0.5),
        boxes: tf.tensor3d([1, 1, 5, 5, 0, 0, 4, 2, 3, 3, 7, 7, 8, 8, 9, 9], [1, 4, 4]),
      });
      const got = assignTaskAligned(inputs, { topK: 4, alpha: 1, beta: 1, overlap });
      await expectClose(got.overlaps, u, { abs: 1e-6 });
      // t = u / 2; t̂ = t / (max u / 2) · max u = u
      await expectClose(got.alignment, u, { abs: 1e-6 });
      await expectClose(
        got.gtIndex,
        u.map((each) => (each > 0 ? 0 : -1)),
        {},
      );
    });
  }
});
