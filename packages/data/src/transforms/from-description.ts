import { ExpectationError } from '@tandem-det/base';
import type { Transform, TransformDescription } from '../sample.ts';
import { randomAffine } from './affine.ts';
import { colorJitter } from './color-jitter.ts';
import { randomCrop } from './crop.ts';
import { randomExpand } from './expand.ts';
import { fitWithin } from './fit.ts';
import { horizontalFlip } from './flip.ts';
import { hsvJitter } from './hsv-jitter.ts';
import { letterbox } from './letterbox.ts';
import { mixUp } from './mix-up.ts';
import { mosaic } from './mosaic.ts';
import { padTo } from './pad.ts';
import { randomResize } from './random-resize.ts';
import { resize, resizeKeepRatio } from './resize.ts';

const FACTORIES = {
  colorJitter,
  fitWithin,
  horizontalFlip,
  hsvJitter,
  letterbox,
  mixUp,
  mosaic,
  padTo,
  randomAffine,
  randomCrop,
  randomExpand,
  randomResize,
  resize,
  resizeKeepRatio,
} as unknown as Readonly<Record<string, (options: unknown) => Transform>>;

/** The transform that a description of this package's transforms stands for. */
export function transformFromDescription({ name, options }: TransformDescription): Transform {
  const factory = FACTORIES[name];
  if (factory === undefined) {
    throw new ExpectationError('transformFromDescription', 'a transform of this package', `"${name}"`);
  }
  return factory(options);
}

/** The descriptions of transforms, to be sent to another thread; throws for one that has none. */
export function descriptionsOf(transforms: readonly Transform[]): TransformDescription[] {
  return transforms.map(({ description }, index) => {
    if (description !== undefined) return description;
    throw new ExpectationError(
      `workerLoader: transforms[${index}]`,
      'a transform of @tandem-det/data, which a worker thread can make too',
      'a function',
      'Use 0 workers with transforms of your own, or compose several of this package as a list.',
    );
  });
}
