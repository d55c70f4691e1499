import type { DensePredictions, Loss, ObjectnessPredictions, QualityPredictions } from '@tandem-det/core';
import { describeLoss } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { centerness } from './centerness.ts';
import { focal } from './focal.ts';
import { giou } from './giou.ts';
import { smallExample } from './small-example.fixture.ts';
import { sumLosses } from './sum-losses.ts';
import { weighted } from './weighted.ts';

describeLoss(
  'the three of ATSS together',
  () => sumLosses(focal(), weighted(2, giou({ weight: 'centerness' })), centerness()),
  { reads: ['classLogits', 'boxes', 'qualityLogits'] },
);

describeBackends('sumLosses and weighted', () => {
  it('keep the terms apart and weigh each', async () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const both = sumLosses(focal(), weighted(2, giou()));
    const terms = both(predictions, priors, truth, assignment, progress);
    expect(Object.keys(terms)).toEqual(['classification', 'box']);
    await expectClose(terms['box']!, 2 * 0.25, { rel: 1e-5 });
    dispose();
  });

  it('refuse a term name twice, and take another one', () => {
    const { predictions, priors, truth, assignment, progress, dispose } = smallExample();
    const evaluate = (loss: Loss) => loss(predictions, priors, truth, assignment, progress);
    expect(() => evaluate(sumLosses(giou(), giou()))).toThrow(
      'sumLosses: expected each term name once, got "box" from two losses. ' +
        'Give one of them another name by its option `name`.',
    );
    const named = sumLosses(giou(), giou({ name: 'box 2' }));
    expect(Object.keys(evaluate(named))).toEqual(['box', 'box 2']);
    dispose();
  });
});

describe('sumLosses and weighted', () => {
  it('refuse no losses and weights that are none', () => {
    expect(() => sumLosses()).toThrow('sumLosses: losses: expected at least one loss, got [].');
    expect(() => weighted(Number.NaN, focal())).toThrow('weighted: weight: expected a number ≥ 0, got NaN.');
  });

  it('need what each of their losses needs', () => {
    const objectness = (() => ({})) as Loss<ObjectnessPredictions>;
    expectTypeOf(sumLosses(focal(), giou())).toEqualTypeOf<Loss<DensePredictions>>();
    const all = sumLosses(focal(), weighted(0.5, centerness()), objectness);
    expectTypeOf<Parameters<typeof all>[0]>().toExtend<QualityPredictions & ObjectnessPredictions>();
    expectTypeOf(sumLosses(focal(), centerness())).toExtend<Loss<QualityPredictions>>();
    expectTypeOf(sumLosses(focal(), centerness())).not.toExtend<Loss<DensePredictions>>();
  });
});
