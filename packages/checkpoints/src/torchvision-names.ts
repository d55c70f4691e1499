/** The detectors of torchvision that have a preset. */
export type TorchvisionDetector = 'retinanet' | 'fcos';

/** A part of a name and what it becomes: in torchvision since 0.13, and in the files that it publishes. */
type Rule = readonly [pattern: RegExp, ...names: string[]];

const TRUNK: readonly Rule[] = [
  [/^backbone\.(.+)$/, 'backbone.body.$1'],
  [
    /^neck\.lateral_convs\.(\d)\.conv\.(.+)$/,
    'backbone.fpn.inner_blocks.$1.0.$2',
    'backbone.fpn.inner_blocks.$1.$2',
  ],
  [
    /^neck\.fpn_convs\.([0-2])\.conv\.(.+)$/,
    'backbone.fpn.layer_blocks.$1.0.$2',
    'backbone.fpn.layer_blocks.$1.$2',
  ],
  [/^neck\.fpn_convs\.3\.conv\.(.+)$/, 'backbone.fpn.extra_blocks.p6.$1'],
  [/^neck\.fpn_convs\.4\.conv\.(.+)$/, 'backbone.fpn.extra_blocks.p7.$1'],
];

const HEADS: Readonly<Record<TorchvisionDetector, readonly Rule[]>> = {
  retinanet: [
    [/^bbox_head\.retina_cls\.(.+)$/, 'head.classification_head.cls_logits.$1'],
    [/^bbox_head\.retina_reg\.(.+)$/, 'head.regression_head.bbox_reg.$1'],
  ],
  fcos: [
    [/^bbox_head\.conv_cls\.(.+)$/, 'head.classification_head.cls_logits.$1'],
    [/^bbox_head\.conv_reg\.(.+)$/, 'head.regression_head.bbox_reg.$1'],
    [/^bbox_head\.conv_centerness\.(.+)$/, 'head.regression_head.bbox_ctrness.$1'],
  ],
};

const TOWER = /^bbox_head\.(cls|reg)_convs\.(\d+)\.(conv|gn)\.(.+)$/;

/**
 * Names that a parameter of the `retinanet` or `fcos` preset has in torchvision, `retinanet_resnet50_fpn` and
 * `fcos_resnet50_fpn`: as torchvision names it now, then as the weights that it publishes do. For the option
 * `names` of `loadParameters`. A name that torchvision has no counterpart of stays as it is.
 */
export function torchvisionNames(detector: TorchvisionDetector): (name: string) => readonly string[] {
  const rules = [...TRUNK, ...HEADS[detector]];
  return (name) => {
    const tower = TOWER.exec(name);
    if (tower !== null) return towerNames(detector, tower);
    const rule = rules.find(([pattern]) => pattern.test(name));
    if (rule === undefined) return [name];
    const [pattern, ...names] = rule;
    return names.map((replacement) => name.replace(pattern, replacement));
  };
}

/** RetinaNet's layers are blocks of convolution and ReLU; those of FCOS follow each other: convolution, norm, ReLU. */
function towerNames(detector: TorchvisionDetector, [, task, index, layer, field]: RegExpExecArray): string[] {
  const head = `head.${task === 'cls' ? 'classification' : 'regression'}_head.conv`;
  const block = Number(index);
  return detector === 'retinanet'
    ? [`${head}.${block}.0.${field}`, `${head}.${2 * block}.${field}`]
    : [`${head}.${3 * block + (layer === 'gn' ? 1 : 0)}.${field}`];
}
