import { ParameterStore } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadParameters } from './load-parameters.ts';
import { bytesOf, dict, floats, int, pickle, tensor, text, zipFile } from './pytorch/hand-made.ts';
import { yoloxNames } from './yolox-names.ts';

beforeAll(() => tf.setBackend('cpu').then(() => {}));

describe('yoloxNames', () => {
  it.each([
    [
      'backbone.stem.conv.conv.weight',
      'backbone.backbone.stem.conv.conv.weight',
      'backbone.stem.conv.conv.weight',
    ],
    [
      'backbone.dark2.0.bn.running_mean',
      'backbone.backbone.dark2.0.bn.running_mean',
      'backbone.stage1.0.bn.running_mean',
    ],
    [
      'backbone.dark3.1.m.2.conv1.conv.weight',
      'backbone.backbone.dark3.1.m.2.conv1.conv.weight',
      'backbone.stage2.1.blocks.2.conv1.conv.weight',
    ],
    [
      'backbone.dark4.1.conv3.bn.weight',
      'backbone.backbone.dark4.1.conv3.bn.weight',
      'backbone.stage3.1.final_conv.bn.weight',
    ],
    [
      'backbone.dark5.1.conv1.conv.weight',
      'backbone.backbone.dark5.1.conv1.conv.weight',
      'backbone.stage4.1.conv1.conv.weight',
    ],
    [
      'backbone.dark5.2.conv1.conv.weight',
      'backbone.backbone.dark5.2.conv1.conv.weight',
      'backbone.stage4.2.main_conv.conv.weight',
    ],
    [
      'neck.lateral_conv0.conv.weight',
      'backbone.lateral_conv0.conv.weight',
      'neck.reduce_layers.0.conv.weight',
    ],
    ['neck.C3_p3.conv2.bn.bias', 'backbone.C3_p3.conv2.bn.bias', 'neck.top_down_blocks.1.short_conv.bn.bias'],
    [
      'neck.C3_n4.m.0.conv2.conv.weight',
      'backbone.C3_n4.m.0.conv2.conv.weight',
      'neck.bottom_up_blocks.1.blocks.0.conv2.conv.weight',
    ],
    [
      'neck.bu_conv2.dconv.conv.weight',
      'backbone.bu_conv2.dconv.conv.weight',
      'neck.downsamples.0.depthwise_conv.conv.weight',
    ],
    ['bbox_head.stems.1.conv.weight', 'head.stems.1.conv.weight', 'neck.out_convs.1.conv.weight'],
    [
      'bbox_head.reg_convs.2.0.pconv.bn.weight',
      'head.reg_convs.2.0.pconv.bn.weight',
      'bbox_head.multi_level_reg_convs.2.0.pointwise_conv.bn.weight',
    ],
    ['bbox_head.obj_preds.0.bias', 'head.obj_preds.0.bias', 'bbox_head.multi_level_conv_obj.0.bias'],
  ])('%s', (name, yolox, mmdetection) => {
    expect(yoloxNames(name)).toEqual([yolox, mmdetection]);
  });

  it('load a file of YOLOX, its weights at `model` and in half precision', async () => {
    const store = new ParameterStore();
    const initializer = (shape: readonly number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1));
    store.create('backbone.stem.conv.bn.weight', [2], { initializer });
    store.create('bbox_head.obj_preds.0.weight', [1, 1, 2, 1], { initializer, layout: 'convolution' });
    const halves = bytesOf(0x00, 0x3c, 0x00, 0xc0); // 1 and −2 as binary16
    const weights = dict(
      text('backbone.backbone.stem.conv.bn.weight'),
      tensor({ length: 2, shape: [2], strides: [1] }),
      text('head.obj_preds.0.weight'),
      tensor({ type: 'HalfStorage', key: '1', length: 2, shape: [1, 2, 1, 1], strides: [2, 1, 1, 1] }),
      text('backbone.backbone.stem.conv.bn.num_batches_tracked'),
      tensor({ type: 'LongStorage', key: '2', length: 1, shape: [], strides: [] }),
    );
    const file = zipFile(pickle(dict(text('start_epoch'), int(300), text('model'), weights)), {
      0: floats(0.5, 0.25),
      1: halves,
      2: new Uint8Array(8),
    });
    const { loaded, skipped } = await loadParameters(store, file, { names: yoloxNames });
    expect([loaded.length, skipped]).toEqual([2, []]);
    expect(store.all.map(({ variable }) => [...variable.dataSync()])).toEqual([
      [0.5, 0.25],
      [1, -2],
    ]);
    store.dispose();
  });
});
