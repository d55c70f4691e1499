import { atssAssigner, simOta } from '@tandem-det/assigners';
import type { DensePredictions, GroundTruth, QualityPredictions } from '@tandem-det/core';
import { createDetector, type Detector, type DetectorOptions } from '@tandem-det/detector';
import { decoupledHead } from '@tandem-det/heads';
import { describeBackends, uniformValues } from '@tandem-det/kernels/testing';
import { centerness, focal, giou, sumLosses } from '@tandem-det/losses';
import { dispose, type Tensor4D, tensor2d, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { atss } from './atss.ts';
import { fcos } from './fcos.ts';
import { gfl } from './gfl.ts';
import { headByAssignment } from './head-by-assignment.ts';
import { ota } from './ota.ts';
import { PUBLISHED_SCHEDULES, type PublishedSchedule } from './published-schedule.ts';
import { retinanet } from './retinanet.ts';
import { tood } from './tood.ts';
import { TOOD_VARIANTS, type ToodVariant } from './tood-variants.ts';
import { YOLOX_SCHEDULE } from './yolox-schedule.ts';

const tiny = {
  classes: ['cat', 'dog', 'bird'],
  depth: 18,
  width: 4,
  norm: { kind: 'group' },
  channels: 8,
} as const;
const tHead = { ...tiny, interactiveLayers: 2 } as const;
const towers = { ...tiny, convs: 1 } as const;

function batch(): { images: Tensor4D; truth: GroundTruth } {
  return {
    images: tensor4d(uniformValues(64 * 64 * 3, { low: -1, high: 1 }), [1, 64, 64, 3]),
    truth: {
      boxes: tensor3d([[[2, 2, 62, 60]]]),
      classes: tensor2d([[2]], [1, 1], 'int32'),
      mask: tensor2d([[1]]),
      validSizes: tensor2d([[64, 64]]),
    },
  };
}

/** Names of the loss terms in an epoch, and how many priors are positive there. */
async function trained(detector: Detector, epoch: number): Promise<{ terms: string[]; positives: number }> {
  const { images, truth } = batch();
  const { terms, gradients, positives } = detector.gradients(images, truth, { step: 0, epoch });
  for (const [name, gradient] of gradients) {
    expect((await gradient.data()).every(Number.isFinite), name).toBe(true);
  }
  const missing = detector.parameters.trainable.filter(({ name }) => !gradients.has(name));
  expect(missing.map(({ name }) => name)).toEqual([]);
  const count = (await positives.data())[0]!;
  dispose([...Object.values(terms), ...gradients.values(), positives, images, ...Object.values(truth)]);
  return { terms: Object.keys(terms), positives: count };
}

describeBackends('presets', () => {
  it('tood trains in both of its phases', async () => {
    const detector = createDetector(tood(tHead));
    expect(await trained(detector, 3)).toMatchObject({ terms: ['classification', 'box'] });
    // At most topK = 13 positives for the one object.
    const { positives } = await trained(detector, 4);
    expect(positives).toBeGreaterThan(0);
    expect(positives).toBeLessThanOrEqual(13);
    detector.dispose();
  });

  it('tood aligns from the start without a warm-up, with the candidates it is told', async () => {
    const detector = createDetector(tood({ ...tHead, warmUpEpochs: 0, topK: 2 }));
    const { positives } = await trained(detector, 0);
    expect(positives).toBeGreaterThan(0);
    expect(positives).toBeLessThanOrEqual(2);
    detector.dispose();
  });

  it('atss trains its centerness branch', async () => {
    const detector = createDetector(atss(towers));
    expect((await trained(detector, 0)).terms).toEqual(['classification', 'box', 'centerness']);
    detector.dispose();
  });

  it.each([
    ['retinanet', () => createDetector(retinanet(towers)), ['classification', 'box']],
    ['fcos', () => createDetector(fcos(towers)), ['classification', 'box', 'centerness']],
    [
      'fcos with tricks',
      () => createDetector(fcos({ ...towers, tricks: true })),
      ['classification', 'box', 'centerness'],
    ],
    ['gfl', () => createDetector(gfl(towers)), ['classification', 'box', 'distribution']],
    ['ota', () => createDetector(ota(towers)), ['classification', 'box', 'quality']],
  ] as const)('%s trains every parameter', async (_name, create, terms) => {
    const detector = create() as unknown as Detector;
    const result = await trained(detector, 0);
    expect(result.terms).toEqual(terms);
    expect(result.positives).toBeGreaterThan(0);
    detector.dispose();
  });

  it('every cell of the 2 × 2 trains, centerness in parallel × ATSS alone', async () => {
    for (const head of ['parallel', 't-head'] as const) {
      for (const assignment of ['atss', 'tal'] as const) {
        const detector = createDetector(
          headByAssignment({ ...tHead, ...towers, head, assignment, warmUpEpochs: 1 }),
        );
        for (const epoch of [0, 1]) {
          const { terms } = await trained(detector, epoch);
          const own = head === 'parallel' && assignment === 'atss' ? ['centerness'] : [];
          expect(terms, `${head} × ${assignment}`).toEqual(['classification', 'box', ...own]);
        }
        detector.dispose();
      }
    }
  });

  it('frozen stages do not train', () => {
    const detector = createDetector(tood({ ...tHead, frozenStages: 1 }));
    const names = detector.parameters.trainable.map(({ name }) => name);
    expect(names).not.toContain('backbone.conv1.weight');
    expect(names).not.toContain('backbone.layer1.0.conv1.weight');
    expect(names).toContain('backbone.layer2.0.conv1.weight');
    detector.dispose();
  });

  it('take other parts in place of their own', () => {
    const replaced = createDetector({
      ...tood(tHead),
      head: decoupledHead({ channels: 8, convs: 1 }),
      assigner: atssAssigner(),
      loss: sumLosses(focal(), giou(), centerness()),
    });
    expect(replaced.parameters.get('bbox_head.atss_centerness.bias')?.variable.shape).toEqual([1]);
    replaced.dispose();
  });
});

describe('published schedules', () => {
  const schedules: [string, PublishedSchedule][] = [
    ...Object.entries(PUBLISHED_SCHEDULES),
    ['yolox', YOLOX_SCHEDULE],
  ];

  it('fall within their length, and grow to their rate', () => {
    for (const [name, { length, decay, warmUp, batchSize }] of schedules) {
      const total = 'epochs' in length ? length.epochs : length.steps;
      if (decay.kind === 'steps') {
        expect(decay.unit, name).toBe('epochs' in length ? 'epoch' : 'step');
        expect([...decay.at].sort((a, b) => a - b)).toEqual(decay.at);
        expect(Math.max(...decay.at), name).toBeLessThan(total);
      } else {
        expect(decay.holdEpochs, name).toBeLessThan(total);
      }
      expect(warmUp.ratio, name).toBeLessThan(1);
      // 117,266 images of COCO with objects, 16 a step: 12 epochs are 87,950 steps
      const epochs = 'epochs' in length ? length.epochs : (length.steps * batchSize) / 117_266;
      expect([12, 24, 300]).toContain(Math.round(epochs));
    }
  });

  it('are those of the configs where they differ', () => {
    const { fcos, ota } = PUBLISHED_SCHEDULES;
    // learning rate of biases twice, without decay; means of Caffe in BGR
    expect(fcos.sgd.groups).toEqual([{ roles: ['bias'], rateFactor: 2, decayFactor: 0 }]);
    expect([fcos.clipNorm, 'clipNorm' in PUBLISHED_SCHEDULES['fcos with tricks']]).toEqual([35, false]);
    expect(fcos.normalization.mean).toEqual([102.9801, 115.9465, 122.7717]);
    expect(ota.normalization).toMatchObject({ order: 'BGR', mean: [103.53, 116.28, 123.675] });
    expect(YOLOX_SCHEDULE.sgd.nesterov).toBe(true);
  });
});

describeBackends('variants of tood', () => {
  it.each(['anchor-free', 'anchor-based'] as const)(
    'trains on a deformable ResNeXt, %s',
    async (regression) => {
      const detector = createDetector(
        tood({
          ...tHead,
          depth: 50,
          groups: 2,
          groupWidth: 2,
          deformable: { levels: [5] },
          channels: 16,
          deformableLayers: 1,
          regression,
        }),
      );
      const shapeOf = (name: string) => detector.parameters.get(name)?.variable.shape;
      // Two offsets and a mask for 9 places, 27, of each group of channels. In the fourth stage 2 · 2 · 2³ = 32
      // channels in one group; in the head 16 in four.
      expect(shapeOf('backbone.layer4.0.conv2.conv_offset.weight')).toEqual([3, 3, 32, 27]);
      expect(shapeOf('backbone.layer3.0.conv2.conv_offset.weight')).toBeUndefined();
      expect(shapeOf('bbox_head.inter_convs.0.conv.conv_offset.weight')).toEqual([3, 3, 16, 4 * 27]);
      expect(shapeOf('bbox_head.inter_convs.1.conv.conv_offset.weight')).toBeUndefined();
      for (const epoch of [0, 4]) expect((await trained(detector, epoch)).positives).toBeGreaterThan(0);
      detector.dispose();
    },
  );
});

describe('TOOD_VARIANTS', () => {
  it('has the published models, each with the schedule of its name', () => {
    const variants = Object.entries(TOOD_VARIANTS) as [string, ToodVariant][];
    expect(variants).toHaveLength(6);
    for (const [name, { options, schedule, published }] of variants) {
      expect(schedule.length, name).toEqual({ epochs: name.endsWith('1x') ? 12 : 24 });
      expect(options, name).toMatchObject({ norm: { kind: 'frozen-batch' }, frozenStages: 1 });
      expect(options.deformableLayers ?? 0, name).toBe(name.includes('deformable') ? 2 : 0);
      expect(options.depth ?? 50, name).toBe(name.startsWith('r50') ? 50 : 101);
      expect(published.testDev, name).toBeGreaterThan(published.minival);
    }
  });
});

describe('types of presets', () => {
  it('are those of the parts', () => {
    expectTypeOf(tood).returns.toEqualTypeOf<DetectorOptions<DensePredictions>>();
    expectTypeOf(atss).returns.toEqualTypeOf<DetectorOptions<QualityPredictions>>();
  });
});

describeBackends('a part that does not fit the others of a preset', () => {
  const noQuality = decoupledHead({ channels: 8, convs: 1, quality: 'none' });
  const distances = decoupledHead({ channels: 8, convs: 1, regression: 'distances' });

  it.each([
    [
      // @ts-expect-error: the T-Head predicts no quality
      () => createDetector({ ...tood(tHead), loss: centerness() }),
      'createDetector: loss: expected a head that predicts qualityLogits, which centerness needs, got the task-aligned head, which predicts classLogits, boxes. Use a head with a centerness branch, such as decoupledHead(), or leave this loss out.',
    ],
    [
      // @ts-expect-error: the loss of ATSS needs a quality branch
      () => createDetector({ ...atss(towers), head: noQuality }),
      'a head that predicts qualityLogits, which centerness needs, got the decoupled head, which predicts classLogits, boxes, boxDeltas.',
    ],
    [
      // @ts-expect-error: GFL's loss needs a distribution
      () => createDetector({ ...gfl(towers), head: decoupledHead({ channels: 8, convs: 1 }) }),
      'a head that predicts boxDistribution, which distributionFocal needs',
    ],
    [
      // @ts-expect-error: RetinaNet's loss needs deltas
      () => createDetector({ ...retinanet(towers), head: distances }),
      'a head that predicts boxDeltas, which l1 needs',
    ],
    [
      // @ts-expect-error: SimOTA needs objectness
      () => createDetector({ ...tood(tHead), assigner: simOta() }),
      'createDetector: assigner: expected a head that predicts objectnessLogits, which simOta needs',
    ],
  ])('is refused by the compiler and by createDetector: %o', (create, message) => {
    expect(create).toThrow(message);
  });
});
