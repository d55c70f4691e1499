import { expectThat } from '@tandem-det/base';
import type { Transform } from '../sample.ts';

/** One transform that does these in order; one that mixes in other images stands in the list of `batches` itself. */
export function compose(...transforms: readonly Transform[]): Transform {
  expectThat(
    transforms.every(({ others }) => others === undefined),
    'compose',
    'transforms of one image',
    'one that mixes in others',
    'Give mosaic and mixUp to batches in the list of its transforms.',
  );
  return (sample, random) => transforms.reduce((current, transform) => transform(current, random), sample);
}
