import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  checkpointShape,
  loadParameters,
  toCheckpointOrder,
  writeSafetensors,
  yoloxNames,
} from '@tandem-det/checkpoints';
import { type GroundTruth, INFERENCE, type LayerTrace } from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import { decoupledHead } from '@tandem-det/heads';
import { withShapesOnly } from '@tandem-det/kernels/shape-only';
import { describeBackends, describeOnce, uniformValues } from '@tandem-det/kernels/testing';
import { dispose, fill, type Tensor4D, tensor2d, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { yolox } from './yolox.ts';

const coco = Array.from({ length: 80 }, (_, index) => `class ${index}`);
const tiny = { classes: ['cat', 'dog', 'bird'], depth: 0.1, width: 1 / 16, seed: 1 } as const;

describe('yolox of the published sizes, 80 classes', () => {
  it.each([
    // Published: 0.91, 5.06, 9.0, 25.3, 54.2, 99.1 million parameters, and 1e9 operations on images of this side. It
    // counts (thop does) 2 operations for each multiply–accumulate and 4 for each value that is normalised.
    ['nano', 912_159, 416, '1.08'],
    ['tiny', 5_055_855, 416, '6.45'],
    ['s', 8_968_255, 640, '26.8'],
    ['m', 25_326_495, 640, '73.8'],
    ['l', 54_208_895, 640, '155.6'],
    ['x', 99_071_455, 640, '281.9'],
  ] as const)('%s has %i parameters', async (size, parameters, side, operations) => {
    let total = 0;
    const trace = ({ kind, macs, outputShape }: LayerTrace) => {
      const values = outputShape.reduce((product, length) => product * length, 1);
      total += kind === 'batch normalisation' ? 4 * values : 2 * macs;
    };
    const count = await withShapesOnly(() => {
      const detector = createDetector(yolox({ classes: coco, size }));
      const images = fill([1, side, side, 3], 0) as Tensor4D;
      dispose([images, ...Object.values(detector.predict(images, { ...INFERENCE, trace }))]);
      const { count } = detector.parameters;
      detector.dispose();
      return count;
    });
    expect(count).toBe(parameters);
    expect((total / 1e9).toFixed(operations.split('.')[1]!.length)).toBe(operations);
  });
});

describeBackends('yolox', () => {
  const truth = (): GroundTruth => ({
    boxes: tensor3d([[[2, 2, 62, 60]]]),
    classes: tensor2d([[2]], [1, 1], 'int32'),
    mask: tensor2d([[1]]),
    validSizes: tensor2d([[64, 64]]),
  });
  const images = () => tensor4d(uniformValues(64 * 64 * 3, { low: 0, high: 255 }), [1, 64, 64, 3]);

  it('trains, with L1 from its epoch on', async () => {
    const detector = createDetector(yolox({ ...tiny, epochsBeforeL1: 1, norm: { kind: 'group' } }));
    for (const epoch of [0, 1]) {
      const [batch, objects] = [images(), truth()];
      const { terms, gradients, positives } = detector.gradients(batch, objects, { step: 0, epoch });
      expect(Object.keys(terms)).toEqual([
        'box',
        'objectness',
        'classification',
        ...(epoch === 1 ? ['l1'] : []),
      ]);
      for (const [name, gradient] of gradients) {
        expect((await gradient.data()).every(Number.isFinite), name).toBe(true);
      }
      expect(gradients.size).toBe(detector.parameters.trainable.length);
      expect((await positives.data())[0]).toBeGreaterThan(0);
      dispose([...Object.values(terms), ...gradients.values(), positives, batch, ...Object.values(objects)]);
    }
    detector.dispose();
  });

  it('reports each prior with its best class alone, boxes not clipped', async () => {
    const detector = createDetector(yolox({ ...tiny, detection: { scoreThreshold: 0, iouThreshold: 1 } }));
    const batch = images();
    const [found] = await detector.detect(batch);
    // 8 · 8 + 4 · 4 + 2 · 2 priors
    expect(found!.scores).toHaveLength(84);
    expect(found!.boxes.some((box) => box.some((side) => side < 0 || side > 64))).toBe(true);
    batch.dispose();
    detector.dispose();
  });
});

describeBackends('weights of yolox', () => {
  /** Writes a detector's parameters under other names and returns the file; removed by `use`. */
  const withFile = async (
    detector: Detector<never>,
    nameOf: (name: string) => string,
    use: (file: string) => Promise<void>,
  ) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tandem-'));
    try {
      const file = path.join(folder, 'weights.safetensors');
      const tensors = await Promise.all(
        detector.parameters.all.map(async ({ name, layout, variable }) => ({
          name: nameOf(name),
          shape: checkpointShape(layout, variable.shape),
          data: toCheckpointOrder(layout, variable.shape, (await variable.data()) as Float32Array),
        })),
      );
      await writeSafetensors(file, tensors);
      await use(file);
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const named = (which: 0 | 1) => (name: string) => yoloxNames(name)[which]!;

  it.each([
    ['YOLOX', 0, false],
    ['mmdetection', 1, false],
    ['YOLOX, separable', 0, true],
    ['mmdetection, separable', 1, true],
  ] as const)('load by the names of %s', async (_, which, separable) => {
    const [one, other] = [
      createDetector(yolox({ ...tiny, separable })),
      createDetector(yolox({ ...tiny, separable, seed: 2 })),
    ];
    await withFile(one as Detector<never>, named(which), async (file) => {
      const { loaded, skipped } = await loadParameters(other.parameters, file, { names: yoloxNames });
      expect([loaded.length, skipped]).toEqual([one.parameters.all.length, []]);
      for (const name of ['backbone.dark5.2.conv1.conv.weight', 'neck.C3_n4.conv2.conv.weight']) {
        const [a, b] = [one, other].map((each) => each.parameters.get(name)!.variable);
        expect(await b!.data(), name).toEqual(await a!.data());
      }
    });
    one.dispose();
    other.dispose();
  });

  it('load all but the last layers into another number of classes', async () => {
    const [one, other] = [createDetector(yolox(tiny)), createDetector(yolox({ ...tiny, classes: ['cat'] }))];
    await withFile(one as Detector<never>, named(0), async (file) => {
      const options = { names: yoloxNames, strict: false } as const;
      const { mismatched, missing } = await loadParameters(other.parameters, file, options);
      expect(missing).toEqual([]);
      const last = [0, 1, 2].flatMap((level) => [`cls_preds.${level}.weight`, `cls_preds.${level}.bias`]);
      expect(mismatched.map(({ name }) => name)).toEqual(last.map((name) => `bbox_head.${name}`));
    });
    one.dispose();
    other.dispose();
  });
});

describeOnce('types of yolox', () => {
  it('refuses a head without objectness', () => {
    const head = decoupledHead({ channels: 8 });
    // @ts-expect-error: the rule of YOLOX needs objectness
    expect(() => createDetector({ ...yolox(tiny), head })).toThrow(
      'createDetector: assigner: expected a head that predicts objectnessLogits, which simOta needs, got the decoupled head',
    );
  });
});
