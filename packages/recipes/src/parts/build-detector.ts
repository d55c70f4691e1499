import type { DensePredictions } from '@tandem-det/core';
import { createDetector, type Detector, type DetectorOptions } from '@tandem-det/detector';
import {
  atss,
  fcos,
  gfl,
  headByAssignment,
  ota,
  retinanet,
  tood,
  torchvisionFcos,
  torchvisionRetinanet,
  yolox,
} from '@tandem-det/presets';
import type { ModelConfig } from '../config/model-schema.ts';

/** The detector that a config's `model` describes, for these classes; `seed` decides its initial values. */
export function buildDetector(config: ModelConfig, classes: readonly string[], seed: number): Detector {
  const parts = build(config, { classes, seed }) as unknown as DetectorOptions<DensePredictions>;
  return createDetector(parts);
}

function build(config: ModelConfig, shared: { readonly classes: readonly string[]; readonly seed: number }) {
  switch (config.preset) {
    case 'tood':
      return tood({ ...shared, ...onPyramid(config) });
    case 'head-by-assignment': {
      const { head, assignment } = config;
      return headByAssignment({ ...shared, ...onPyramid(config), head, assignment });
    }
    case 'atss':
      return atss({ ...shared, ...onPyramid(config) });
    case 'retinanet':
      return retinanet({ ...shared, ...onPyramid(config) });
    case 'fcos':
      return fcos({ ...shared, ...onPyramid(config) });
    case 'gfl':
      return gfl({ ...shared, ...onPyramid(config) });
    case 'ota':
      return ota({ ...shared, ...onPyramid(config) });
    case 'yolox': {
      const { preset, normalization, ...options } = config;
      const norm = normalization !== 'batch' && { norm: { kind: normalization } as const };
      return yolox({ ...shared, ...given(options), ...norm });
    }
    case 'torchvision-retinanet':
      return torchvisionRetinanet({ ...shared, depth: config.depth, frozenStages: config.frozenStages });
    case 'torchvision-fcos':
      return torchvisionFcos({ ...shared, depth: config.depth, frozenStages: config.frozenStages });
  }
}

type PyramidConfig = Extract<ModelConfig, { neckNormalization: unknown }>;

/** A config's options under the names that presets have for them. */
function onPyramid<C extends PyramidConfig>({ preset, normalization, neckNormalization, ...options }: C) {
  return {
    ...given(options),
    norm: { kind: normalization },
    ...(neckNormalization === 'group' && { neckNorm: { kind: 'group' } as const }),
  };
}

/** Without the keys that are null, which are left to the preset. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], null> } {
  const entries = Object.entries(options).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], null> };
}
