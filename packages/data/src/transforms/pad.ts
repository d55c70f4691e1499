import { expectThat } from '@tandem-det/base';
import { type Color, placeImage } from '../images/place.ts';
import type { Size } from '../images/resize.ts';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';

/** Fills up to exactly width × height at the right and the bottom, which then count as padding. */
export function padTo(options: Size & { readonly fill: Color }): Transform {
  const { width, height, fill } = options;
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
  return described('padTo', options, padded, { deterministic: true });
}
