import { resnet } from '@tandem-det/backbones';
import type { Detector } from '@tandem-det/detector';
import { fpn } from '@tandem-det/necks';
import { atss, fcos, gfl, headByAssignment, ota, retinanet, tood, yolox } from '@tandem-det/presets';
import type { ModelConfig } from '../config/model-schema.ts';

type PyramidConfig = Exclude<ModelConfig, { preset: 'yolox' }>;

/** The detector that a config's `model` describes, for these classes; `seed` decides its initial values. */
export function buildDetector(config: ModelConfig, classes: readonly string[], seed: number): Detector {
  if (config.preset === 'yolox') {
    const { size, normalization } = config;
    const norm = normalization === 'group' && { norm: { kind: normalization } as const };
    return yolox({ classes, seed, size, ...norm }) as unknown as Detector;
  }
  return buildOnPyramid(config, classes, seed) as unknown as Detector;
}

function buildOnPyramid(config: PyramidConfig, classes: readonly string[], seed: number) {
  const { channels } = config;
  const shared = { classes, seed, channels, ...backboneAndNeck(config) };
  switch (config.preset) {
    case 'tood': {
      const { warmUpEpochs, topK, alpha, beta, interactiveLayers, regression } = config;
      return tood({ ...shared, warmUpEpochs, topK, alpha, beta, interactiveLayers, regression });
    }
    case 'head-by-assignment': {
      const { head, assignment, warmUpEpochs, topK, alpha, beta, interactiveLayers, convs } = config;
      const alignment = { warmUpEpochs, topK, alpha, beta };
      return headByAssignment({ ...shared, ...alignment, head, assignment, interactiveLayers, convs });
    }
    case 'atss':
      return atss({
        ...shared,
        convs: config.convs,
        regression: config.regression,
        atssTopK: config.atssTopK,
      });
    case 'retinanet':
      return retinanet({ ...shared, convs: config.convs });
    case 'fcos':
      return fcos({ ...shared, convs: config.convs, tricks: config.tricks });
    case 'gfl':
      return gfl({ ...shared, convs: config.convs, longest: config.longest, atssTopK: config.atssTopK });
    case 'ota':
      return ota({ ...shared, convs: config.convs });
  }
}

/** ResNet and pyramid; its coarsest levels are made as each method has it. */
function backboneAndNeck(config: PyramidConfig) {
  const { preset, depth, width, normalization, frozenStages, channels, levels, neckNormalization } = config;
  return {
    backbone: resnet({
      depth,
      width,
      norm: { kind: normalization },
      frozenStages,
      levels: [Math.min(3, levels[0]) as 2 | 3, 5],
    }),
    neck: fpn({
      channels,
      levels,
      ...(neckNormalization === 'group' && { norm: { kind: 'group' } }),
      ...(preset === 'retinanet' && { extra: 'on-input' }),
      ...((preset === 'fcos' || preset === 'ota') && { reluBeforeExtra: true }),
    }),
  };
}
