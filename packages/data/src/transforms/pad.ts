import { expectThat, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { placeImage } from '../images/place.ts';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';
import { color, sizeOptions } from './shared-options.ts';

/** The options of `padTo` and their checks. */
export const padToOptions = z.strictObject({ ...sizeOptions, fill: color });

export type PadToOptions = z.input<typeof padToOptions>;

/** Fills up to exactly width × height at the right and the bottom, which then count as padding. */
export function padTo(options: PadToOptions): Transform {
  const read = readOptions('padTo', padToOptions, options);
  const { width, height, fill } = read;
  const padded: Transform = (sample) => {
    const { image } = sample;
    expectThat(
      image.width <= width && image.height <= height,
      'padTo',
      `an image that fits in ${width}×${height}`,
      `${image.width}×${image.height}`,
      'Put a resize in front.',
    );
    return { ...sample, image: placeImage(image, { width, height }, 0, 0, fill) };
  };
  return described('padTo', read, padded, { deterministic: true });
}
