import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose, memory, type Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { INFERENCE, TRAINING } from '../context.ts';
import { disposePriors } from '../grid-priors.ts';
import { ParameterStore } from '../parameters.ts';
import type { Head, Level } from '../parts.ts';
import type { DensePredictions } from '../predictions.ts';
import { sumOfSquares } from './describe-backbone.ts';
import { mapSizes, randomFeatures } from './features.ts';
import { expectGradientsEverywhere, expectNoLeaks, fillRandomly } from './run.ts';

const SIZE = { height: 40, width: 56 };

export interface HeadSuiteOptions {
  /** Priors of each cell. */
  readonly priorsPerCell?: number;
}

/** The laws that every head keeps, as a test suite run on each backend; `levels` must share their channels if the head asks so. */
export function describeHead<P extends DensePredictions>(
  name: string,
  create: () => Head<P>,
  levels: readonly Level[],
  { priorsPerCell = 1 }: HeadSuiteOptions = {},
): void {
  const maps = mapSizes(levels, SIZE);
  const build = (classes: number) => {
    const store = new ParameterStore(1);
    const head = create();
    const run = head.build(store.scope('bbox_head'), levels, classes);
    fillRandomly(store);
    return { store, head, run, priors: head.priors(levels, maps) };
  };
  const fields = (predictions: P) => Object.entries(predictions) as [keyof P & string, Tensor][];

  describeBackends(`head ${name}`, () => {
    describe.each([3, 1])('for %i classes', (classes) => {
      it('offers what it declares, for every prior, and finite', async () => {
        const { store, head, run, priors } = build(classes);
        const features = randomFeatures([0, 1], levels, SIZE);
        const predictions = run(features, priors, INFERENCE);
        expect(
          fields(predictions)
            .map(([field]) => field)
            .sort(),
        ).toEqual([...head.provides].sort());
        const cells = maps.reduce((total, { height, width }) => total + height * width, 0);
        const count = cells * priorsPerCell;
        expect(predictions.classLogits.shape).toEqual([2, count, classes]);
        expect(predictions.boxes.shape).toEqual([2, count, 4]);
        for (const [field, value] of fields(predictions)) {
          expect(value.shape.slice(0, 2), field).toEqual([2, count]);
          expect((await value.data()).every(Number.isFinite), field).toBe(true);
        }
        dispose([...features, ...fields(predictions).map(([, value]) => value)]);
        disposePriors(priors);
        store.dispose();
      });

      it('scores between 0 and 1', async () => {
        const { store, head, run, priors } = build(classes);
        const features = randomFeatures([0], levels, SIZE);
        const predictions = run(features, priors, INFERENCE);
        const scores = [head.scores(predictions), head.thresholdScores?.(predictions)];
        for (const score of scores) {
          if (score === undefined) continue;
          expect(score.shape).toEqual(predictions.classLogits.shape);
          expect((await score.data()).every((value) => value >= 0 && value <= 1)).toBe(true);
          score.dispose();
        }
        dispose([...features, ...fields(predictions).map(([, value]) => value)]);
        disposePriors(priors);
        store.dispose();
      });
    });

    it('lays its priors level by level, row by row', async () => {
      const { store, priors } = build(2);
      const [centers, strides] = [await priors.centers.data(), await priors.strides.data()];
      let prior = 0;
      for (const [index, { stride }] of levels.entries()) {
        const { height, width } = maps[index]!;
        const count = height * width * priorsPerCell;
        expect(priors.levels[index]).toEqual({ stride, height, width, count, offset: prior });
        for (const end = prior + count; prior < end; prior++) {
          const cell = Math.floor((prior - end + count) / priorsPerCell);
          const [x, y] = [centers[prior * 2]! / stride, centers[prior * 2 + 1]! / stride];
          expect([x, y].map(Math.floor)).toEqual([cell % width, Math.floor(cell / width)]);
          expect(strides[prior]).toBe(stride);
        }
      }
      expect(strides.length).toBe(prior);
      disposePriors(priors);
      store.dispose();
    });

    it('treats each image by itself outside of training', async () => {
      const { store, run, priors } = build(3);
      const [both, second] = [randomFeatures([0, 1], levels, SIZE), randomFeatures([1], levels, SIZE)];
      const [together, alone] = [run(both, priors, INFERENCE), run(second, priors, INFERENCE)];
      for (const [field, value] of fields(together)) {
        const values = await value.data();
        const expected = await (alone[field] as Tensor).data();
        expectClose(values.slice(values.length / 2), expected, { abs: 1e-4, rel: 1e-5 });
      }
      dispose([
        ...both,
        ...second,
        ...[together, alone].flatMap((all) => fields(all).map(([, value]) => value)),
      ]);
      disposePriors(priors);
      store.dispose();
    });

    it('sends a gradient to every trainable parameter', async () => {
      const { store, run, priors } = build(3);
      const features = randomFeatures([0, 1], levels, SIZE);
      await expectGradientsEverywhere(store, () =>
        sumOfSquares(fields(run(features, priors, TRAINING)).map(([, value]) => value)),
      );
      dispose([...features]);
      disposePriors(priors);
      store.dispose();
    });

    it('leaks no tensor', () => {
      const start = memory().numTensors;
      const { store, run, priors } = build(3);
      const features = randomFeatures([0], levels, SIZE);
      expectNoLeaks(() => fields(run(features, priors, INFERENCE)).map(([, value]) => value));
      expectNoLeaks(() => fields(run(features, priors, TRAINING)).map(([, value]) => value));
      dispose([...features]);
      disposePriors(priors);
      store.dispose();
      expect(memory().numTensors).toBe(start);
    });
  });
}
