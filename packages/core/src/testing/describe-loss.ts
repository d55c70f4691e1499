import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { add, memory, type Scalar, type Tensor, tidy, valueAndGrads } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { BACKGROUND, IGNORED } from '../assignment.ts';
import type { Loss, LossTerms } from '../loss.ts';
import { type Progress, START } from '../progress.ts';
import { tidied } from '../tidied.ts';
import { EDGE_SCENES } from './edge-scenes.ts';
import { exampleScene, type Scene, type ScenePredictions, sceneTensors } from './scene.ts';
import {
  withImages,
  withObjects,
  withoutObjects,
  withPaddedObjects,
  withShuffledPriors,
} from './scene-changes.ts';

export interface LossSuiteOptions {
  /** The predictions that the gradient must reach. */
  readonly reads: readonly (keyof ScenePredictions)[];
  readonly progress?: Progress;
  /** Edge scenes that the loss is not for, such as one class where it has weights of three. */
  readonly without?: readonly string[];
  /** How close two values of the loss must be that only the order of summation tells apart. */
  readonly tolerance?: { readonly abs: number; readonly rel: number };
}

/** The laws that every loss keeps, as a test suite run on each backend. */
export function describeLoss(
  name: string,
  create: () => Loss<ScenePredictions>,
  { reads, progress = START, without = [], tolerance = { abs: 1e-5, rel: 1e-5 } }: LossSuiteOptions,
): void {
  const evaluate = async (scene: Scene): Promise<Record<string, number>> => {
    const { priors, predictions, truth, assignment, dispose } = sceneTensors(scene);
    const terms = tidied(() => create()(predictions, priors, truth, assignment, progress));
    const values: Record<string, number> = {};
    for (const [term, value] of Object.entries(terms)) {
      expect(value.shape, term).toEqual([]);
      values[term] = (await value.data())[0]!;
      value.dispose();
    }
    dispose();
    return values;
  };
  const gradients = async (scene: Scene): Promise<Float32Array[]> => {
    const { priors, predictions, truth, assignment, dispose } = sceneTensors(scene);
    const total = (...inputs: Tensor[]) => {
      const replaced = Object.fromEntries(reads.map((field, index) => [field, inputs[index]]));
      return sum(create()({ ...predictions, ...replaced }, priors, truth, assignment, progress));
    };
    const { value, grads } = valueAndGrads(total)(reads.map((field) => predictions[field]));
    const results = await Promise.all(grads.map((gradient) => gradient.data<'float32'>()));
    for (const tensor of [value, ...grads]) tensor.dispose();
    dispose();
    return results;
  };
  const expectSame = (got: Record<string, number>, expected: Record<string, number>) => {
    expect(Object.keys(got)).toEqual(Object.keys(expected));
    expectClose(Object.values(got), Object.values(expected), tolerance);
  };

  describeBackends(`loss ${name}`, () => {
    it('gives finite scalars, and a gradient to each prediction that it reads', async () => {
      expect(Object.values(await evaluate(exampleScene())).every(Number.isFinite)).toBe(true);
      for (const [index, values] of (await gradients(exampleScene())).entries()) {
        expect(values.every(Number.isFinite), reads[index]).toBe(true);
        expect(
          values.some((value) => value !== 0),
          reads[index],
        ).toBe(true);
      }
    });

    it('is finite, gradients too, where there is no object', async () => {
      const scene = withoutObjects(exampleScene());
      expect(Object.values(await evaluate(scene)).every(Number.isFinite)).toBe(true);
      for (const values of await gradients(scene)) expect(values.every(Number.isFinite)).toBe(true);
    });

    it.each(Object.keys(EDGE_SCENES).filter((edge) => !without.includes(edge)))(
      'is finite, gradients too: %s',
      async (edge) => {
        const scene = EDGE_SCENES[edge]!();
        const terms = await evaluate(scene);
        expect(Object.values(terms).every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        for (const values of await gradients(scene)) expect(values.every(Number.isFinite)).toBe(true);
      },
    );

    it('does not change with more padding', async () => {
      expectSame(await evaluate(withPaddedObjects(exampleScene())), await evaluate(exampleScene()));
    });

    it('does not depend on the order of images, objects, or priors within a level', async () => {
      const straight = await evaluate(exampleScene());
      expectSame(await evaluate(withImages(exampleScene(), [1, 0])), straight);
      expectSame(await evaluate(withObjects(exampleScene(), [1, 2, 0])), straight);
      expectSame(await evaluate(withShuffledPriors(exampleScene()).scene), straight);
    });

    it('does not read the predictions of ignored priors', async () => {
      const scene = exampleScene();
      const ignored = scene.assignment.gtIndex.map((row) => row.indexOf(IGNORED));
      expect(ignored.every((prior) => prior > BACKGROUND)).toBe(true);
      const changed = exampleScene();
      for (const [image, prior] of ignored.entries()) {
        changed.predictions.classLogits[image]![prior] = [3, -2, 1];
        changed.predictions.boxes[image]![prior] = [0, 0, 90, 60];
        changed.predictions.boxDeltas[image]![prior] = [1, 2, -1, 0.5];
        changed.predictions.qualityLogits[image]![prior] = 4;
        changed.predictions.objectnessLogits[image]![prior] = 4;
      }
      expectSame(await evaluate(changed), await evaluate(scene));
    });

    it('leaks no tensor', () => {
      const { priors, predictions, truth, assignment, dispose } = sceneTensors(exampleScene());
      const run = () =>
        tidy(() => {
          create()(predictions, priors, truth, assignment, progress);
        });
      run();
      const before = memory().numTensors;
      run();
      expect(memory().numTensors).toBe(before);
      dispose();
    });
  });
}

function sum(terms: LossTerms): Scalar {
  return Object.values(terms).reduce((total, term) => add(total, term) as Scalar);
}
