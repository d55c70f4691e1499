import { describe } from '@tandem-det/base';
import type { Transform } from '../sample.ts';

/** A transform that knows what it was made of. */
export function described(
  factory: string,
  options: object,
  transform: Transform,
  more: Pick<Transform, 'others' | 'deterministic' | 'parts'> = {},
): Transform {
  return describe(Object.assign(transform, more), factory, options);
}
