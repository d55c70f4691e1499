import { describeBackends } from '@tandem-det/kernels/testing';
import { dispose, memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { INFERENCE, TRAINING } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import type { Level, Neck } from '../parts.ts';
import { expectSecondImage, sumOfSquares } from './describe-backbone.ts';
import { randomFeatures } from './features.ts';
import { expectGradientsEverywhere, expectNoLeaks, fillRandomly } from './run.ts';

/** The laws that every neck keeps, as a test suite run on each backend. */
export function describeNeck(name: string, create: () => Neck, inputs: readonly Level[]): void {
  const build = () => {
    const store = new ParameterStore(1);
    const neck = create();
    const run = neck.build(store.scope('neck'), inputs);
    fillRandomly(store);
    return { store, levels: neck.levels(inputs), run };
  };

  describeBackends(`neck ${name}`, () => {
    it('returns the levels that it declares, for sizes that strides do and do not divide', () => {
      const { store, levels, run } = build();
      for (const size of [
        { height: 64, width: 96 },
        { height: 75, width: 50 },
      ]) {
        const features = randomFeatures([0], inputs, size);
        const pyramid = run(features, INFERENCE);
        expect(pyramid.map(({ shape }) => shape)).toEqual(
          levels.map(({ stride, channels }) => [
            1,
            Math.ceil(size.height / stride),
            Math.ceil(size.width / stride),
            channels,
          ]),
        );
        dispose([...features, ...pyramid]);
      }
      store.dispose();
    });

    it('treats each image by itself outside of training', async () => {
      const { store, run } = build();
      const size = { height: 64, width: 64 };
      const [both, second] = [randomFeatures([0, 1], inputs, size), randomFeatures([1], inputs, size)];
      await expectSecondImage(run(both, INFERENCE), run(second, INFERENCE));
      dispose([...both, ...second]);
      store.dispose();
    });

    it('sends a gradient to every trainable parameter', async () => {
      const { store, run } = build();
      const features = randomFeatures([0, 1], inputs, { height: 64, width: 64 });
      await expectGradientsEverywhere(store, () => sumOfSquares(run(features, TRAINING)));
      dispose([...features]);
      store.dispose();
    });

    it('leaks no tensor', () => {
      const start = memory().numTensors;
      const { store, run } = build();
      const features = randomFeatures([0, 1], inputs, { height: 64, width: 64 });
      expectNoLeaks(() => run(features, INFERENCE));
      expectNoLeaks(() => run(features, TRAINING));
      dispose([...features]);
      store.dispose();
      expect(memory().numTensors).toBe(start);
    });
  });
}
