import { describe, expect, it } from 'vitest';
import { mmdetectionNames } from './mmdetection-names.ts';

describe('mmdetectionNames', () => {
  it.each([
    ['backbone.layer3.0.conv2.conv_offset.weight', 'backbone.layer3.0.conv2_offset.weight'],
    ['bbox_head.cls_decomp.la_conv1.bias', 'bbox_head.cls_decomp.layer_attention.0.bias'],
    ['bbox_head.reg_decomp.la_conv2.weight', 'bbox_head.reg_decomp.layer_attention.2.weight'],
    ['bbox_head.cls_prob_conv1.weight', 'bbox_head.cls_prob_module.0.weight'],
    ['reg_offset_conv2.bias', 'reg_offset_module.2.bias'],
  ])('%s is also called %s', (name, other) => {
    expect(mmdetectionNames(name)).toEqual([name, other]);
  });

  it('leaves other names as they are', () => {
    expect(mmdetectionNames('bbox_head.tood_cls.weight')).toEqual(['bbox_head.tood_cls.weight']);
  });
});
