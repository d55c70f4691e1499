import { disposePriors, INFERENCE, type LayerTrace, type Level, ParameterStore } from '@tandem-det/core';
import { describeHead, fillRandomly, randomFeatures, setValues } from '@tandem-det/core/testing';
import { withShapesOnly } from '@tandem-det/kernels/shape-only';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose, fill, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { yoloxHead } from './yolox-head.ts';

const levels: Level[] = [8, 16, 32].map((stride, index) => ({ stride, channels: 4 * 2 ** index }));

describeHead('YOLOX, levels of different channels', () => yoloxHead({ channels: 8 }), levels);
describeHead(
  'YOLOX, separable, group normalisation, one convolution',
  () => yoloxHead({ channels: 8, convs: 1, separable: true, norm: { kind: 'group' }, activation: 'relu' }),
  levels,
);

describe('yoloxHead', () => {
  it('has the filters of YOLOX at each level', () => {
    const store = new ParameterStore();
    yoloxHead({ channels: 8 }).build(store.scope(), levels.slice(1, 2), 3);
    const filters = store.all
      .filter(({ layout, role }) => layout === 'convolution' || role === 'bias')
      .map(({ name, variable }) => `${name} [${variable.shape}]`);
    expect(filters).toEqual([
      'stems.0.conv.weight [1,1,8,8]',
      'cls_convs.0.0.conv.weight [3,3,8,8]',
      'cls_convs.0.1.conv.weight [3,3,8,8]',
      'reg_convs.0.0.conv.weight [3,3,8,8]',
      'reg_convs.0.1.conv.weight [3,3,8,8]',
      'cls_preds.0.weight [1,1,8,3]',
      'cls_preds.0.bias [3]',
      'reg_preds.0.weight [1,1,8,4]',
      'reg_preds.0.bias [4]',
      'obj_preds.0.weight [1,1,8,1]',
      'obj_preds.0.bias [1]',
    ]);
    store.dispose();
  });

  it('has a head for each level', () => {
    const store = new ParameterStore();
    // strides 8, 16, 32 with 128, 256, 512 channels, as of YOLOX-S with 80 classes
    const wide = [8, 16, 32].map((stride, index) => ({ stride, channels: 128 * 2 ** index }));
    yoloxHead({ channels: 128 }).build(store.scope(), wide, 80);
    // stems (128 + 256 + 512) · 128 and their norms 3 · 2 · 128; per level four 3 × 3 convolutions with norms,
    // 4 · (9 · 128² + 2 · 128), and 80 + 4 + 1 outputs of 128 weights and a bias
    expect(store.count).toBe(896 * 128 + 768 + 3 * (4 * (9 * 128 ** 2 + 256) + 85 * 129));
    store.dispose();
  });

  it('traces its multiply–accumulates', async () => {
    const traced: LayerTrace[] = [];
    await withShapesOnly(() => {
      const store = new ParameterStore();
      const wide = [8, 16, 32].map((stride, index) => ({ stride, channels: 128 * 2 ** index }));
      const sizes = [80, 40, 20].map((side) => ({ height: side, width: side }));
      const head = yoloxHead({ channels: 128 });
      const run = head.build(store.scope('bbox_head'), wide, 80);
      tidy(() => {
        const features = wide.map(
          ({ channels }, level) =>
            fill([1, sizes[level]!.height, sizes[level]!.width, channels], 0) as Tensor4D,
        );
        run(features, head.priors(wide, sizes), { training: false, trace: (layer) => traced.push(layer) });
      });
      store.dispose();
    });
    const total = traced.reduce((sum, { macs }) => sum + macs, 0);
    // per cell four 3 × 3 convolutions and 85 outputs, of 128 channels; stems of 128, 256 and 512 channels
    const stems = 128 * (6400 * 128 + 1600 * 256 + 400 * 512);
    expect(total).toBe(stems + 8400 * (4 * 9 * 128 ** 2 + 85 * 128));
  });

  it.each([
    [{ convs: 0 }, 'yoloxHead: convs: expected a whole number ≥ 1, got 0.'],
    [{ boxScale: 0 }, 'yoloxHead: boxScale: expected a number > 0, got 0.'],
  ])('refuses %o', (options, message) => {
    expect(() => yoloxHead(options)).toThrow(message);
  });
});

describeBackends('yoloxHead', () => {
  const maps = [
    { height: 2, width: 2 },
    { height: 1, width: 1 },
  ];
  const build = (classes: number) => {
    const store = new ParameterStore(1);
    const head = yoloxHead({ channels: 8 });
    const two = levels.slice(0, 2);
    const forward = head.build(store.scope(), two, classes);
    const priors = head.priors(two, maps);
    const features = randomFeatures([0], two, { height: 16, width: 16 });
    return {
      head,
      store,
      priors,
      predict: () => forward(features, priors, INFERENCE),
      free: () => {
        store.dispose();
        dispose([...features]);
        disposePriors(priors);
      },
    };
  };

  it('decodes from the corners of its cells in strides, and ranks by class times objectness', async () => {
    const { head, store, predict, free } = build(2);
    for (const level of [0, 1]) {
      for (const name of ['cls_preds', 'reg_preds', 'obj_preds']) {
        setValues(store, `${name}.${level}.weight`, [0]);
      }
      setValues(store, `reg_preds.${level}.bias`, [0.5, -0.25, Math.LN2, Math.log(3)]);
      setValues(store, `cls_preds.${level}.bias`, [Math.log(0.8 / 0.2), 0]);
      setValues(store, `obj_preds.${level}.bias`, [Math.log(0.25 / 0.75)]);
    }
    const predictions = predict();
    const delta = [0.5, -0.25, Math.LN2, Math.log(3)];
    await expectClose(
      predictions.boxDeltas,
      [0, 1, 2, 3, 4].flatMap(() => delta),
      { abs: 1e-6 },
    );
    // stride 8: centre (8 · column + 4, 8 · row − 2), size 16 × 24; stride 16: centre (8, −4), size 32 × 48
    const box = (x: number, y: number, width: number, height: number) => [
      x - width / 2,
      y - height / 2,
      x + width / 2,
      y + height / 2,
    ];
    await expectClose(
      predictions.boxes,
      [
        ...box(4, -2, 16, 24),
        ...box(12, -2, 16, 24),
        ...box(4, 6, 16, 24),
        ...box(12, 6, 16, 24),
        ...box(8, -4, 32, 48),
      ],
      { abs: 1e-4 },
    );
    const scores = head.scores(predictions);
    await expectClose(
      scores,
      [0, 1, 2, 3, 4].flatMap(() => [0.8 * 0.25, 0.5 * 0.25]),
      { abs: 1e-6 },
    );
    dispose([scores, ...Object.values(predictions)]);
    free();
  });

  it('does not bound the size of a box', async () => {
    const { store, predict, free } = build(1);
    setValues(store, 'reg_preds.1.weight', [0]);
    setValues(store, 'reg_preds.1.bias', [0, 0, 6, -6]);
    const predictions = predict();
    const last = Array.from(await predictions.boxes.data()).slice(-4);
    const [width, height] = [16 * Math.exp(6), 16 * Math.exp(-6)];
    await expectClose(last, [-width / 2, -height / 2, width / 2, height / 2], { rel: 1e-5 });
    dispose(Object.values(predictions));
    free();
  });

  it('starts at the prior probability: 0.01 for class and objectness alike', async () => {
    const { head, store, predict, free } = build(2);
    for (const level of [0, 1]) {
      for (const name of ['cls_preds', 'obj_preds']) setValues(store, `${name}.${level}.weight`, [0]);
    }
    const predictions = predict();
    const scores = head.scores(predictions);
    await expectClose(scores, new Float32Array(10).fill(1e-4), { rel: 1e-5 });
    dispose([scores, ...Object.values(predictions)]);
    free();
  });

  it('reads objectness from the tower of the boxes', async () => {
    const { store, predict, free } = build(2);
    fillRandomly(store);
    const read = async () => {
      const predictions = predict();
      const value = (await predictions.objectnessLogits.data())[0]!;
      dispose(Object.values(predictions));
      return value;
    };
    const before = await read();
    setValues(store, 'cls_convs.0.1.bn.bias', [3]);
    expect(await read()).toBe(before);
    setValues(store, 'reg_convs.0.1.bn.bias', [3]);
    expect(await read()).not.toBe(before);
    free();
  });
});
