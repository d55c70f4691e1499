import { expectThat } from '@tandem-det/base';
import { type CenterOffset, gridPriors } from '@tandem-det/core';
import type { PriorRule } from './prior-rule.ts';

export interface OctaveAnchorsOptions {
  /** Side of the smallest square, in strides. */
  readonly base?: number;
  /** Sizes from one octave to the next, `base · 2^(i / scalesPerOctave)`. */
  readonly scalesPerOctave?: number;
  /** Height over width. */
  readonly ratios?: readonly number[];
  readonly centerOffset?: CenterOffset;
}

/**
 * Several boxes around each cell's centre, one for each ratio and size, ratio by ratio:
 * `width = size / sqrt(ratio)`, `height = size · sqrt(ratio)`, in strides. RetinaNet has 3 × 3 of them.
 *
 * Errors: an ExpectationError for a size or ratio that is not positive.
 * Source: Lin et al. 2017 (focal loss), section 4; mmdetection's AnchorGenerator, in single precision as there.
 */
export function octaveAnchors({
  base = 4,
  scalesPerOctave = 3,
  ratios = [0.5, 1, 2],
  centerOffset = 0,
}: OctaveAnchorsOptions = {}): PriorRule {
  const where = 'octaveAnchors';
  expectThat(base > 0, `${where}: base`, 'a number > 0', String(base));
  expectThat(
    Number.isInteger(scalesPerOctave) && scalesPerOctave >= 1,
    `${where}: scalesPerOctave`,
    'a whole number ≥ 1',
    String(scalesPerOctave),
  );
  expectThat(
    ratios.length > 0 && ratios.every((ratio) => ratio > 0),
    `${where}: ratios`,
    'numbers > 0, at least one',
    `[${ratios.join(', ')}]`,
  );
  const { fround } = Math;
  const sizes = Array.from({ length: scalesPerOctave }, (_, index) =>
    fround(base * 2 ** (index / scalesPerOctave)),
  );
  const shapes = ratios.flatMap((ratio) => {
    const taller = fround(Math.sqrt(fround(ratio)));
    const wider = fround(1 / taller);
    return sizes.map((size) => ({ width: fround(wider * size), height: fround(taller * size) }));
  });
  return {
    perCell: shapes.length,
    priors: (levels, maps) =>
      gridPriors({ strides: levels.map(({ stride }) => stride), maps, centerOffset, shapes }),
  };
}
