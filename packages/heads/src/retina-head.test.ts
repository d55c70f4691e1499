import {
  type DeltaPredictions,
  disposePriors,
  INFERENCE,
  type Level,
  ParameterStore,
} from '@tandem-det/core';
import { describeHead, fillRandomly, randomMaps, setValues } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose } from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { octaveAnchors } from './octave-anchors.ts';
import { retinaHead } from './retina-head.ts';

const levels: Level[] = [8, 16, 32].map((stride) => ({ stride, channels: 8 }));

describeHead('retina', () => retinaHead({ channels: 8, convs: 2 }), levels, { priorsPerCell: 9 });

describe('retinaHead', () => {
  it('has 6,463,220 parameters at the size of the paper', () => {
    const store = new ParameterStore();
    const pyramid = [8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 }));
    retinaHead().build(store.scope(), pyramid, 80);
    // two towers of 4 · (9 · 256 · 256 + 256), classes (9 · 256 + 1) · 720, deltas (9 · 256 + 1) · 36
    expect(store.count).toBe(2 * 4 * (9 * 65536 + 256) + 2305 * 756);
    expect(store.count).toBe(6_463_220);
    store.dispose();
  });

  it('says what it predicts', () => {
    expect(retinaHead().provides).toEqual(['classLogits', 'boxes', 'boxDeltas']);
    expectTypeOf<Parameters<ReturnType<typeof retinaHead>['scores']>[0]>().toEqualTypeOf<DeltaPredictions>();
  });
});

describeBackends('retinaHead', () => {
  it('predicts anchor by anchor, and decodes deltas that nothing scales', async () => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 4 }];
    const head = retinaHead({
      channels: 4,
      convs: 1,
      anchors: octaveAnchors({ base: 2, scalesPerOctave: 1, ratios: [1, 4] }),
    });
    const forward = head.build(store.scope(), level, 2);
    fillRandomly(store);
    for (const name of ['retina_cls.weight', 'retina_reg.weight']) setValues(store, name, [0]);
    setValues(store, 'retina_cls.bias', [1, 2, 3, 4]);
    setValues(store, 'retina_reg.bias', [0.5, 0, Math.LN2, 0, 0, -1, 0, 0]);
    const cell = { height: 1, width: 1 };
    const priors = head.priors(level, [cell]);
    const features = randomMaps([0], cell, 4);
    const predictions = forward([features], priors, INFERENCE);
    await expectClose(predictions.classLogits, [1, 2, 3, 4], { abs: 1e-6 });
    await expectClose(predictions.boxDeltas, [0.5, 0, Math.LN2, 0, 0, -1, 0, 0], { abs: 1e-6 });
    // first anchor 16 × 16 around (0, 0): 8 to the right, twice as wide; second 8 × 32: 32 up
    await expectClose(predictions.boxes, [8 - 16, -8, 8 + 16, 8, -4, -32 - 16, 4, -32 + 16], { abs: 1e-4 });
    const scores = head.scores(predictions);
    await expectClose(
      scores,
      [1, 2, 3, 4].map((logit) => 1 / (1 + Math.exp(-logit))),
      { abs: 1e-6 },
    );
    dispose([scores, ...Object.values(predictions), features]);
    disposePriors(priors);
    store.dispose();
  });

  it('refuses priors of another number per cell', () => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 4 }];
    const head = retinaHead({ channels: 4, convs: 1 });
    const forward = head.build(store.scope(), level, 2);
    const cell = { height: 1, width: 2 };
    const priors = octaveAnchors({ scalesPerOctave: 1 }).priors(level, [cell]);
    const features = randomMaps([0], cell, 4);
    expect(() => forward([features], priors, INFERENCE)).toThrow(
      'retinaHead: expected 9 priors per location, 18 on a map of 1×2, got 6 priors. Take them from the `priors` of this head.',
    );
    features.dispose();
    disposePriors(priors);
    store.dispose();
  });
});
