import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { add, dispose, memory, square, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { INFERENCE, TRAINING } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import type { Backbone, Features } from '../parts.ts';
import { randomMaps } from './features.ts';
import { expectGradientsEverywhere, expectNoLeaks, fillRandomly } from './run.ts';

/** The laws that every backbone keeps, as a test suite run on each backend. Use narrow ones: the cpu backend is slow. */
export function describeBackbone(name: string, create: () => Backbone): void {
  const build = () => {
    const store = new ParameterStore(1);
    const backbone = create();
    const run = backbone.build(store.scope('backbone'));
    fillRandomly(store);
    return { store, backbone, run };
  };

  describeBackends(`backbone ${name}`, () => {
    it('returns the levels that it declares, for sizes that strides do and do not divide', () => {
      const { store, backbone, run } = build();
      for (const size of [
        { height: 64, width: 96 },
        { height: 37, width: 50 },
      ]) {
        const images = randomMaps([0], size, 3);
        const features = run(images, INFERENCE);
        expect(features.map(({ shape }) => shape)).toEqual(
          backbone.levels.map(({ stride, channels }) => [
            1,
            Math.ceil(size.height / stride),
            Math.ceil(size.width / stride),
            channels,
          ]),
        );
        dispose([images, ...features]);
      }
      store.dispose();
    });

    it('treats each image by itself outside of training', async () => {
      const { store, run } = build();
      // not smaller: group normalisation of the coarsest map's few values multiplies rounding errors
      const size = { height: 64, width: 96 };
      const [both, second] = [randomMaps([0, 1], size, 3), randomMaps([1], size, 3)];
      await expectSecondImage(run(both, INFERENCE), run(second, INFERENCE));
      dispose([both, second]);
      store.dispose();
    });

    it('sends a gradient to every trainable parameter', async () => {
      const { store, run } = build();
      const images = randomMaps([0, 1], { height: 64, width: 64 }, 3);
      await expectGradientsEverywhere(store, () => sumOfSquares(run(images, TRAINING)));
      images.dispose();
      store.dispose();
    });

    it('changes nothing but running statistics, and these in training only', async () => {
      const { store, run } = build();
      const values = () =>
        Promise.all(store.all.map(async ({ variable }) => Array.from(await variable.data())));
      const images = randomMaps([0, 1], { height: 32, width: 32 }, 3);
      const before = await values();
      dispose([...run(images, INFERENCE)]);
      expect(await values()).toEqual(before);
      dispose([...run(images, TRAINING)]);
      const after = await values();
      for (const [index, { name: parameter, role }] of store.all.entries()) {
        if (role !== 'statistic') expect(after[index], parameter).toEqual(before[index]);
      }
      images.dispose();
      store.dispose();
    });

    it('leaks no tensor', () => {
      const start = memory().numTensors;
      const { store, run } = build();
      const images = randomMaps([0, 1], { height: 32, width: 32 }, 3);
      expectNoLeaks(() => run(images, INFERENCE));
      expectNoLeaks(() => run(images, TRAINING));
      images.dispose();
      store.dispose();
      expect(memory().numTensors).toBe(start);
    });
  });
}

/** Checks that the second image of `both` has the features of `second`, and frees all. */
export async function expectSecondImage(both: Features, second: Features): Promise<void> {
  for (const [level, map] of both.entries()) {
    const values = await map.data();
    expectClose(values.slice(values.length / 2), await second[level]!.data(), { abs: 1e-5, rel: 1e-5 });
  }
  dispose([...both, ...second]);
}

/** Σ features², a scalar that depends on every value. */
export function sumOfSquares(features: readonly Tensor[]): Tensor {
  return tidy(() =>
    features.map((map) => sum(square(map)) as Tensor).reduce((total, term) => add(total, term)),
  );
}
