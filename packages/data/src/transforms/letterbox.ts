import { readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { placeImage } from '../images/place.ts';
import type { Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';
import { fitSample } from './fit.ts';
import { color, ratioOptions, sizeOptions } from './shared-options.ts';

/** The options of `letterbox`, their defaults and their checks. */
export const letterboxOptions = z.strictObject({
  ...sizeOptions,
  /** Color around the image; by default ImageNet's mean, which normalization turns into about 0. */
  fill: color.default([124, 116, 104]),
  /** Where the image lies on the canvas. Only at the top left can the border be told from the image later on. */
  align: z.enum(['topLeft', 'center']).default('topLeft'),
  ...ratioOptions,
});

export type LetterboxOptions = z.input<typeof letterboxOptions>;

/**
 * Resizes to the largest size with the same ratio of sides that fits in width × height, and fills up to
 * exactly that. With `align: 'topLeft'` the filled part counts as padding (`validSizes` of the truth). Throws for sides
 * that are not whole numbers of pixels.
 */
export function letterbox(options: LetterboxOptions): Transform {
  const read = readOptions('letterbox', letterboxOptions, options);
  const { width, height, fill, align, ...fit } = read;
  return described(
    'letterbox',
    read,
    (sample) => {
      const resized = fitSample(sample, { width, height, ...fit });
      const spare = { x: width - resized.image.width, y: height - resized.image.height };
      const left = align === 'center' ? Math.floor(spare.x / 2) : 0;
      const top = align === 'center' ? Math.floor(spare.y / 2) : 0;
      const canvas = placeImage(resized.image, { width, height }, left, top, fill);
      const valid = align === 'center' ? canvas : { height: resized.validHeight, width: resized.validWidth };
      return applyGeometry(resized, { scaleX: 1, scaleY: 1, offsetX: left, offsetY: top }, canvas, valid);
    },
    { deterministic: true },
  );
}
