import type { Detector } from '@tandem-det/detector';
import {
  atss,
  fcos,
  gfl,
  retinanet,
  tood,
  torchvisionFcos,
  torchvisionRetinanet,
  yolox,
} from '@tandem-det/presets';
import type { PublishedArchitecture, PublishedDetector } from '../catalogue/published-model.ts';

export interface BuildPublishedOptions {
  /** Other classes than the published ones. */
  readonly classes?: readonly string[];
  /** Decides the initial values of what no file fills. */
  readonly seed?: number;
}

/**
 * The detector of a catalogue entry with initial values: batch statistics are used as they are loaded and the first
 * stage of a ResNet is frozen, as all of them were trained. Needs a started backend.
 */
export function buildPublished(
  { model, classes: published, detection }: Pick<PublishedDetector, 'model' | 'classes' | 'detection'>,
  { classes = published, seed = 0 }: BuildPublishedOptions = {},
): Detector {
  return built(model, { classes, seed, detection }) as unknown as Detector;
}

type Shared = { readonly classes: readonly string[]; readonly seed: number } & Pick<
  PublishedDetector,
  'detection'
>;

function built(model: PublishedArchitecture, shared: Shared) {
  switch (model.preset) {
    case 'yolox':
      return yolox({ ...shared, ...optionsOf(model) });
    case 'torchvision-retinanet':
      return torchvisionRetinanet({ ...shared, ...optionsOf(model) });
    case 'torchvision-fcos':
      return torchvisionFcos({ ...shared, ...optionsOf(model) });
  }
  const pretrained = { ...shared, norm: { kind: 'frozen-batch' }, frozenStages: 1 } as const;
  switch (model.preset) {
    case 'tood':
      return tood({ ...pretrained, ...optionsOf(model) });
    case 'atss':
      return atss({ ...pretrained, ...optionsOf(model) });
    case 'gfl':
      return gfl({ ...pretrained, ...optionsOf(model) });
    case 'retinanet':
      return retinanet({ ...pretrained, ...optionsOf(model) });
    case 'fcos':
      return fcos({ ...pretrained, ...optionsOf(model) });
  }
}

function optionsOf<M extends PublishedArchitecture>({ preset, ...options }: M): Omit<M, 'preset'> {
  return options;
}
