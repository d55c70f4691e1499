import { type Description, descriptionOf, ExpectationError } from '@tandem-det/base';
import type { Transform } from '../sample.ts';
import { randomAffine } from './affine.ts';
import { colorJitter } from './color-jitter.ts';
import { compose } from './compose.ts';
import { randomCrop } from './crop.ts';
import { randomExpand } from './expand.ts';
import { fitWithin } from './fit.ts';
import { horizontalFlip } from './flip.ts';
import { hsvJitter } from './hsv-jitter.ts';
import { letterbox } from './letterbox.ts';
import { mixUp } from './mix-up.ts';
import { makeFromModule } from './module-transform.ts';
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
} as unknown as Readonly<Record<string, (options: object) => Transform>>;

/** A transform as plain data, which another thread makes it from. */
export interface SentTransform {
  readonly description: Description;
  /** Of one that does others in order. */
  readonly parts?: readonly SentTransform[];
  /** URL of the module that makes it. */
  readonly module?: string;
}

/**
 * The transform as plain data. Throws for one of your own that is of no module; `where` says which, such as
 * `workerLoader: transforms[0]`.
 */
export function sentTransform(transform: Transform, where: string): SentTransform {
  const description = descriptionOf(transform);
  const { parts, module } = transform;
  if (parts !== undefined) return { description, parts: parts.map((part) => sentTransform(part, where)) };
  if (module !== undefined) return { description, module };
  if (description.version === undefined && Object.hasOwn(FACTORIES, description.kind)) return { description };
  throw new ExpectationError(
    where,
    'a transform that a worker thread can make too',
    `one of your own, ${description.options['name'] ?? description.kind}`,
    'Put it into a module and give moduleTransform({ module, version }), or use localLoader() (0 workers).',
  );
}

/** The transform that a description tells of; undefined for one of your own. */
export function transformFromDescription({ kind, options, version }: Description): Transform | undefined {
  if (kind === 'compose' && Array.isArray(options['transforms'])) {
    const parts = options['transforms'].map((each) =>
      transformFromDescription(each as unknown as Description),
    );
    return parts.every((part) => part !== undefined) ? compose(...parts) : undefined;
  }
  return version === undefined && Object.hasOwn(FACTORIES, kind) ? FACTORIES[kind]!(options) : undefined;
}

/** The transform that was sent. */
export async function receivedTransform({ description, parts, module }: SentTransform): Promise<Transform> {
  if (parts !== undefined) return compose(...(await Promise.all(parts.map(receivedTransform))));
  if (module !== undefined) return makeFromModule(module, description.options);
  return FACTORIES[description.kind]!(description.options);
}
