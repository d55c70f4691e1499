import {
  type DensePredictions,
  disposePriors,
  INFERENCE,
  type Level,
  ParameterStore,
} from '@tandem-det/core';
import { describeHead, fillRandomly, randomMaps, setValues } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose } from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { coupledHead } from './coupled-head.ts';

const levels: Level[] = [8, 16, 32].map((stride) => ({ stride, channels: 8 }));

describeHead('coupled', () => coupledHead({ channels: 8, convs: 2 }), levels);

describe('coupledHead', () => {
  it('has half of the towers of the decoupled head', () => {
    const store = new ParameterStore();
    const pyramid = [8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 }));
    coupledHead().build(store.scope(), pyramid, 80);
    // tower 4 · (9 · 256 · 256 + 2 · 256), outputs 2305 · (80 + 4), five scales
    expect(store.count).toBe(4 * (9 * 65536 + 512) + 2305 * 84 + 5);
    store.dispose();
  });

  it('predicts classes and boxes alone', () => {
    expect(coupledHead().provides).toEqual(['classLogits', 'boxes']);
    expectTypeOf<Parameters<ReturnType<typeof coupledHead>['scores']>[0]>().toEqualTypeOf<DensePredictions>();
  });
});

describeBackends('coupledHead', () => {
  it('reads both predictions from the one tower', async () => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 4 }];
    const cell = { height: 1, width: 1 };
    const head = coupledHead({ channels: 4, convs: 1 });
    const forward = head.build(store.scope(), level, 1);
    fillRandomly(store);
    const priors = head.priors(level, [cell]);
    const features = randomMaps([0], cell, 4);
    setValues(store, 'coupled_reg.weight', [0]);
    setValues(store, 'coupled_reg.bias', [0, Math.LN2, Math.log(3), Math.log(4)]);
    setValues(store, 'scales', [0.5]);
    const before = forward([features], priors, INFERENCE);
    // 0.5, 1, 1.5, 2 strides of 8 pixels from (0, 0)
    await expectClose(before.boxes, [-4, -8, 12, 16], { abs: 1e-4 });
    setValues(store, 'coupled_reg.weight', [0.1]);
    const first = forward([features], priors, INFERENCE);
    setValues(store, 'convs.0.gn.bias', [2]);
    const second = forward([features], priors, INFERENCE);
    for (const field of ['classLogits', 'boxes'] as const) {
      expect(await second[field].data()).not.toEqual(await first[field].data());
    }
    dispose([before, first, second].flatMap((predictions) => Object.values(predictions)).concat(features));
    disposePriors(priors);
    store.dispose();
  });
});
