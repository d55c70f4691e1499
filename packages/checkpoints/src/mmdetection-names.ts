/**
 * Names that a parameter has in the files of mmdetection: its own, and for a deformable convolution's offsets the
 * one of files from before mmcv, `conv2_offset.weight`. The default of the option `names` of `loadParameters`.
 */
export function mmdetectionNames(name: string): readonly string[] {
  const early = name.replace(/\.conv_offset\.(weight|bias)$/, '_offset.$1');
  return early === name ? [name] : [name, early];
}
