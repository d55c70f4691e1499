import { ParameterStore } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import type { Checkpoint } from './checkpoint.ts';
import { loadParameters } from './load-parameters.ts';
import { torchvisionNames } from './torchvision-names.ts';

test.each([
  ['backbone.layer1.0.conv1.weight', ['backbone.body.layer1.0.conv1.weight']],
  [
    'neck.lateral_convs.1.conv.bias',
    ['backbone.fpn.inner_blocks.1.0.bias', 'backbone.fpn.inner_blocks.1.bias'],
  ],
  [
    'neck.fpn_convs.2.conv.weight',
    ['backbone.fpn.layer_blocks.2.0.weight', 'backbone.fpn.layer_blocks.2.weight'],
  ],
  ['neck.fpn_convs.3.conv.weight', ['backbone.fpn.extra_blocks.p6.weight']],
  ['neck.fpn_convs.4.conv.bias', ['backbone.fpn.extra_blocks.p7.bias']],
  [
    'bbox_head.cls_convs.3.conv.weight',
    ['head.classification_head.conv.3.0.weight', 'head.classification_head.conv.6.weight'],
  ],
  [
    'bbox_head.reg_convs.0.conv.bias',
    ['head.regression_head.conv.0.0.bias', 'head.regression_head.conv.0.bias'],
  ],
  ['bbox_head.retina_cls.weight', ['head.classification_head.cls_logits.weight']],
  ['bbox_head.retina_reg.bias', ['head.regression_head.bbox_reg.bias']],
  ['bbox_head.conv_centerness.bias', ['bbox_head.conv_centerness.bias']],
])('RetinaNet: %s', (name, expected) => {
  expect(torchvisionNames('retinanet')(name)).toEqual(expected);
});

test.each([
  ['bbox_head.cls_convs.2.conv.weight', ['head.classification_head.conv.6.weight']],
  ['bbox_head.reg_convs.2.gn.bias', ['head.regression_head.conv.7.bias']],
  ['bbox_head.conv_cls.weight', ['head.classification_head.cls_logits.weight']],
  ['bbox_head.conv_reg.weight', ['head.regression_head.bbox_reg.weight']],
  ['bbox_head.conv_centerness.bias', ['head.regression_head.bbox_ctrness.bias']],
])('FCOS: %s', (name, expected) => {
  expect(torchvisionNames('fcos')(name)).toEqual(expected);
});

test('a published file loads by its older names', async () => {
  await tf.setBackend('cpu');
  const store = new ParameterStore();
  const initializer = () => new Float32Array(2);
  store.create('neck.lateral_convs.0.conv.bias', [2], { initializer });
  store.create('bbox_head.retina_cls.bias', [2], { initializer });
  const stored: Readonly<Record<string, number[]>> = {
    'backbone.fpn.inner_blocks.0.bias': [1, 2],
    'head.classification_head.cls_logits.bias': [3, 4],
  };
  const summary = (name: string) => ({ name, shape: [2], dtype: 'F32' as const });
  const file: Checkpoint = {
    name: 'retinanet.pth',
    metadata: {},
    entries: new Map(Object.keys(stored).map((name) => [name, summary(name)])),
    read: async (name) => ({ ...summary(name), data: Float32Array.from(stored[name]!) }),
    close: async () => {},
  };
  const report = await loadParameters(store, file, { names: torchvisionNames('retinanet') });
  expect(report).toMatchObject({ skipped: [], missing: [] });
  expect(store.all.map(({ variable }) => [...variable.dataSync()])).toEqual([
    [1, 2],
    [3, 4],
  ]);
  store.dispose();
});
