import { expectThat } from '@tandem-det/base';
import { type Color, placeImage } from '../images/place.ts';
import type { Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';
import { type FitOptions, fitSample } from './fit.ts';

export interface LetterboxOptions extends FitOptions {
  /** Colour around the image; by default ImageNet's mean, which normalisation turns into about 0. */
  readonly fill?: Color;
  /** Where the image lies on the canvas. Only at the top left can the border be told from the image later on. */
  readonly align?: 'topLeft' | 'center';
}

const NEAR_MEAN: Color = [124, 116, 104];

/**
 * Resizes to the largest size with the same ratio of sides that fits in width × height, and fills up to
 * exactly that. With `align: 'topLeft'` the filled part counts as padding (`validSizes` of the truth). Throws for sides
 * that are not whole numbers of pixels.
 */
export function letterbox(options: LetterboxOptions): Transform {
  const { width, height, fill = NEAR_MEAN, align = 'topLeft', ...fit } = options;
  const isSize = [width, height].every((side) => Number.isInteger(side) && side >= 1);
  expectThat(isSize, 'letterbox', 'a width and a height in whole pixels', `${width} and ${height}`);
  return described(
    'letterbox',
    options,
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
