import { describeLoss } from '@tandem-det/core/testing';
import { checkGradient, describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { add, mul, type Tensor3D, tensor1d, valueAndGrad } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { giou } from './giou.ts';
import { sumOfWeights } from './normalizer.ts';
import { smallExample, withInfiniteBoxes } from './small-example.fixture.ts';

for (const weight of ['centerness', 'alignment', 'score', 'iou', 'one'] as const) {
  describeLoss(`giou weighted by ${weight}`, () => giou({ weight }), { reads: ['boxes'] });
}
describeLoss('giou in strides', () => giou({ units: 'stride' }), { reads: ['boxes'] });

describeBackends('giou, by hand', () => {
  // Prior 0 predicts half of its object, which encloses it: GIoU = IoU = 0.5. Prior 3 predicts its object.
  it.each([
    // centre (0, 0) in [-2, -8, 8, 8]: l, t, r, b = 2, 8, 8, 8: sqrt(2/8 · 1) = 0.5; prior 3 is central: 1
    ['centerness', (0.5 * 0.5) / (0.5 + 1)],
    ['alignment', (0.5 * 0.5) / (0.5 + 0.25)],
    ['score', (0.75 * 0.5) / (0.75 + 0.75)],
    ['iou', (0.5 * 0.5) / (0.5 + 1)], // IoU 0.5 and 1
    ['one', 0.5 / 2],
  ] as const)('weighs positives by %s', async (weight, expected) => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const { box } = giou({ weight })(predictions, priors, truth, assignment, progress);
    await expectClose(box!, expected, { rel: 1e-5 });
    const inStrides = giou({ weight, units: 'stride' })(predictions, priors, truth, assignment, progress);
    await expectClose(inStrides['box']!, expected, { rel: 1e-5 });
    dispose();
  });

  it('measures epsilon in the square of its units', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    // Prior 0 in cells of 8 pixels: object 1.25 × 2 = 2.5, prediction 1.25. Floored at 5: IoU = 1.25 / 5.
    // Enclosing area 2.5, floored at 5 as the union: GIoU = 0.25 - 0 = 0.25.
    // Prior 3, 2 × 2 = 4: union and enclosing area floored at 5: GIoU = 4 / 5. Loss (0.75 + 0.2) / 2.
    const loss = giou({ units: 'stride', epsilon: 5 });
    const { box } = loss(predictions, priors, truth, assignment, progress);
    await expectClose(box!, 0.475, { rel: 1e-5 });
    dispose();
  });

  it('has the gradient of its value', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const nudged = add(predictions.boxes, tensor1d([0.3, 0.5, -0.7, 0.9]));
    for (const units of ['pixels', 'stride'] as const) {
      await checkGradient(
        (boxes) =>
          giou({ weight: 'centerness', units })(
            { ...predictions, boxes: boxes as Tensor3D },
            priors,
            truth,
            assignment,
            progress,
          )['box']!,
        [nudged],
      );
    }
    dispose();
  });

  it('is finite, gradient too, where a prior without object predicts an infinite box', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const boxes = withInfiniteBoxes(predictions.boxes);
    const { value, grad } = valueAndGrad(
      (boxes) =>
        giou({ weight: 'one' })(
          { ...predictions, boxes: boxes as Tensor3D },
          priors,
          truth,
          assignment,
          progress,
        )['box']!,
    )(boxes);
    await expectClose(value, 0.25, { rel: 1e-5 });
    const gradient = (await grad.array()) as number[][][];
    expect(gradient[0]!.slice(1, 3)).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(gradient.flat(2).every(Number.isFinite)).toBe(true);
    dispose();
  });

  it('is 0 where all weights are, with either floor', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const none = { ...assignment, alignment: mul(assignment.alignment, 0) as typeof assignment.alignment };
    for (const floor of [{ belowThenOne: 1e-12 }, { atLeast: 1 }]) {
      const loss = giou({ weight: 'alignment', normalizer: sumOfWeights({ floor }) });
      expect(Array.from(await loss(predictions, priors, truth, none, progress)['box']!.data())).toEqual([0]);
    }
    dispose();
  });
});
