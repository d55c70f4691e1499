import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  formatLoadReport,
  loadParameters,
  type TensorToWrite,
  writeSafetensors,
} from '@tandem-det/checkpoints';
import { createDetector } from '@tandem-det/detector';
import { type StartedBackend, startBackend } from '@tandem-det/kernels/backends';
import { uniformValues } from '@tandem-det/kernels/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tood } from './tood.ts';

type Shapes = Record<string, readonly number[]>;

/** A batch normalisation under this name, with the counter that PyTorch keeps. */
const batchNorm = (name: string, channels: number): Shapes => ({
  ...Object.fromEntries(
    ['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`${name}.${part}`, [channels]]),
  ),
  [`${name}.num_batches_tracked`]: [],
});

const groupNorm = (name: string, channels: number): Shapes => ({
  [`${name}.weight`]: [channels],
  [`${name}.bias`]: [channels],
});

const withBias = (name: string, outputs: number, inputs: number, size: number): Shapes => ({
  [`${name}.weight`]: [outputs, inputs, size, size],
  [`${name}.bias`]: [outputs],
});

/**
 * The state dict of a ResNeXt-50 of width 4 with 2 groups of 2 channels, as torchvision and mmdetection name it.
 * `offset` names the offsets of the deformable convolutions of the last stage, if there are any.
 */
function resnext(offset?: string): Shapes {
  const shapes: Shapes = { 'conv1.weight': [4, 3, 7, 7], ...batchNorm('bn1', 4) };
  let inputs = 4;
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    const [middle, outputs] = [4 * 2 ** stage, 16 * 2 ** stage];
    for (let block = 0; block < blocks; block++) {
      const name = `layer${stage + 1}.${block}`;
      shapes[`${name}.conv1.weight`] = [middle, inputs, 1, 1];
      Object.assign(shapes, batchNorm(`${name}.bn1`, middle));
      shapes[`${name}.conv2.weight`] = [middle, middle / 2, 3, 3];
      // 2 offsets and a mask for each of nine positions
      if (offset && stage === 3) Object.assign(shapes, withBias(`${name}.${offset}`, 27, middle, 3));
      Object.assign(shapes, batchNorm(`${name}.bn2`, middle));
      shapes[`${name}.conv3.weight`] = [outputs, middle, 1, 1];
      Object.assign(shapes, batchNorm(`${name}.bn3`, outputs));
      if (block === 0) {
        shapes[`${name}.downsample.0.weight`] = [outputs, inputs, 1, 1];
        Object.assign(shapes, batchNorm(`${name}.downsample.1`, outputs));
      }
      inputs = outputs;
    }
  }
  return shapes;
}

/** mmdetection's TOOD on it: FPN and head of 16 channels, two layers of which the first is deformable. */
function toodState(classes: number, offset: string): Shapes {
  const shapes: Shapes = {};
  for (const [name, shape] of Object.entries(resnext(offset))) shapes[`backbone.${name}`] = shape;
  for (const level of [0, 1, 2]) {
    Object.assign(shapes, withBias(`neck.lateral_convs.${level}.conv`, 16, 32 * 2 ** level, 1));
  }
  for (const level of [0, 1, 2, 3, 4])
    Object.assign(shapes, withBias(`neck.fpn_convs.${level}.conv`, 16, 16, 3));
  const head: Shapes = { ...withBias('inter_convs.0.conv.conv_offset', 108, 16, 3) };
  for (const layer of [0, 1]) {
    head[`inter_convs.${layer}.conv.weight`] = [16, 16, 3, 3];
    Object.assign(head, groupNorm(`inter_convs.${layer}.gn`, 16));
  }
  for (const task of ['cls_decomp', 'reg_decomp']) {
    Object.assign(head, withBias(`${task}.la_conv1`, 2, 32, 1), withBias(`${task}.la_conv2`, 2, 2, 1));
    head[`${task}.reduction_conv.conv.weight`] = [16, 32, 1, 1];
    Object.assign(head, groupNorm(`${task}.reduction_conv.gn`, 16));
  }
  Object.assign(head, withBias('tood_cls', classes, 16, 3), withBias('tood_reg', 4, 16, 3));
  Object.assign(head, withBias('cls_prob_conv1', 4, 32, 1), withBias('cls_prob_conv2', 1, 4, 3));
  Object.assign(head, withBias('reg_offset_conv1', 4, 32, 1), withBias('reg_offset_conv2', 8, 4, 3));
  for (const level of [0, 1, 2, 3, 4]) head[`scales.${level}.scale`] = [];
  for (const [name, shape] of Object.entries(head)) shapes[`bbox_head.${name}`] = shape;
  return shapes;
}

const isCounter = (name: string) => name.endsWith('num_batches_tracked');

function tensorsOf(shapes: Shapes): TensorToWrite[] {
  return Object.entries(shapes).map(([name, shape], seed) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    const data = isCounter(name) ? Int32Array.of(7) : uniformValues(size, { low: -1, seed });
    return { name, shape, data };
  });
}

describe('weights of TOOD by name', () => {
  let folder = '';
  let backend: StartedBackend;
  beforeAll(async () => {
    backend = await startBackend({ name: 'cpu', report: () => {} });
    folder = await mkdtemp(join(tmpdir(), 'tandem-tood-'));
  });
  afterAll(async () => {
    await backend.stop();
    await rm(folder, { recursive: true });
  });
  const create = (count = 3) =>
    createDetector(
      tood({
        classes: Array.from({ length: count }, (_, index) => `class ${index}`),
        depth: 50,
        width: 4,
        groups: 2,
        groupWidth: 2,
        deformable: { levels: [5] },
        channels: 16,
        interactiveLayers: 2,
        deformableLayers: 1,
      }),
    );
  const write = async (name: string, tensors: TensorToWrite[]) => {
    const path = join(folder, name);
    await writeSafetensors(path, tensors);
    return path;
  };

  it.each(['conv2.conv_offset', 'conv2_offset'])(
    'loads whole from mmdetection, with offsets named %s',
    async (offset) => {
      const tensors = tensorsOf(toodState(3, offset));
      const { parameters, dispose } = create();
      const report = await loadParameters(parameters, await write('tood.safetensors', tensors));
      expect(report).toMatchObject({ skipped: [], missing: [], mismatched: [] });
      expect(report.loaded).toHaveLength(tensors.filter(({ name }) => !isCounter(name)).length);
      const stored = tensors.find(({ name }) => name === `backbone.layer4.1.${offset}.weight`)!;
      const loaded = parameters.get('backbone.layer4.1.conv2.conv_offset.weight')!.variable;
      // OIHW [27, 32, 3, 3], value (5, 6, 1, 2), is HWIO value ((1 · 3 + 2) · 32 + 6) · 27 + 5
      expect((await loaded.data())[((1 * 3 + 2) * 32 + 6) * 27 + 5]).toBe(
        stored.data[((5 * 32 + 6) * 3 + 1) * 3 + 2],
      );
      dispose();
    },
  );

  it('for another number of classes loads all but the last layer', async () => {
    const path = await write('many.safetensors', tensorsOf(toodState(80, 'conv2.conv_offset')));
    const { parameters, dispose } = create(3);
    const report = await loadParameters(parameters, path, { strict: false });
    expect(report).toMatchObject({ skipped: [], missing: [] });
    expect(report.mismatched).toEqual([
      { name: 'bbox_head.tood_cls.weight', expected: [3, 16, 3, 3], found: [80, 16, 3, 3] },
      { name: 'bbox_head.tood_cls.bias', expected: [3], found: [80] },
    ]);
    expect(formatLoadReport(report)).toContain('2 of another shape, 0 missing, 0 not used');
    dispose();
  });

  it('takes its backbone from torchvision; offsets and masks keep their start', async () => {
    const classifier: Shapes = { 'fc.weight': [10, 128], 'fc.bias': [10] };
    const path = await write('resnext.safetensors', tensorsOf({ ...resnext(), ...classifier }));
    const { parameters, dispose } = create();
    const report = await loadParameters(parameters, path, { scope: 'backbone', strict: false });
    expect(report.skipped).toEqual(['fc.weight', 'fc.bias']);
    expect(report.mismatched).toEqual([]);
    expect(report.missing).toEqual(
      [0, 1, 2].flatMap((block) =>
        ['weight', 'bias'].map((part) => `backbone.layer4.${block}.conv2.conv_offset.${part}`),
      ),
    );
    dispose();
  });
});
