import type { Detector } from '@tandem-det/detector';
import { buildDetector, type ModelConfig, modelSchema, parseConfig } from '@tandem-det/recipes';
import type { PublishedDetector } from '../catalogue/published-model.ts';

/** The section `model` of a config for a published detector, with how it chooses detections. */
export function modelConfig({
  name,
  model,
  detection,
}: Pick<PublishedDetector, 'name' | 'model' | 'detection'>): ModelConfig {
  // The presets of torchvision choose as torchvision does and take no options.
  const isTorchvision = model.preset === 'torchvision-retinanet' || model.preset === 'torchvision-fcos';
  return parseConfig(modelSchema, isTorchvision ? model : { ...model, detection }, name);
}

/**
 * The detector of a catalogue entry with initial values; `classes` in place of the published ones, `seed` decides what
 * no file fills. Needs a started backend.
 */
export function buildPublished(
  published: PublishedDetector,
  {
    classes = published.classes,
    seed = 0,
  }: { readonly classes?: readonly string[]; readonly seed?: number } = {},
): Detector {
  return buildDetector(modelConfig(published), classes, seed);
}
