/** Parts of names and what they become: in files from before mmcv, and in those of mmdetection's own TOOD. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/\.conv_offset\.(weight|bias)$/, '_offset.$1'],
  [/\.la_conv1\.(weight|bias)$/, '.layer_attention.0.$1'],
  [/\.la_conv2\.(weight|bias)$/, '.layer_attention.2.$1'],
  [/(^|\.)(cls_prob|reg_offset)_conv1\.(weight|bias)$/, '$1$2_module.0.$3'],
  [/(^|\.)(cls_prob|reg_offset)_conv2\.(weight|bias)$/, '$1$2_module.2.$3'],
];

/**
 * Names that a parameter has in the files of mmdetection: its own; for a deformable convolution's offsets the one of
 * files from before mmcv, `conv2_offset.weight`; for TOOD's layers, which have the names of its authors here, those of
 * mmdetection 2.20 and later. The default of the option `names` of `loadParameters`.
 */
export function mmdetectionNames(name: string): readonly string[] {
  const rule = RULES.find(([pattern]) => pattern.test(name));
  return rule === undefined ? [name] : [name, name.replace(...rule)];
}
