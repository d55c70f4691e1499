/** Parts of a name and what they become, in this order. */
type Rules = readonly (readonly [RegExp, string])[];

const YOLOX: Rules = [
  [/^backbone\./, 'backbone.backbone.'],
  [/^neck\./, 'backbone.'],
  [/^bbox_head\./, 'head.'],
];

const MMDETECTION: Rules = [
  [/^backbone\.dark2\./, 'backbone.stage1.'],
  [/^backbone\.dark3\./, 'backbone.stage2.'],
  [/^backbone\.dark4\./, 'backbone.stage3.'],
  [/^backbone\.dark5\./, 'backbone.stage4.'],
  [/^neck\.lateral_conv0\./, 'neck.reduce_layers.0.'],
  [/^neck\.reduce_conv1\./, 'neck.reduce_layers.1.'],
  [/^neck\.C3_p4\./, 'neck.top_down_blocks.0.'],
  [/^neck\.C3_p3\./, 'neck.top_down_blocks.1.'],
  [/^neck\.bu_conv2\./, 'neck.downsamples.0.'],
  [/^neck\.bu_conv1\./, 'neck.downsamples.1.'],
  [/^neck\.C3_n3\./, 'neck.bottom_up_blocks.0.'],
  [/^neck\.C3_n4\./, 'neck.bottom_up_blocks.1.'],
  // cross-stage partial layers; the stage's pooling keeps its conv1 and conv2
  [/^(backbone\.stage(?:[1-3]\.1|4\.2)|neck\.\w+_blocks\.\d)\.conv1\./, '$1.main_conv.'],
  [/^(backbone\.stage(?:[1-3]\.1|4\.2)|neck\.\w+_blocks\.\d)\.conv2\./, '$1.short_conv.'],
  [/^(backbone\.stage(?:[1-3]\.1|4\.2)|neck\.\w+_blocks\.\d)\.conv3\./, '$1.final_conv.'],
  [/^(backbone\.stage(?:[1-3]\.1|4\.2)|neck\.\w+_blocks\.\d)\.m\./, '$1.blocks.'],
  [/^bbox_head\.stems\./, 'neck.out_convs.'],
  [/^bbox_head\.(cls|reg)_convs\./, 'bbox_head.multi_level_$1_convs.'],
  [/^bbox_head\.(cls|reg|obj)_preds\./, 'bbox_head.multi_level_conv_$1.'],
  [/\.dconv\./, '.depthwise_conv.'],
  [/\.pconv\./, '.pointwise_conv.'],
];

/**
 * Names that a parameter of the `yolox` preset has in the files of YOLOX (`yolox_s.pth`, at `model`), then in
 * those of mmdetection, whose neck holds the head's stems. For the option `names` of `loadParameters`.
 */
export function yoloxNames(name: string): readonly string[] {
  return [renamed(name, YOLOX), renamed(name, MMDETECTION)];
}

function renamed(name: string, rules: Rules): string {
  return rules.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), name);
}
