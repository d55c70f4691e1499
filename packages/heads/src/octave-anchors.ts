import { count, describe, positive, readOptions } from '@tandem-det/base';
import { gridPriors, squareOptions } from '@tandem-det/core';
import { z } from 'zod';
import { type PriorRule, ratiosOption } from './prior-rule.ts';

/** The options of `octaveAnchors`, their defaults and their checks. */
export const octaveAnchorsOptions = z.strictObject({
  /** Side of the smallest square, in strides. */
  base: positive.default(4),
  /** Sizes from one octave to the next, `base · 2^(i / scalesPerOctave)`. */
  scalesPerOctave: count.default(3),
  /** Height over width. */
  ratios: ratiosOption,
  centerOffset: squareOptions.shape.centerOffset,
});

export type OctaveAnchorsOptions = z.input<typeof octaveAnchorsOptions>;

/**
 * Several boxes around each cell's centre, one for each ratio and size, ratio by ratio:
 * `width = size / sqrt(ratio)`, `height = size · sqrt(ratio)`, in strides. RetinaNet has 3 × 3 of them.
 *
 * Errors: an ExpectationError for an unknown option, or a size or ratio that is not positive.
 * Source: Lin et al. 2017 (focal loss), section 4; mmdetection's AnchorGenerator, in single precision as there.
 */
export function octaveAnchors(options: OctaveAnchorsOptions = {}): PriorRule {
  const read = readOptions('octaveAnchors', octaveAnchorsOptions, options);
  const { base, scalesPerOctave, ratios, centerOffset } = read;
  const { fround } = Math;
  const sizes = Array.from({ length: scalesPerOctave }, (_, index) =>
    fround(base * 2 ** (index / scalesPerOctave)),
  );
  const shapes = ratios.flatMap((ratio) => {
    const taller = fround(Math.sqrt(fround(ratio)));
    const wider = fround(1 / taller);
    return sizes.map((size) => ({ width: fround(wider * size), height: fround(taller * size) }));
  });
  const rule: PriorRule = {
    perCell: shapes.length,
    priors: (levels, maps) =>
      gridPriors({ strides: levels.map(({ stride }) => stride), maps, centerOffset, shapes }),
  };
  return describe(rule, 'octaveAnchors', read);
}
