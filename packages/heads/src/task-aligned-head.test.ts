import {
  disposePriors,
  gridPriors,
  INFERENCE,
  type Level,
  type MapSize,
  ParameterStore,
  type Priors,
} from '@tandem-det/core';
import { describeHead, fillRandomly, randomMaps, setValues } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose, type Tensor4D, zerosLike } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type TaskAlignedHeadOptions, taskAlignedHead } from './task-aligned-head.ts';

const levels: Level[] = [8, 16, 32].map((stride) => ({ stride, channels: 8 }));
const small = { channels: 8, interactiveLayers: 2, attentionHidden: 8 };

describeHead('task-aligned, anchor-free', () => taskAlignedHead(small), levels);
describeHead(
  'task-aligned, anchor-based, falling back',
  () => taskAlignedHead({ ...small, regression: 'anchor-based', invalidBoxes: 'fall back' }),
  levels,
);
describeHead(
  'task-aligned without maps and attention',
  () => taskAlignedHead({ ...small, probabilityMap: false, offsetMap: false, attention: 'none' }),
  levels,
);
describeHead(
  'task-aligned, one deformable layer, channel attention',
  () => taskAlignedHead({ ...small, deformableLayers: 1, deformableGroups: 2, attention: 'channel' }),
  levels,
);

function parametersOf(
  options: TaskAlignedHeadOptions,
  on: readonly Level[],
  classes: number,
): ParameterStore {
  const store = new ParameterStore();
  taskAlignedHead(options).build(store.scope(), on, classes);
  return store;
}

describe('taskAlignedHead', () => {
  it('has 4,823,790 parameters at the size of the paper', () => {
    const pyramid = [8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 }));
    const store = parametersOf({}, pyramid, 80);
    expect(store.count).toBe(4_823_790);
    // hidden size of the attention: 256 / 8 = 32
    expect(store.get('cls_decomp.la_conv1.weight')?.variable.shape).toEqual([1, 1, 1536, 32]);
    expect(store.get('reg_offset_conv2.weight')?.variable.shape).toEqual([3, 3, 64, 8]);
    store.dispose();
  });

  it('has a convolution of offsets and masks in each deformable layer', () => {
    const pyramid = [8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 }));
    const store = parametersOf({ deformableLayers: 2 }, pyramid, 80);
    // 3 · 9 · 4 = 108 channels from 3 · 3 · 256, with a bias each, twice
    expect(store.count).toBe(4_823_790 + 2 * (108 * 9 * 256 + 108));
    expect(store.get('inter_convs.1.conv.conv_offset.weight')?.variable.shape).toEqual([3, 3, 256, 108]);
    expect(store.get('inter_convs.2.conv.conv_offset.weight')).toBeUndefined();
    store.dispose();
  });

  it('refuses more deformable layers than there are', () => {
    expect(() => taskAlignedHead({ deformableLayers: 7 })).toThrow(
      'taskAlignedHead: deformableLayers: expected a whole number from 0 to interactiveLayers = 6, got 7.',
    );
  });

  it('leaves out the parameters of what is switched off', () => {
    const names = (options: TaskAlignedHeadOptions) => {
      const store = parametersOf({ ...small, ...options }, levels, 3);
      const prefixes = new Set(store.all.map(({ name }) => name.split('.').slice(0, 2).join('.')));
      store.dispose();
      return prefixes;
    };
    expect(names({})).toContain('cls_prob_conv1.weight');
    expect(names({ probabilityMap: false })).not.toContain('cls_prob_conv1.weight');
    expect(names({ offsetMap: false })).not.toContain('reg_offset_conv1.weight');
    expect(names({ attention: 'none' })).not.toContain('cls_decomp.la_conv1');
    expect(names({ attention: 'none' })).toContain('cls_decomp.reduction_conv');
  });

  it.each([
    [{ interactiveLayers: 0 }, 'interactiveLayers: expected a whole number ≥ 1, got 0.'],
    [{ channels: 3, alignmentHidden: 1.5 }, 'alignmentHidden: expected a whole number ≥ 1, got 1.5.'],
  ] as const)('refuses %o', (options, message) => {
    expect(() => taskAlignedHead(options)).toThrow(`taskAlignedHead: ${message}`);
  });

  it('refuses levels of different channels', () => {
    const uneven = [
      { stride: 8, channels: 8 },
      { stride: 16, channels: 16 },
    ];
    expect(() => parametersOf(small, uneven, 3)).toThrow(
      'taskAlignedHead: expected levels of one number of channels, got 8, 16. Put a neck between the backbone and the head.',
    );
  });
});

describeBackends('taskAlignedHead', () => {
  const run = (options: TaskAlignedHeadOptions, zero: readonly string[], map: MapSize, stride = 8) => {
    const store = new ParameterStore(1);
    const level = [{ stride, channels: 8 }];
    const head = taskAlignedHead({ ...small, ...options });
    const forward = head.build(store.scope(), level, 2);
    fillRandomly(store);
    for (const prefix of zero) setValues(store, prefix, [0]);
    const priors = head.priors(level, [map]);
    const features = randomMaps([0], map, 8);
    return {
      store,
      predict: () => forward([features], priors, INFERENCE),
      free: () => {
        store.dispose();
        features.dispose();
        disposePriors(priors);
      },
    };
  };

  it('starts with scores of 0.01 and boxes of one stride on each side', async () => {
    const store = new ParameterStore(1);
    const head = taskAlignedHead(small);
    const forward = head.build(store.scope(), levels, 4);
    const maps = [8, 4, 2].map((size) => ({ height: size, width: size }));
    const features = maps.map((map) => randomMaps([0], map, 8));
    const priors = head.priors(levels, maps);
    const predictions = forward(features, priors, INFERENCE);
    const scores = head.scores(predictions);
    // sqrt(0.01 · 0.01), moved by weights of deviation 0.01
    for (const score of await scores.data()) expect(Math.abs(score - 0.01)).toBeLessThan(0.002);
    const boxes = await predictions.boxes.array();
    // exp(d) is close to 1 stride; cell (3, 4) of the first level is prior 28, centre (32, 24)
    const box = boxes[0]![28]!;
    for (const [side, expected] of [24, 16, 40, 32].entries()) {
      expect(Math.abs(box[side]! - expected), `side ${side}`).toBeLessThan(2);
    }
    dispose([...features, scores, predictions.classLogits, predictions.boxes]);
    disposePriors(priors);
    store.dispose();
  });

  it('adds scale · exp(d) strides to the centre, anchor-free', async () => {
    const { store, predict, free } = run({ offsetMap: false }, ['tood_reg'], { height: 2, width: 2 });
    setValues(store, 'tood_reg.bias', [0, Math.LN2, Math.log(3), Math.log(4)]);
    setValues(store, 'scales', [0.5]);
    const { boxes, classLogits } = predict();
    // distances 0.5, 1, 1.5, 2 strides of 8 = 4, 8, 12, 16 pixels from the corners of the cells
    const expected = [
      [-4, -8, 12, 16],
      [4, -8, 20, 16],
      [-4, 0, 12, 24],
      [4, 0, 20, 24],
    ];
    await expectClose(boxes, expected.flat(), { abs: 1e-4 });
    dispose([boxes, classLogits]);
    free();
  });

  it('decodes scale · d on boxes of 8 strides, anchor-based', async () => {
    const options = { offsetMap: false, regression: 'anchor-based' } as const;
    const { store, predict, free } = run(options, ['tood_reg'], { height: 1, width: 2 });
    setValues(store, 'tood_reg.bias', [2, 0, 0, 10 * Math.LN2]);
    setValues(store, 'scales', [0.5]);
    const { boxes, classLogits } = predict();
    // deltas 1, 0, 0, 5 ln 2 times stds 0.1, 0.1, 0.2, 0.2: 0.1 of the 64 pixels to the right, twice the height
    const expected = [
      [6.4 - 32, -64, 6.4 + 32, 64],
      [8 + 6.4 - 32, -64, 8 + 6.4 + 32, 64],
    ];
    await expectClose(boxes, expected.flat(), { abs: 1e-3 });
    dispose([boxes, classLogits]);
    free();
  });

  it('reads each side one cell further where its offset says so', async () => {
    const { store, predict, free } = run({}, ['tood_reg', 'reg_offset_conv2'], { height: 2, width: 2 });
    setValues(store, 'scales', [1]);
    // (dy, dx) = (0, 1) for x1, (1, 0) for y2
    setValues(store, 'reg_offset_conv2.bias', [0, 1, 0, 0, 0, 0, 1, 0]);
    const { boxes, classLogits } = predict();
    // Unsampled, in strides: x1 = column - 1, y1 = row - 1, x2 = column + 1, y2 = row + 1.
    // x1 comes from the next column (outside: 0), y2 from the next row (outside: 0).
    const expected = [
      [0, -1, 1, 2],
      [0, -1, 2, 2],
      [0, 0, 1, 0],
      [0, 0, 2, 0],
    ];
    await expectClose(
      boxes,
      expected.flat().map((value) => value * 8),
      { abs: 1e-4 },
    );
    dispose([boxes, classLogits]);
    free();
  });

  it('keeps boxes whose sides cross, or falls back to the unsampled ones', async () => {
    const sides = async (invalidBoxes: 'keep' | 'fall back') => {
      const { store, predict, free } = run({ invalidBoxes }, ['tood_reg', 'reg_offset_conv2'], {
        height: 1,
        width: 4,
      });
      setValues(store, 'scales', [1]);
      // x1 is read three columns to the right
      setValues(store, 'reg_offset_conv2.bias', [0, 3, 0, 0, 0, 0, 0, 0]);
      const { boxes, classLogits } = predict();
      const first = (await boxes.array())[0]![0]!;
      dispose([boxes, classLogits]);
      free();
      return first;
    };
    // column 0: x2 = 1; x1 of column 3 is 2 > 1, so the box is invalid. In pixels:
    expect(await sides('keep')).toEqual([16, -8, 8, 8]);
    expect(await sides('fall back')).toEqual([-8, -8, 8, 8]);
  });

  it('gives the logit of the geometric mean of both scores', async () => {
    const map = { height: 2, width: 2 };
    const zero = ['tood_cls', 'cls_prob_conv2'];
    const { store, predict, free } = run({}, zero, map);
    setValues(store, 'tood_cls.bias', [Math.log(0.36 / 0.64), Math.log(0.09 / 0.91)]);
    setValues(store, 'cls_prob_conv2.bias', [Math.log(0.25 / 0.75)]);
    const { boxes, classLogits } = predict();
    // sqrt(0.36 · 0.25) = 0.3 and sqrt(0.09 · 0.25) = 0.15
    const logits = [Math.log(0.3 / 0.7), Math.log(0.15 / 0.85)];
    await expectClose(classLogits, [...logits, ...logits, ...logits, ...logits], { abs: 1e-5 });
    dispose([boxes, classLogits]);
    free();
  });

  it('refuses priors of another size, or several per location', () => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 8 }];
    const forward = taskAlignedHead(small).build(store.scope(), level, 2);
    const features = [randomMaps([0], { height: 2, width: 3 }, 8)];
    const priors = gridPriors({ strides: [8], maps: [{ height: 2, width: 2 }] });
    expect(() => forward(features, priors, INFERENCE)).toThrow(
      'taskAlignedHead: expected priors for maps of 2×3, got 2×2. Build the priors for the size of these images.',
    );
    const nine: Priors = { ...priors, levels: [{ stride: 8, height: 2, width: 3, count: 54, offset: 0 }] };
    expect(() => forward(features, nine, INFERENCE)).toThrow(
      'taskAlignedHead: expected one prior per location, 6 on a map of 2×3, got 54 priors. Take them from the `priors` of this head.',
    );
    dispose(features);
    disposePriors(priors);
    store.dispose();
  });

  it('refuses features of other channels than it was built for', () => {
    const store = new ParameterStore(1);
    const level = [{ stride: 8, channels: 8 }];
    const head = taskAlignedHead(small);
    const forward = head.build(store.scope(), level, 2);
    const priors = head.priors(level, [{ height: 1, width: 1 }]);
    const map: Tensor4D = zerosLike(randomMaps([0], { height: 1, width: 1 }, 4));
    expect(() => forward([map], priors, INFERENCE)).toThrow(
      'taskAlignedHead: expected shape [B, H, W, 8] with B = 1, H = 1, W = 1, got [1, 1, 1, 4].',
    );
    disposePriors(priors);
    store.dispose();
  });
});
