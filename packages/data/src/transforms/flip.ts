import { fraction, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { flipImage } from '../images/flip.ts';
import type { Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';

/** The options of `horizontalFlip`, their defaults and their checks. */
export const horizontalFlipOptions = z.strictObject({
  probability: fraction.default(0.5),
});

export type HorizontalFlipOptions = z.input<typeof horizontalFlipOptions>;

/**
 * Mirrors left to right with the given probability: x' = W − x. It goes before `letterbox`: a mirrored
 * image whose padding came first has its padding on the left, so all of it then counts as valid.
 */
export function horizontalFlip(options: HorizontalFlipOptions = {}): Transform {
  const read = readOptions('horizontalFlip', horizontalFlipOptions, options);
  const { probability } = read;
  return described('horizontalFlip', read, (sample, random) => {
    if (random() >= probability) return sample;
    const { width } = sample.image;
    return applyGeometry(
      sample,
      { scaleX: -1, scaleY: 1, offsetX: width, offsetY: 0 },
      flipImage(sample.image),
      { height: sample.validHeight, width },
    );
  });
}
