import { ExpectationError } from '@tandem-det/base';
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

/** Each takes the options that its schema in the config has. */
const PRESETS: { readonly [P in ModelConfig['preset']]: (options: never) => object } = {
  tood,
  'head-by-assignment': headByAssignment,
  atss,
  retinanet,
  fcos,
  gfl,
  ota,
  yolox,
  'torchvision-retinanet': torchvisionRetinanet,
  'torchvision-fcos': torchvisionFcos,
};

/**
 * The detector that a config's `model` describes, for these classes; `seed` decides its initial values.
 *
 * Errors: an ExpectationError where there is no `model`, since a module makes the detector.
 */
export function buildDetector(
  config: ModelConfig | undefined,
  classes: readonly string[],
  seed: number,
): Detector {
  if (config === undefined) {
    throw new ExpectationError(
      'config, model',
      'a preset and its options',
      'nothing',
      'A config without a model goes with a module that makes the detector: --config MODULE.',
    );
  }
  const { preset, ...options } = config;
  const make = PRESETS[preset] as (options: object) => DetectorOptions<DensePredictions>;
  return createDetector(make({ ...options, classes, seed }));
}
