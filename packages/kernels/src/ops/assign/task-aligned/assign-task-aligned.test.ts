import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeBackends, expectClose, withoutLeaks } from '../../../testing/index.ts';
import { assignTaskAligned, type TaskAlignedOptions } from './assign-task-aligned.ts';
import { contested, image } from './task-aligned-image.fixture.ts';

const linear: TaskAlignedOptions = { topK: 2, alpha: 1, beta: 1 };

describeBackends('assignTaskAligned', () => {
  it('takes the topK best by score and IoU, and scales the best to the best IoU', async () => {
    const { gtIndex, alignment, metric, overlaps } = assignTaskAligned(image(), linear);
    expect(gtIndex.dtype).toBe('int32');
    // t = s · u = 0.2, 0.4, 0.1, 0; the best two; t̂ = t / 0.4 · 1
    await expectClose(gtIndex, [0, 0, -1, -1], {});
    await expectClose(metric, [0.2, 0.4, 0, 0], { rel: 1e-6 });
    await expectClose(overlaps, [1, 0.5, 0, 0], {});
    await expectClose(alignment, [0.5, 1, 0, 0], { rel: 1e-6 });
  });

  it('raises score and IoU to alpha and beta', async () => {
    const { metric, gtIndex } = assignTaskAligned(image(), { topK: 2, alpha: 0.5, beta: 2 });
    // sqrt(0.2) · 1, sqrt(0.8) / 4, sqrt(0.4) / 16
    await expectClose(gtIndex, [0, 0, -1, -1], {});
    await expectClose(metric, [0.4472136, 0.2236068, 0, 0], { rel: 1e-6 });
  });

  it('looks at the centre after the choice: nobody moves up for a prior outside', async () => {
    const centers = tf.tensor2d([1, 1, 2, 5, 3, 3, 8, 8], [4, 2]);
    const { gtIndex, alignment } = assignTaskAligned(image({ centers }), linear);
    // prior 1 was among the best two; 0 alone is left and becomes the measure: 0.2 / 0.2 · 1
    await expectClose(gtIndex, [0, -1, -1, -1], {});
    await expectClose(alignment, [1, 0, 0, 0], { rel: 1e-6 });
  });

  it('wants the centre inside by more than the margin', async () => {
    const centers = tf.tensor2d([0.01, 1, 0.02, 1, 3.995, 3, 8, 8], [4, 2]);
    const { gtIndex } = assignTaskAligned(image({ centers }), { topK: 4, alpha: 1, beta: 1 });
    await expectClose(gtIndex, [-1, 0, -1, -1], {});
  });

  it('passes over invalid priors before the choice', async () => {
    const validPriors = tf.tensor2d([1, 0, 1, 1], [1, 4]);
    const { gtIndex } = assignTaskAligned(image({ validPriors }), linear);
    await expectClose(gtIndex, [0, -1, 0, -1], {});
  });

  it('of equal t takes the lower index', async () => {
    const boxes = tf.tile(tf.tensor3d([0, 0, 4, 2], [1, 1, 4]), [1, 4, 1]);
    const centers = tf.tile(tf.tensor2d([1, 1], [1, 2]), [4, 1]);
    const { gtIndex } = assignTaskAligned(image({ boxes, centers, scores: tf.fill([1, 4, 1], 0.5) }), linear);
    await expectClose(gtIndex, [0, 0, -1, -1], {});
  });

  it('gives a contested prior to the highest IoU, and normalises without it', async () => {
    const { gtIndex, alignment, metric } = assignTaskAligned(contested(), linear);
    // object 0: t = 0.2, 0.4, 0.1 -> priors 1, 0. object 1: t = 0.45, 0.1, 0.3 -> priors 0, 2.
    // prior 0: IoU 1 with object 0, 1/2 with object 1 -> object 0; prior 1 object 0; prior 2 object 1
    await expectClose(gtIndex, [0, 0, 1, -1], {});
    await expectClose(metric, [0.2, 0.4, 0.3, 0], { rel: 1e-6 });
    // object 1 keeps prior 2 alone: 0.3 / 0.3 · 1/2
    await expectClose(alignment, [0.5, 1, 0.5, 0], { rel: 1e-6 });
  });

  it('makes everything background without objects, whatever lies in the padding', async () => {
    const truthBoxes = tf.tensor3d([0, 0, 4, 4, Number.NaN, 0, 1, 1], [1, 2, 4]);
    const empty = {
      truthBoxes,
      truthClasses: tf.tensor2d([0, -1], [1, 2], 'int32'),
      truthMask: tf.zeros([1, 2]),
    };
    const { gtIndex, alignment } = assignTaskAligned(image(empty), linear);
    await expectClose(gtIndex, [-1, -1, -1, -1], {});
    await expectClose(alignment, [0, 0, 0, 0], {});
  });

  it('assigns nothing to an object without area, nor a prediction that is NaN or of score 0', async () => {
    const point = image({ truthBoxes: tf.tensor3d([2, 2, 2, 2], [1, 1, 4]) });
    await expectClose(assignTaskAligned(point).gtIndex, [-1, -1, -1, -1], {});
    const broken = image({
      boxes: tf.tensor3d([Number.NaN, 0, 4, 4, 0, 0, 4, 2, 0, 0, 4, 1, 8, 8, 9, 9], [1, 4, 4]),
      scores: tf.tensor3d([0.2, 0, 0.4, 0.9], [1, 4, 1]),
    });
    await expectClose(assignTaskAligned(broken).gtIndex, [-1, -1, 0, -1], {});
  });

  it('is a constant to gradients, and leaves no tensor behind', async () => {
    const inputs = image();
    const f = (scores: tf.Tensor) => {
      const { alignment } = assignTaskAligned({ ...inputs, scores: scores as tf.Tensor3D }, linear);
      return tf.sum(tf.mul(tf.squeeze(scores, [2]), alignment));
    };
    const gradient = await withoutLeaks(() => tf.grad(f)(inputs.scores));
    await expectClose(gradient, [0.5, 1, 0, 0], { rel: 1e-6 });
    tf.dispose(await withoutLeaks(() => ({ ...assignTaskAligned(inputs) })));
  });
});

describe('assignTaskAligned errors', () => {
  it('name the shape that was expected', () => {
    const shaped = (...shape: number[]) => ({ shape }) as never;
    const inputs = { scores: shaped(2, 9, 3), boxes: shaped(2, 8, 4) } as never;
    expect(() => assignTaskAligned(inputs)).toThrow(
      'assignTaskAligned: expected shape [B, A, 4] with B = 2, A = 9, got [2, 8, 4].',
    );
  });
});
