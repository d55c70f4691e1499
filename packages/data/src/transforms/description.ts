import type { Transform } from '../sample.ts';

/** A transform that knows what it was made of. */
export function described<T extends Transform>(
  name: string,
  options: unknown,
  transform: T,
  more: Pick<Transform, 'others' | 'deterministic'> = {},
): Transform {
  return Object.assign(transform, { description: { name, options }, ...more });
}
