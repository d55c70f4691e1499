import { expectThat } from '@tandem-det/base';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';
import { type RatioOptions, resizeToSides } from './resize.ts';

export interface RandomResizeOptions extends RatioOptions {
  /** The longer side becomes at most this. */
  readonly longSide: number;
  /** Two ends of a range, or the values to choose from. */
  readonly shortSides: readonly number[];
  /** `range`: any whole number from the first to the last of `shortSides`; `value`: one of them. */
  readonly mode?: 'range' | 'value';
}

/**
 * `resizeKeepRatio` to a short side drawn anew for each image and epoch.
 *
 * Source: mmdetection's `Resize` with several `img_scale` and `multiscale_mode`.
 */
export function randomResize(options: RandomResizeOptions): Transform {
  const { longSide, shortSides, mode = 'value', ...resize } = options;
  const [first = Number.NaN, last = Number.NaN] = [shortSides[0], shortSides.at(-1)];
  expectThat(
    shortSides.every((side) => side >= 1 && side <= longSide) && (mode === 'value' || first <= last),
    'randomResize: shortSides',
    `sides from 1 to ${longSide}, ascending`,
    shortSides.join(', ') || 'none',
  );
  return described('randomResize', options, (sample, random) => {
    const shortSide =
      mode === 'range'
        ? first + Math.floor(random() * (last - first + 1))
        : shortSides[Math.floor(random() * shortSides.length)]!;
    return resizeToSides(sample, { shortSide, longSide, ...resize });
  });
}
