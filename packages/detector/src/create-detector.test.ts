import { simOta, taskAligned } from '@tandem-det/assigners';
import { ExpectationError, unknownParts } from '@tandem-det/base';
import {
  type Assigner,
  afterEpoch,
  type Backbone,
  INFERENCE,
  type LayerTrace,
  type Loss,
  type QualityPredictions,
} from '@tandem-det/core';
import { decoupledHead, taskAlignedHead } from '@tandem-det/heads';
import { describeBackends, withoutLeaks } from '@tandem-det/kernels/testing';
import { centerness, focal, sumLosses, weighted } from '@tandem-det/losses';
import { dispose, memory, type Rank, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createDetector, type Detector } from './create-detector.ts';
import { tinyAtss, tinyBatch, tinyParts, tinyTood } from './tiny-detector.fixture.ts';

const head = () => taskAlignedHead({ channels: 8, interactiveLayers: 2, groups: 2 });

describeBackends('createDetector', () => {
  it('puts parameters under backbone, neck and bbox_head, and frees them', () => {
    const start = memory().numTensors;
    const detector = tinyTood();
    const names = detector.parameters.all.map(({ name }) => name);
    expect(new Set(names.map((name) => name.split('.')[0]))).toEqual(
      new Set(['backbone', 'neck', 'bbox_head']),
    );
    expect(names).toContain('backbone.layer1.0.conv1.weight');
    expect(names).toContain('neck.lateral_convs.0.conv.weight');
    expect(names).toContain('bbox_head.inter_convs.0.conv.weight');
    detector.priors(32, 48);
    detector.dispose();
    expect(memory().numTensors).toBe(start);
  });

  it('predicts one row per prior, for sizes that strides do not divide', async () => {
    const detector = tinyAtss();
    const images = zeros<Rank.R4>([1, 30, 41, 3]);
    detector.priors(30, 41);
    const predictions = await withoutLeaks(() => ({ ...detector.predict(images) }));
    // Strides 8, 16, 32: 4 × 6, 2 × 3 and 1 × 2 cells.
    expect(predictions.classLogits.shape).toEqual([1, 24 + 6 + 2, 2]);
    expect(detector.priors(30, 41).centers.shape).toEqual([32, 2]);
    dispose(predictions);
    detector.dispose();
  });

  it('gives the loss terms of its phase', async () => {
    const detector = tinyTood();
    const { images, truth } = tinyBatch();
    for (const epoch of [0, 2]) {
      const terms = detector.losses(images, truth, { step: 0, epoch });
      expect(Object.keys(terms)).toEqual(['classification', 'box']);
      for (const term of Object.values(terms)) expect((await term.data())[0]).toBeGreaterThan(0);
      dispose(terms as never);
    }
    detector.dispose();
  });

  it('tells each layer to the trace', () => {
    const detector = tinyTood();
    const layers: LayerTrace[] = [];
    const images = zeros<Rank.R4>([1, 32, 32, 3]);
    dispose(detector.predict(images, { ...INFERENCE, trace: (layer) => layers.push(layer) }) as never);
    const convolution = layers.find(({ name }) => name === 'backbone.conv1');
    // 16 × 16 cells, 7 · 7 · 3 inputs each, 4 outputs
    expect(convolution?.macs).toBe(16 * 16 * 7 * 7 * 3 * 4);
    detector.dispose();
  });

  it('says which prediction a loss misses, to users of plain JavaScript', () => {
    const start = memory().numTensors;
    const loss = afterEpoch(1, focal(), sumLosses(focal(), weighted(2, centerness()))) as Loss;
    expect(() => createDetector({ ...tinyParts(), head: head(), assigner: taskAligned(), loss })).toThrow(
      'createDetector: loss: expected a head that predicts qualityLogits, which centerness needs, got the task-aligned head, ' +
        'which predicts classLogits, boxes. Use a head with a centerness branch, such as decoupledHead(), or leave this loss out.',
    );
    const assigner = simOta() as Assigner;
    expect(() => createDetector({ ...tinyParts(), head: head(), assigner, loss: focal() })).toThrow(
      'createDetector: assigner: expected a head that predicts objectnessLogits, which simOta needs',
    );
    expect(memory().numTensors).toBe(start);
  });

  it('says what it is, with all defaults, and another part is another description', () => {
    const parts = { ...tinyParts(), head: head(), assigner: taskAligned(), loss: focal() };
    const describedBy = (changes: Partial<typeof parts> & { seed?: number; detection?: object } = {}) => {
      const detector = createDetector({ ...parts, ...changes });
      detector.dispose();
      return detector.description;
    };
    const plain = describedBy();
    expect(plain).toMatchObject({
      kind: 'detector',
      options: {
        classes: ['left', 'right'],
        backbone: { kind: 'resnet', options: { depth: 18, norm: { kind: 'group', epsilon: 1e-5 } } },
        neck: { kind: 'fpn', options: { channels: 8, extra: 'on-output' } },
        head: { kind: 'taskAlignedHead' },
        assigner: { kind: 'taskAligned', options: { topK: 13, alpha: 1, beta: 6 } },
        loss: { kind: 'focal', options: { normalizer: { kind: 'positives' } } },
        seed: 0,
        detection: { scoreThreshold: 0.05, iouThreshold: 0.6, maxDetections: 100, views: [{}] },
      },
    });
    expect(unknownParts(plain)).toEqual([]);
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
    expect(describedBy({ ...parts })).toEqual(plain);
    for (const changed of [
      { loss: focal({ gamma: 1 }) },
      { assigner: taskAligned({ topK: 5 }) },
      { seed: 1 },
      { detection: { iouThreshold: 0.5 } },
      { classes: ['right', 'left'] as const },
    ]) {
      expect(describedBy(changed as object)).not.toEqual(plain);
    }
  });

  it('refuses parts whose maps are not those that they declare', () => {
    const parts = tinyParts();
    const lying: Backbone = {
      ...parts.backbone,
      build: (scope) => {
        const run = parts.backbone.build(scope);
        return (images, context) => run(images.slice([0, 0, 0, 0], [-1, 16, -1, -1]), context);
      },
    };
    const detector = createDetector({
      ...parts,
      backbone: lying,
      head: head(),
      assigner: taskAligned(),
      loss: focal(),
    });
    expect(() => detector.predict(zeros([1, 32, 32, 3]))).toThrow(
      'createDetector: expected feature maps of ceil(size / stride) cells, 4 × 4, 2 × 2, 1 × 1, ' +
        'got 2 × 4, 1 × 2, 1 × 1.',
    );
    detector.dispose();
  });

  it('refuses no classes and a class twice, and leaves no tensor where a part cannot be built', () => {
    const start = memory().numTensors;
    const create = (classes: string[]) =>
      createDetector({ ...tinyParts(), classes, head: head(), assigner: taskAligned(), loss: focal() });
    expect(() => create([])).toThrow('createDetector: classes: expected at least one class name, got [].');
    expect(() => create(['cat', 'dog', 'cat'])).toThrow(
      'createDetector: classes: expected each class name once, got ["cat","dog","cat"].',
    );
    const broken = {
      ...head(),
      build: () => {
        throw new ExpectationError('head', 'something', 'nothing');
      },
    };
    expect(() =>
      createDetector({ ...tinyParts(), head: broken, assigner: taskAligned(), loss: focal() }),
    ).toThrow('head: expected something, got nothing.');
    expect(memory().numTensors).toBe(start);
  });

  it('refuses images that are no batch', () => {
    const detector = tinyTood();
    expect(() => detector.predict(zeros([1, 32, 32, 4]))).toThrow(
      'predict: images: expected shape [B, H, W, 3] with B = 1, H = 32, W = 32, got [1, 32, 32, 4].',
    );
    detector.dispose();
  });
});

describe('types of createDetector', () => {
  it('accept a loss that the head serves, and refuse one that it does not', () => {
    const parts = tinyParts;
    const good = () =>
      createDetector({ ...parts(), head: decoupledHead(), assigner: taskAligned(), loss: centerness() });
    expectTypeOf<ReturnType<typeof good>['predict']>().returns.toExtend<QualityPredictions>();
    expectTypeOf<ReturnType<typeof good>>().toExtend<Detector>();
    const wrongHead = () =>
      // @ts-expect-error: the T-Head predicts no quality
      createDetector({ ...parts(), head: taskAlignedHead(), assigner: taskAligned(), loss: centerness() });
    const withoutQuality = () =>
      createDetector({
        ...parts(),
        head: decoupledHead({ quality: 'none' }),
        assigner: taskAligned(),
        // @ts-expect-error: this head has no centerness branch
        loss: centerness(),
      });
    expect([good, wrongHead, withoutQuality]).toHaveLength(3);
  });
});
