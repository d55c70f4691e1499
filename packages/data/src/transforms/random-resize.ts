import { count, expectThat, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';
import { resizeToSides } from './resize.ts';
import { ratioOptions } from './shared-options.ts';

/** The options of `randomResize`, their defaults and their checks. */
export const randomResizeOptions = z.strictObject({
  /** The longer side becomes at most this. */
  longSide: count,
  /** Two ends of a range, or the values to choose from. */
  shortSides: z.array(count).readonly(),
  /** `range`: any whole number from the first to the last of `shortSides`; `value`: one of them. */
  mode: z.enum(['range', 'value']).default('value'),
  ...ratioOptions,
});

export type RandomResizeOptions = z.input<typeof randomResizeOptions>;

/**
 * `resizeKeepRatio` to a short side drawn anew for each image and epoch.
 *
 * Source: mmdetection's `Resize` with several `img_scale` and `multiscale_mode`.
 */
export function randomResize(options: RandomResizeOptions): Transform {
  const read = readOptions('randomResize', randomResizeOptions, options);
  const { longSide, shortSides, mode, ...resize } = read;
  const [first = Number.NaN, last = Number.NaN] = [shortSides[0], shortSides.at(-1)];
  expectThat(
    shortSides.length > 0 &&
      shortSides.every((side) => side <= longSide) &&
      (mode === 'value' || first <= last),
    'randomResize: shortSides',
    `sides from 1 to ${longSide}, ascending`,
    shortSides.join(', ') || 'none',
  );
  return described('randomResize', read, (sample, random) => {
    const shortSide =
      mode === 'range'
        ? first + Math.floor(random() * (last - first + 1))
        : shortSides[Math.floor(random() * shortSides.length)]!;
    return resizeToSides(sample, { shortSide, longSide, ...resize });
  });
}
