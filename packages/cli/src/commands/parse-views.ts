import { ExpectationError } from '@tandem-det/base';
import type { View } from '@tandem-det/detector';

/** Reads `1,1f,1.5`: scales at which images are looked at, with `f` mirrored. */
export function parseViews(text: string): View[] {
  return text.split(',').map((part) => {
    const [, scale, flip] = /^(\d+(?:\.\d+)?)(f?)$/.exec(part) ?? [];
    if (scale === undefined || Number(scale) === 0) {
      throw new ExpectationError('--views', 'scales with an f where mirrored, such as 1,1f,1.5', text);
    }
    return { scale: Number(scale), flip: flip === 'f' };
  });
}
