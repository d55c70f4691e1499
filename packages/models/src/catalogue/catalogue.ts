import { ExpectationError, nearName } from '@tandem-det/base';
import { ATSS, FCOS, GFL, RETINANET, TOOD } from './mmdetection.ts';
import type { PublishedDetector, PublishedModel } from './published-model.ts';
import { TORCHVISION_BACKBONES, TORCHVISION_DETECTORS } from './torchvision.ts';
import { MMDETECTION_YOLOX, YOLOX } from './yolox.ts';

/** Every published model that loads here: detectors first, then backbones. */
export const MODELS: readonly PublishedModel[] = [
  ...YOLOX,
  ...MMDETECTION_YOLOX,
  ...TOOD,
  ...ATSS,
  ...GFL,
  ...FCOS,
  ...RETINANET,
  ...TORCHVISION_DETECTORS,
  ...TORCHVISION_BACKBONES,
];

/** The published model of a name. Throws an ExpectationError that names the nearest one. */
export function publishedModel(name: string): PublishedModel {
  const found = MODELS.find((model) => model.name === name);
  if (found !== undefined) return found;
  const near = nearName(
    name,
    MODELS.map((model) => model.name),
  );
  throw new ExpectationError(
    'model',
    'the name of a published model',
    `"${name}"`,
    near === undefined
      ? 'tandem models lists them.'
      : `Did you mean "${near}"? tandem models lists them all.`,
  );
}

/** The same, of those that detect. */
export function publishedDetector(name: string): PublishedDetector {
  const model = publishedModel(name);
  if (model.kind === 'detector') return model;
  throw new ExpectationError(
    'model',
    'a published detector',
    `"${name}", which is a backbone`,
    `Train a detector that begins with it: weights: { model: ${name} }.`,
  );
}
