import { expectThat } from '@tandem-det/base';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';

/** One transform that does these in order; one that mixes in other images stands in the list of `batches` itself. */
export function compose(...transforms: readonly Transform[]): Transform {
  expectThat(
    transforms.every(({ others }) => others === undefined),
    'compose',
    'transforms of one image',
    'one that mixes in others',
    'Give mosaic and mixUp to batches in the list of its transforms.',
  );
  return described(
    'compose',
    { transforms },
    (sample, random, context) =>
      transforms.reduce((current, transform) => transform(current, random, context), sample),
    { parts: transforms, deterministic: transforms.every(({ deterministic }) => deterministic === true) },
  );
}
