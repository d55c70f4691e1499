import { describe, expected, expectThat, positive, readOptions } from '@tandem-det/base';
import { type Level, type MapSize, placePriors } from '@tandem-det/core';
import { z } from 'zod';
import { type PriorRule, ratiosOption } from './prior-rule.ts';

/** s, floor(s · 2^(1/3)), floor(s · 2^(2/3)) for s = 32, 64, … 512. */
export const TORCHVISION_RETINANET_SIZES: readonly (readonly number[])[] = [32, 64, 128, 256, 512].map(
  (size) => [size, Math.floor(size * 2 ** (1 / 3)), Math.floor(size * 2 ** (2 / 3))],
);

/** The options of `torchvisionAnchors`, their defaults and their checks. */
export const torchvisionAnchorsOptions = z.strictObject({
  /** Sides of the squares of each level, in pixels, finest level first. */
  sizes: z
    .array(z.array(positive).readonly())
    .readonly()
    .refine(
      (sizes) => sizes.every((level) => level.length === sizes[0]!.length && level.length > 0),
      expected('sizes for each level, as many for one as for the next'),
    )
    .default(TORCHVISION_RETINANET_SIZES),
  ratios: ratiosOption,
});

export type TorchvisionAnchorsOptions = z.input<typeof torchvisionAnchorsOptions>;

/**
 * The anchors of torchvision's detectors: around each cell's corner one box for each ratio and size, ratio by
 * ratio, its corners rounded to whole pixels (halves to even). Cells lie `floor(padded size / map size)` pixels
 * apart, row and column by themselves: where a map's size was rounded up that is less than the stride, such as
 * 96 in place of 128. The padded size is that of the finest map times its stride.
 *
 * Errors: an ExpectationError for sizes that are not one list for each level, all of one length.
 * Source: torchvision's `AnchorGenerator` and `retinanet_resnet50_fpn`.
 */
export function torchvisionAnchors(options: TorchvisionAnchorsOptions = {}): PriorRule {
  const where = 'torchvisionAnchors';
  const read = readOptions(where, torchvisionAnchorsOptions, options);
  const { sizes, ratios } = read;
  const rule: PriorRule = {
    perCell: (sizes[0]?.length ?? 0) * ratios.length,
    priors(levels, maps) {
      expectThat(
        levels.length === sizes.length,
        where,
        `${sizes.length} levels, one for each list of sizes`,
        String(levels.length),
      );
      const padded = paddedSize(levels[0]!, maps[0]!);
      return placePriors(
        levels.map(({ stride }, level) => {
          const map = maps[level]!;
          return {
            stride,
            map,
            shift: 0,
            step: { x: Math.floor(padded.width / map.width), y: Math.floor(padded.height / map.height) },
            shapes: roundedShapes(sizes[level]!, ratios),
          };
        }),
      );
    },
  };
  return describe(rule, where, read);
}

function paddedSize({ stride }: Level, { height, width }: MapSize): MapSize {
  return { height: height * stride, width: width * stride };
}

function roundedShapes(sizes: readonly number[], ratios: readonly number[]) {
  const { fround } = Math;
  return ratios.flatMap((ratio) => {
    const taller = fround(Math.sqrt(fround(ratio)));
    const wider = fround(1 / taller);
    return sizes.map((size) => ({
      width: 2 * roundHalfToEven(fround(wider * size) / 2),
      height: 2 * roundHalfToEven(fround(taller * size) / 2),
    }));
  });
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
