import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeBackends, expectClose, uniformValues } from '../../../testing/index.ts';
import { objects, pyramid } from '../shared/scene.fixture.ts';
import { assignTaskAligned, type TaskAlignedInputs } from './assign-task-aligned.ts';
import { taskAlignedReference } from './task-aligned-reference.ts';

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

describeBackends('assignTaskAligned on random images', () => {
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
    it(`equals full tables: ${JSON.stringify(options)}`, async () => {
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
});
