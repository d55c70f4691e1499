import { describe, expectThat, nonNegative, readOptions } from '@tandem-det/base';
import { type Assigner, type Assignment, type Priors, validPriors } from '@tandem-det/core';
import { assignFcos, withoutTape } from '@tandem-det/kernels';
import { type TensorContainer, tensor2d } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { buildAssignment } from './build-assignment.ts';
import { paddedPriors } from './shared-options.ts';

/** The options of `fcosRanges`, their defaults and their checks. */
export const fcosRangesOptions = z.strictObject({
  /** Smallest and largest distance to a side for each level, in pixels; where absent, from 8 strides of the level before to 8 of its own. */
  ranges: z
    .array(z.tuple([z.number(), z.number()]).readonly())
    .readonly()
    .optional(),
  /** Center sampling: half side of the square around an object's center, in strides; 0 for none. FCOS's later value is 1.5. */
  radius: nonNegative.default(0),
  paddedPriors: paddedPriors.default('background'),
});

export type FcosRangesAssignerOptions = z.input<typeof fcosRangesOptions>;

/**
 * Assignment by ranges of size, as FCOS: a prior answers for the smallest object that its centre lies in and
 * whose farthest side is within its level's range. The ranges are (-1, 64), (64, 128), ... for strides 8,
 * 16, ..., the last one open. `alignment` is 1 for every positive. The rules in full: `assignFcos` of
 * `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for an unknown option or a negative radius and, when it is called, for ranges that are
 * not one per level.
 * Source: Tian et al. 2019 (FCOS) and mmdetection's `fcos_head.py`, where priors in the padding are background.
 */
export function fcosRanges(options: FcosRangesAssignerOptions = {}): Assigner {
  const read = readOptions('fcosRanges', fcosRangesOptions, options);
  const { ranges, radius, paddedPriors } = read;
  const assigner: Assigner = (_predictions, priors, truth) => {
    const { levels } = priors;
    expectThat(
      ranges === undefined || ranges.length === levels.length,
      'fcosRanges: ranges',
      `one for each of ${levels.length} levels`,
      String(ranges?.length),
    );
    return withoutTape((): TensorContainer => {
      const valid = validPriors(priors, truth.validSizes);
      const perLevel = ranges ?? rangesOf(levels);
      const gtIndex = assignFcos(
        {
          centers: priors.centers,
          strides: priors.strides,
          ranges: tensor2d(levels.flatMap(({ count }, level) => Array(count).fill(perLevel[level]))),
          validPriors: valid,
          truthBoxes: truth.boxes,
          truthMask: truth.mask,
        },
        { radius },
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, paddedPriors }) };
    }) as unknown as Assignment;
  };
  return describe(assigner, 'fcosRanges', read);
}

function rangesOf(levels: Priors['levels']): [number, number][] {
  return levels.map(({ stride }, level) => [
    level === 0 ? -1 : 8 * levels[level - 1]!.stride,
    level === levels.length - 1 ? 1e8 : 8 * stride,
  ]);
}
