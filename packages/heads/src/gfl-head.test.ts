import {
  type DistributionPredictions,
  disposePriors,
  INFERENCE,
  type Level,
  ParameterStore,
} from '@tandem-det/core';
import { describeHead, randomMaps, setValues } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose } from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { gflHead } from './gfl-head.ts';

const levels: Level[] = [8, 16, 32].map((stride) => ({ stride, channels: 8 }));

describeHead('gfl', () => gflHead({ channels: 8, convs: 2, longest: 4 }), levels);

describe('gflHead', () => {
  it('has 5,063,833 parameters at the size of the paper', () => {
    const store = new ParameterStore();
    const pyramid = [8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 }));
    gflHead().build(store.scope(), pyramid, 80);
    // towers 8 · (9 · 256 · 256 + 2 · 256), classes 2305 · 80, distributions 2305 · 4 · 17, five scales
    expect(store.count).toBe(8 * (9 * 65536 + 512) + 2305 * (80 + 68) + 5);
    expect(store.count).toBe(5_063_833);
    store.dispose();
  });

  it('says what it predicts, and refuses a distribution of one bin', () => {
    expect(gflHead().provides).toEqual(['classLogits', 'boxes', 'boxDistribution']);
    expectTypeOf<
      Parameters<ReturnType<typeof gflHead>['scores']>[0]
    >().toEqualTypeOf<DistributionPredictions>();
    expect(() => gflHead({ longest: 0 })).toThrow('gflHead: longest: expected a whole number ≥ 1, got 0.');
  });
});

describeBackends('gflHead', () => {
  it('puts each side at the expectation of its distribution, whose logits the scale multiplies', async () => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 4 }];
    const head = gflHead({ channels: 4, convs: 1, longest: 2 });
    const forward = head.build(store.scope(), level, 1);
    expect([...(await store.get('integral.project')!.variable.data())]).toEqual([0, 1, 2]);
    setValues(store, 'gfl_reg.weight', [0]);
    setValues(store, 'scales', [2]);
    const logits = [0, 0, 0, 0, 0, Math.log(2), Math.log(2), 0, 0, 30, 0, 0];
    setValues(store, 'gfl_reg.bias', logits);
    const cell = { height: 1, width: 1 };
    const priors = head.priors(level, [cell]);
    const features = randomMaps([0], cell, 4);
    const predictions = forward([features], priors, INFERENCE);
    expect(predictions.boxDistribution.shape).toEqual([1, 1, 4, 3]);
    await expectClose(
      predictions.boxDistribution,
      logits.map((logit) => 2 * logit),
      { abs: 1e-4 },
    );
    // left: uniform, 1 stride. top: weights 1, 1, 4: (1 + 8) / 6 = 1.5. right: 4, 1, 1: (1 + 2) / 6 = 0.5. bottom: 0
    await expectClose(predictions.boxes, [-8, -12, 4, 0], { abs: 1e-4 });
    dispose([...Object.values(predictions), features]);
    disposePriors(priors);
    store.dispose();
  });
});
