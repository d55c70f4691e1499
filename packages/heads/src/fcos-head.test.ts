import { disposePriors, INFERENCE, type Level, ParameterStore } from '@tandem-det/core';
import { describeHead, fillRandomly, randomMaps, setValues } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { FCOS_TRICKS, type FcosHeadOptions, fcosHead } from './fcos-head.ts';

const levels: Level[] = [8, 16, 32].map((stride) => ({ stride, channels: 8 }));
const small = { channels: 8, convs: 2 };

describeHead('fcos', () => fcosHead(small), levels);
describeHead(
  'fcos with tricks',
  () => fcosHead({ ...small, ...FCOS_TRICKS, score: 'geometric mean' }),
  levels,
);

describe('fcosHead', () => {
  it('has the parameters of ATSS, and a bias for each convolution with the tricks', () => {
    const pyramid = [8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 }));
    const count = (options: FcosHeadOptions) => {
      const store = new ParameterStore();
      fcosHead(options).build(store.scope(), pyramid, 80);
      const { count } = store;
      store.dispose();
      return count;
    };
    expect(count({})).toBe(4_918_618);
    expect(count(FCOS_TRICKS)).toBe(4_918_618 + 2 * 4 * 256);
    expect(count({ learnedScales: false })).toBe(4_918_618 - 5);
  });
});

describeBackends('fcosHead', () => {
  const cell = { height: 1, width: 2 };
  const build = (options: FcosHeadOptions) => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 8 }];
    const head = fcosHead({ ...small, ...options });
    const forward = head.build(store.scope(), level, 1);
    fillRandomly(store);
    for (const name of ['conv_cls.weight', 'conv_reg.weight', 'conv_centerness.weight']) {
      setValues(store, name, [0]);
    }
    setValues(store, 'scales', [0.5]);
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

  it('adds exp(scale · d) pixels to the middle of the cell', async () => {
    const { set, predict, free } = build({});
    set('conv_reg.bias', [0, 2 * Math.LN2, 2 * Math.log(3), 2 * Math.log(4)]);
    const predictions = predict();
    // 1, 2, 3, 4 pixels from (4, 4) and (12, 4)
    await expectClose(predictions.boxes, [3, 2, 7, 8, 11, 2, 15, 8], { abs: 1e-4 });
    dispose(Object.values(predictions));
    free();
  });

  it('adds relu(scale · d) strides with the tricks', async () => {
    const { set, predict, free } = build(FCOS_TRICKS);
    set('conv_reg.bias', [1, 2, -3, 4]);
    const predictions = predict();
    // 0.5, 1, 0, 2 strides of 8 pixels from (4, 4) and (12, 4)
    await expectClose(predictions.boxes, [0, -4, 4, 20, 8, -4, 12, 20], { abs: 1e-4 });
    dispose(Object.values(predictions));
    free();
  });

  it.each([
    ['product', 0.8 * 0.2, 0.8],
    ['geometric mean', Math.sqrt(0.8 * 0.2), Math.sqrt(0.8 * 0.2)],
  ] as const)('scores by the %s', async (score, expected, threshold) => {
    const { head, set, predict, free } = build({ score });
    set('conv_cls.bias', [Math.log(0.8 / 0.2)]);
    set('conv_centerness.bias', [Math.log(0.2 / 0.8)]);
    const predictions = predict();
    const scores = head.scores(predictions);
    await expectClose(scores, [expected, expected], { abs: 1e-6 });
    const compared = head.thresholdScores?.(predictions) ?? scores;
    await expectClose(compared, [threshold, threshold], { abs: 1e-6 });
    dispose([scores, compared, ...Object.values(predictions)]);
    free();
  });

  it.each([
    ['regression', 'reg_convs', 'cls_convs'],
    ['classification', 'cls_convs', 'reg_convs'],
  ] as const)('reads the quality from the %s tower', async (quality, own, other) => {
    const { set, predict, free } = build({ quality });
    set('conv_centerness.weight', [0.1, -0.2, 0.3]);
    const read = async () => {
      const predictions = predict();
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
