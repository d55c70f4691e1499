import { expectThat } from '@tandem-det/base';
import { type Level, type MapSize, placePriors } from '@tandem-det/core';
import type { PriorRule } from './prior-rule.ts';

export interface TorchvisionAnchorsOptions {
  /** Sides of the squares of each level, in pixels, finest level first. */
  readonly sizes?: readonly (readonly number[])[];
  /** Height over width. */
  readonly ratios?: readonly number[];
}

/** s, floor(s · 2^(1/3)), floor(s · 2^(2/3)) for s = 32, 64, … 512. */
export const TORCHVISION_RETINANET_SIZES: readonly (readonly number[])[] = [32, 64, 128, 256, 512].map(
  (size) => [size, Math.floor(size * 2 ** (1 / 3)), Math.floor(size * 2 ** (2 / 3))],
);

/**
 * The anchors of torchvision's detectors: around each cell's corner one box for each ratio and size, ratio by
 * ratio, its corners rounded to whole pixels (halves to even). Cells lie `floor(padded size / map size)` pixels
 * apart, row and column by themselves: where a map's size was rounded up that is less than the stride, such as
 * 96 in place of 128. The padded size is that of the finest map times its stride.
 *
 * Errors: an ExpectationError for sizes that are not one list for each level, all of one length.
 * Source: torchvision's `AnchorGenerator` and `retinanet_resnet50_fpn`.
 */
export function torchvisionAnchors({
  sizes = TORCHVISION_RETINANET_SIZES,
  ratios = [0.5, 1, 2],
}: TorchvisionAnchorsOptions = {}): PriorRule {
  const [first = []] = sizes;
  const where = 'torchvisionAnchors';
  expectThat(
    first.length > 0 && sizes.every((level) => level.length === first.length) && ratios.length > 0,
    where,
    'sizes for each level, as many for one as for the next, and ratios',
    `${JSON.stringify(sizes)} and [${ratios.join(', ')}]`,
  );
  return {
    perCell: first.length * ratios.length,
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
