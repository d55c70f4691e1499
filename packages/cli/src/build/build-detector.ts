import { resnet } from '@tandem-det/backbones';
import type { Detector } from '@tandem-det/detector';
import { fpn } from '@tandem-det/necks';
import { atss, headByAssignment, tood } from '@tandem-det/presets';
import type { ModelConfig } from '../config/schema.ts';

/** The detector that a config's `model` describes, for these classes; `seed` decides its initial values. */
export function buildDetector(config: ModelConfig, classes: readonly string[], seed: number): Detector {
  const { depth, width, normalization, frozenStages, channels, levels, neckNormalization } = config;
  const { warmUpEpochs, topK, alpha, beta, interactiveLayers, convs, regression } = config;
  const shared = {
    classes,
    seed,
    channels,
    backbone: resnet({
      depth,
      width,
      norm: { kind: normalization },
      frozenStages,
      levels: [Math.min(3, levels[0]) as 2 | 3, 5],
    }),
    neck: fpn({ channels, levels, ...(neckNormalization === 'group' && { norm: { kind: 'group' } }) }),
  };
  const alignment = { warmUpEpochs, topK, alpha, beta };
  const { head, assignment } = methodOf(config);
  if (head === 't-head' && assignment === 'tal') return tood({ ...shared, ...alignment, interactiveLayers });
  if (head === 'parallel' && assignment === 'atss') {
    return atss({ ...shared, convs, regression }) as unknown as Detector;
  }
  return headByAssignment({ ...shared, ...alignment, head, assignment, convs, interactiveLayers });
}

/** Head and assignment: the preset's own, unless the config says otherwise. */
function methodOf({ preset, head, assignment }: ModelConfig) {
  const own = preset === 'tood' ? (['t-head', 'tal'] as const) : (['parallel', 'atss'] as const);
  return { head: head ?? own[0], assignment: assignment ?? own[1] };
}
