import {
  type DeltaPredictions,
  type DensePredictions,
  disposePriors,
  type Head,
  INFERENCE,
  type Level,
  ParameterStore,
  type QualityPredictions,
} from '@tandem-det/core';
import { describeHead, fillRandomly, randomMaps, setValues } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose } from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { decoupledHead } from './decoupled-head.ts';
import { octaveAnchors } from './octave-anchors.ts';

const levels: Level[] = [8, 16, 32].map((stride) => ({ stride, channels: 8 }));
const small = { channels: 8, convs: 2 };

describeHead('decoupled, ATSS', () => decoupledHead(small), levels);
describeHead(
  'decoupled, distances, quality beside the classes',
  () => decoupledHead({ ...small, regression: 'distances', quality: 'classification' }),
  levels,
);
describeHead('decoupled without quality', () => decoupledHead({ ...small, quality: 'none' }), levels);
describeHead(
  'decoupled, six anchors a cell',
  () => decoupledHead({ ...small, anchors: octaveAnchors({ scalesPerOctave: 2 }) }),
  levels,
  { priorsPerCell: 6 },
);

describe('decoupledHead', () => {
  it('has 4,918,618 parameters at the size of the paper', () => {
    const store = new ParameterStore();
    const pyramid = [8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 }));
    decoupledHead().build(store.scope(), pyramid, 80);
    expect(store.count).toBe(4_918_618);
    expect(store.get('atss_centerness.weight')?.variable.shape).toEqual([3, 3, 256, 1]);
    store.dispose();
  });

  it('says in its type what it predicts', () => {
    expectTypeOf(decoupledHead()).toExtend<Head<DeltaPredictions & QualityPredictions>>();
    const bare = decoupledHead({ regression: 'distances', quality: 'none' });
    expectTypeOf(bare).toExtend<Head<DensePredictions>>();
    expectTypeOf<Parameters<typeof bare.scores>[0]>().not.toHaveProperty('qualityLogits');
    expectTypeOf<Parameters<typeof bare.scores>[0]>().not.toHaveProperty('boxDeltas');
    expect(bare.provides).toEqual(['classLogits', 'boxes']);
    expect(decoupledHead().provides).toEqual(['classLogits', 'boxes', 'boxDeltas', 'qualityLogits']);
  });

  it('refuses a tower without convolutions', () => {
    expect(() => decoupledHead({ convs: 0 })).toThrow(
      'decoupledHead: convs: expected a whole number ≥ 1, got 0.',
    );
  });
});

describeBackends('decoupledHead', () => {
  const cell = { height: 1, width: 1 };
  const build = (options: Parameters<typeof decoupledHead>[0]) => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 8 }];
    const head = decoupledHead({ ...small, ...options });
    const forward = head.build(store.scope(), level, 2);
    fillRandomly(store);
    const priors = head.priors(level, [cell]);
    const features = randomMaps([0], cell, 8);
    return {
      head,
      set: (prefix: string, values: readonly number[]) => setValues(store, prefix, values),
      predict: () => forward([features], priors, INFERENCE),
      free: () => {
        store.dispose();
        features.dispose();
        disposePriors(priors);
      },
    };
  };

  it('decodes scale · d, and ranks by class times quality', async () => {
    const { head, set, predict, free } = build({});
    for (const name of ['atss_reg.weight', 'atss_cls.weight', 'atss_centerness.weight']) set(name, [0]);
    set('atss_reg.bias', [2, 0, 0, 10 * Math.LN2]);
    set('scales', [0.5]);
    set('atss_cls.bias', [Math.log(0.8 / 0.2), 0]);
    set('atss_centerness.bias', [Math.log(0.25 / 0.75)]);
    const predictions = predict() as DeltaPredictions & QualityPredictions;
    await expectClose(predictions.boxDeltas, [1, 0, 0, 5 * Math.LN2], { abs: 1e-5 });
    // prior of 64 × 64 around (0, 0): 0.1 · 64 to the right, height 64 · exp(0.2 · 5 ln 2) = 128
    await expectClose(predictions.boxes, [6.4 - 32, -64, 6.4 + 32, 64], { abs: 1e-3 });
    const [scores, threshold] = [head.scores(predictions), head.thresholdScores!(predictions)];
    await expectClose(scores, [0.8 * 0.25, 0.5 * 0.25], { abs: 1e-5 });
    await expectClose(threshold, [0.8, 0.5], { abs: 1e-5 });
    dispose([scores, threshold, ...Object.values(predictions)]);
    free();
  });

  it('predicts class, deltas and quality of each anchor of a cell', async () => {
    const anchors = octaveAnchors({ base: 8, scalesPerOctave: 1, ratios: [0.25, 4] });
    const { head, set, predict, free } = build({ anchors });
    for (const name of ['atss_reg.weight', 'atss_cls.weight', 'atss_centerness.weight']) set(name, [0]);
    set('scales', [1]);
    set('atss_reg.bias', [0, 0, 0, 0, 10, 0, 0, 0]);
    set('atss_cls.bias', [0, Math.log(3), -Math.log(3), 0]);
    set('atss_centerness.bias', [0, Math.log(3)]);
    const predictions = predict() as DeltaPredictions & QualityPredictions;
    // sides 64 / sqrt(ratio) by 64 · sqrt(ratio): 128 × 32 and 32 × 128, the second moved by 10 · 0.1 · 32
    await expectClose(predictions.boxes, [-64, -16, 64, 16, 32 - 16, -64, 32 + 16, 64], { abs: 1e-3 });
    const scores = head.scores(predictions);
    await expectClose(scores, [0.5 * 0.5, 0.75 * 0.5, 0.25 * 0.75, 0.5 * 0.75], { abs: 1e-5 });
    dispose([scores, ...Object.values(predictions)]);
    free();
  });

  it('adds scale · exp(d) strides to the centre with distances', async () => {
    const { set, predict, free } = build({ regression: 'distances' });
    set('atss_reg.weight', [0]);
    set('atss_reg.bias', [0, Math.LN2, Math.log(3), Math.log(4)]);
    set('scales', [0.5]);
    const predictions = predict();
    // 0.5, 1, 1.5, 2 strides of 8 pixels from (0, 0)
    await expectClose(predictions.boxes, [-4, -8, 12, 16], { abs: 1e-4 });
    dispose(Object.values(predictions));
    free();
  });

  it.each([
    ['regression', 'reg_convs', 'cls_convs'],
    ['classification', 'cls_convs', 'reg_convs'],
  ] as const)('reads the quality from the %s tower', async (quality, own, other) => {
    const { set, predict, free } = build({ quality });
    const read = async () => {
      const predictions = predict() as QualityPredictions;
      const value = (await predictions.qualityLogits.data())[0]!;
      dispose(Object.values(predictions));
      return value;
    };
    const before = await read();
    set(`${other}.1.gn.bias`, [3]);
    expect(await read()).toBe(before);
    set(`${own}.1.gn.bias`, [3]);
    expect(await read()).not.toBe(before);
    free();
  });
});
