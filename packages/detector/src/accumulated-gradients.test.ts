import { taskAligned } from '@tandem-det/assigners';
import { resnet } from '@tandem-det/backbones';
import { type GroundTruth, START } from '@tandem-det/core';
import { taskAlignedHead } from '@tandem-det/heads';
import { describeBackends, expectClose, withoutLeaks } from '@tandem-det/kernels/testing';
import { giou, qualityFocal, sumLosses } from '@tandem-det/losses';
import { concat, dispose, max, slice, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { createDetector, type Detector } from './create-detector.ts';
import type { StepGradients } from './step-gradients.ts';
import { tinyAtss, tinyBatch, tinyParts, tinyTood } from './tiny-detector.fixture.ts';

const ALIGNED = { step: 0, epoch: 2 };

/** Images `from` to before `to` of the tiny batch and itself again in reverse: three images of 1 and 2 objects. */
function threeImages(from = 0, to = 3): { images: Tensor4D; truth: GroundTruth } {
  return tidy(() => {
    const { images, truth } = tinyBatch();
    const cut = <T extends Tensor>(tensor: T): T => {
      const second = slice(tensor, [1, ...tensor.shape.slice(1).map(() => 0)], [1, ...tensor.shape.slice(1)]);
      const all = concat([second, tensor], 0);
      return slice(all, [from, ...all.shape.slice(1).map(() => 0)], [to - from, ...all.shape.slice(1)]) as T;
    };
    const { boxes, classes, mask, validSizes } = truth;
    return {
      images: cut(images),
      truth: { boxes: cut(boxes), classes: cut(classes), mask: cut(mask), validSizes: cut(validSizes) },
    };
  });
}

const free = ({ images, truth }: ReturnType<typeof threeImages>) =>
  dispose([images, ...(Object.values(truth) as Tensor[])]);
const freeStep = ({ terms, positives, gradients }: StepGradients) =>
  dispose([...Object.values(terms), positives, ...gradients.values()]);

async function expectSame(got: StepGradients, expected: StepGradients): Promise<void> {
  expect(Object.keys(got.terms)).toEqual(Object.keys(expected.terms));
  for (const [name, term] of Object.entries(expected.terms)) {
    await expectClose(got.terms[name]!, term, { rel: 1e-5 });
  }
  await expectClose(got.positives, expected.positives, {});
  expect([...got.gradients.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
  for (const [name, gradient] of expected.gradients) {
    const largest = Math.max(...(await gradient.data<'float32'>()).map(Math.abs));
    await expectClose(got.gradients.get(name)!, gradient, { abs: 1e-6 + 2e-5 * largest });
  }
}

describeBackends('gradients by micro-batches', () => {
  it.each<[string, () => Detector, typeof START, number]>([
    ['TOOD, warming up', tinyTood, START, 1],
    ['TOOD, aligned', tinyTood, ALIGNED, 1],
    ['TOOD, aligned, two at a time', tinyTood, ALIGNED, 2],
    ['ATSS', tinyAtss, START, 2],
  ])('are those of the whole batch: %s', async (_name, make, progress, microBatch) => {
    const detector = make();
    const batch = threeImages();
    const whole = detector.gradients(batch.images, batch.truth, progress);
    const parts = await withoutLeaks(() => {
      const { gradients, ...rest } = detector.gradients(batch.images, batch.truth, progress, { microBatch });
      return { ...rest, gradients: Object.fromEntries(gradients) };
    });
    await expectSame({ ...parts, gradients: new Map(Object.entries(parts.gradients)) }, whole);
    freeStep(whole);
    free(batch);
    detector.dispose();
  });

  it('are not the mean of what each micro-batch has by itself', async () => {
    const detector = tinyTood();
    const batch = threeImages();
    const whole = detector.gradients(batch.images, batch.truth, ALIGNED);
    const [first, rest] = [threeImages(0, 1), threeImages(1, 3)];
    const own = [first, rest].map(({ images, truth }) => detector.gradients(images, truth, ALIGNED));
    const name = 'bbox_head.tood_cls.bias';
    const values = async (step: StepGradients) => [...(await step.gradients.get(name)!.data())];
    const [a, b, all] = await Promise.all([values(own[0]!), values(own[1]!), values(whole)]);
    const off = all!.map((value, index) => Math.abs((a![index]! + 2 * b![index]!) / 3 - value));
    expect(Math.max(...off)).toBeGreaterThan(1e-2 * Math.max(...all!.map(Math.abs)));
    for (const step of [whole, ...own]) freeStep(step);
    for (const one of [batch, first, rest]) free(one);
    detector.dispose();
  });

  it('let running statistics follow each micro-batch once', async () => {
    const make = () =>
      createDetector({
        ...tinyParts(),
        backbone: resnet({ depth: 18, width: 4, norm: { kind: 'batch' }, frozenStages: 0 }),
        head: taskAlignedHead({ channels: 8, interactiveLayers: 2, groups: 2, boxScale: 3 }),
        assigner: taskAligned(),
        loss: sumLosses(qualityFocal({ target: 'alignment' }), giou({ weight: 'alignment' })),
      });
    const [parts, apart] = [make(), make()];
    const batch = threeImages();
    freeStep(parts.gradients(batch.images, batch.truth, START, { microBatch: 2 }));
    for (const one of [threeImages(0, 2), threeImages(2, 3)]) {
      freeStep(apart.gradients(one.images, one.truth, START));
      free(one);
    }
    const name = 'backbone.bn1.running_mean';
    const moved = apart.parameters.get(name)!.variable;
    expect((await max(moved).data())[0]).not.toBe(0);
    await expectClose(parts.parameters.get(name)!.variable, moved, { abs: 1e-7, rel: 1e-6 });
    free(batch);
    parts.dispose();
    apart.dispose();
  });

  it('refuses a part of an image', () => {
    const detector = tinyTood();
    const batch = threeImages();
    expect(() => detector.gradients(batch.images, batch.truth, START, { microBatch: 0 })).toThrow(
      'gradients: microBatch: expected a whole number of images ≥ 1, got 0.',
    );
    free(batch);
    detector.dispose();
  });
});
