import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeBackends, expectClose, uniformValues, withoutLeaks } from '../testing/index.ts';
import { assignTaskAligned, type TaskAlignedInputs, type TaskAlignedOptions } from './assign-task-aligned.ts';
import { objects, pyramid } from './scene.fixture.ts';
import { taskAlignedReference } from './task-aligned-reference.ts';

/** One image: an object [0, 0, 4, 4] and four predictions with IoU 1, 1/2, 1/4 and 0. */
function image(overrides: Partial<Record<keyof TaskAlignedInputs, tf.Tensor>> = {}): TaskAlignedInputs {
  return {
    scores: tf.tensor3d([0.2, 0.8, 0.4, 0.9], [1, 4, 1]),
    boxes: tf.tensor3d([0, 0, 4, 4, 0, 0, 4, 2, 0, 0, 4, 1, 8, 8, 9, 9], [1, 4, 4]),
    centers: tf.tensor2d([1, 1, 2, 2, 3, 3, 8, 8], [4, 2]),
    validPriors: tf.ones([1, 4]),
    truthBoxes: tf.tensor3d([0, 0, 4, 4], [1, 1, 4]),
    truthClasses: tf.zeros([1, 1], 'int32'),
    truthMask: tf.ones([1, 1]),
    ...overrides,
  } as TaskAlignedInputs;
}

const linear: TaskAlignedOptions = { topK: 2, alpha: 1, beta: 1 };

/** A random image of 336 priors with 6 objects and 3 classes; predictions are objects and priors, blurred. */
function scene(seed: number) {
  const { centers, boxes: priorBoxes } = pyramid(128);
  const priors = centers.length / 2;
  const truthBoxes = objects(6, 128, seed);
  const noise = uniformValues(4 * priors, { low: -12, high: 12, seed: seed + 100 });
  const pick = uniformValues(priors, { high: 12, seed: seed + 200 });
  const boxes = noise.map((blur, i) => {
    const object = Math.floor(pick[Math.floor(i / 4)]!);
    return blur + (object < 6 ? truthBoxes[4 * object + (i % 4)]! : priorBoxes[i]!);
  });
  return {
    scores: uniformValues(3 * priors, { seed: seed + 300 }),
    boxes,
    centers,
    valid: uniformValues(priors, { low: 0, high: 4, seed: seed + 400 }).map((value) =>
      Math.min(Math.floor(value), 1),
    ),
    truthBoxes,
    truthClasses: Int32Array.from(uniformValues(6, { high: 3, seed: seed + 500 })),
    classes: 3,
  };
}

type Scene = ReturnType<typeof scene>;

function batchOf(scenes: Scene[]): TaskAlignedInputs {
  const priors = scenes[0]!.valid.length;
  const stack = (field: 'scores' | 'boxes' | 'valid' | 'truthBoxes', ...shape: number[]) =>
    tf.stack(scenes.map((one) => tf.tensor(one[field], shape)));
  return {
    scores: stack('scores', priors, 3) as tf.Tensor3D,
    boxes: stack('boxes', priors, 4) as tf.Tensor3D,
    centers: tf.tensor2d(scenes[0]!.centers, [priors, 2]),
    validPriors: stack('valid', priors) as tf.Tensor2D,
    truthBoxes: stack('truthBoxes', 6, 4) as tf.Tensor3D,
    truthClasses: tf.stack(scenes.map((one) => tf.tensor1d(one.truthClasses, 'int32'))) as tf.Tensor2D,
    truthMask: tf.ones([scenes.length, 6]),
  };
}

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

  it('or before it: with candidates inside alone, the next one moves up', async () => {
    const centers = tf.tensor2d([1, 1, 2, 5, 3, 3, 8, 8], [4, 2]);
    const { gtIndex, alignment } = assignTaskAligned(image({ centers }), { ...linear, candidates: 'inside' });
    // t = 0.2, none, 0.1; t̂ = t / 0.2 · 1
    await expectClose(gtIndex, [0, -1, 0, -1], {});
    await expectClose(alignment, [1, 0, 0.5, 0], { rel: 1e-6 });
  });

  /** Objects [0,0,4,4] and [0,0,4,2] of two classes. IoU with the second: 1/2, 1, 1/2, 0. */
  const contested = () =>
    image({
      scores: tf.tensor3d([0.2, 0.9, 0.8, 0.1, 0.4, 0.6, 0.9, 0.9], [1, 4, 2]),
      truthBoxes: tf.tensor3d([0, 0, 4, 4, 0, 0, 4, 2], [1, 2, 4]),
      truthClasses: tf.tensor2d([0, 1], [1, 2], 'int32'),
      truthMask: tf.ones([1, 2]),
      centers: tf.tensor2d([1, 1, 2, 1, 3, 1, 8, 8], [4, 2]),
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

  it('or to the smallest area', async () => {
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

  const numbers = { topK: 13, alpha: 1, beta: 6 };
  for (const options of [
    numbers,
    { topK: 9, alpha: 0.5, beta: 2 },
    { topK: 1000, alpha: 1.5, beta: 1 },
    { ...numbers, candidates: 'inside' as const },
    { ...numbers, conflicts: 'smallest-area' as const },
    { topK: 5, alpha: 1, beta: 2, overlap: 'giou' as const },
    {
      ...numbers,
      candidates: 'inside' as const,
      conflicts: 'smallest-area' as const,
      overlap: 'ciou' as const,
    },
  ]) {
    it(`equals full tables on random images: ${JSON.stringify(options)}`, async () => {
      const scenes = [1, 2, 3].map(scene);
      const { gtIndex, alignment } = assignTaskAligned(batchOf(scenes), options);
      const expected = scenes.map((one) => taskAlignedReference({ ...one, ...options }));
      await expectClose(
        gtIndex,
        expected.flatMap((one) => one.gtIndex),
        {},
      );
      await expectClose(
        alignment,
        expected.flatMap((one) => one.alignment),
        { abs: 1e-6, rel: 1e-5 },
      );
      expect(expected.every((one) => one.gtIndex.some((g) => g >= 0))).toBe(true);
    });
  }

  it('does not mind padded objects before and after', async () => {
    const inputs = batchOf([scene(4)]);
    const padded = {
      ...inputs,
      truthBoxes: tf.pad(
        inputs.truthBoxes,
        [
          [0, 0],
          [2, 1],
          [0, 0],
        ],
        50,
      ),
      truthClasses: tf.pad(inputs.truthClasses, [
        [0, 0],
        [2, 1],
      ]),
      truthMask: tf.pad(inputs.truthMask, [
        [0, 0],
        [2, 1],
      ]),
    };
    const [plain, more] = [assignTaskAligned(inputs), assignTaskAligned(padded)];
    const moved = (await plain.gtIndex.data()).map((g) => (g < 0 ? g : g + 2));
    await expectClose(more.gtIndex, moved, {});
    await expectClose(more.alignment, plain.alignment, {});
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
