import { expectThat, positive, readOptions } from '@tandem-det/base';
import { dispose } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type BoxShape, placePriors } from './place-priors.ts';
import type { MapSize, Priors } from './priors.ts';

/** Where one square prior of each cell lies, and how large it is: names, defaults and checks. */
export const squareOptions = z.strictObject({
  /**
   * Where in its cell a prior's center lies, for cell column x of stride s:
   * 0: the corner, `x·s`. 'half-stride-floor': `x·s + floor(s / 2)`. 0.5: the middle, `(x + 0.5)·s`.
   * Corner for TOOD, ATSS and GFL; 'half-stride-floor' for FCOS.
   */
  centerOffset: z.literal([0, 'half-stride-floor', 0.5]).default(0),
  /** Side of each prior's box, in strides. */
  boxScale: positive.default(8),
});

/** Where in its cell a prior's center lies: at the corner, at half the stride rounded down, or in the middle. */
export type CenterOffset = NonNullable<z.input<typeof squareOptions>['centerOffset']>;

export interface GridPriorsOptions extends Readonly<z.input<typeof squareOptions>> {
  /** Pixels per cell of each level, finest first. */
  readonly strides: readonly number[];
  /** Map size of each level, in the same order. */
  readonly maps: readonly MapSize[];
  /** Boxes of each cell, in strides, one prior each, in place of the one square; RetinaNet has nine. */
  readonly shapes?: readonly BoxShape[];
}

/**
 * The priors of every cell of every level, in the order level, row, column, shape: A = Σ height · width ·
 * shapes. A prior's box lies around its cell's centre: a square of side `boxScale · stride`, or each of
 * `shapes`. All in pixels of the network's input.
 *
 * The caller owns the tensors (`disposePriors`): build them once per input size and keep them.
 * Source: mmdetection's AnchorGenerator (`center_offset` 0; scale 8, one ratio).
 */
export function gridPriors({ strides, maps, shapes, ...square }: GridPriorsOptions): Priors {
  const where = 'gridPriors';
  const { centerOffset, boxScale } = readOptions(where, squareOptions, square);
  const perCell = shapes ?? [{ width: boxScale, height: boxScale }];
  expectThat(
    strides.length === maps.length && strides.length > 0,
    where,
    'one map size per stride',
    `${strides.length} strides and ${maps.length} maps`,
  );
  const sides = perCell.flatMap(({ width, height }) => [width, height]);
  expectThat(
    sides.length > 0 && sides.every((side) => side > 0),
    where,
    'shapes of positive sides',
    `[${sides.join(', ')}]`,
  );
  for (const [index, { height, width }] of maps.entries()) {
    const stride = strides[index]!;
    expectThat(
      [height, width].every((size) => Number.isInteger(size) && size >= 1) && stride > 0,
      where,
      'maps of whole, positive sizes and positive strides',
      `${height} × ${width} at stride ${stride}`,
    );
  }
  return placePriors(
    strides.map((stride, index) => ({
      stride,
      map: maps[index]!,
      shift: centerOffset === 'half-stride-floor' ? Math.floor(stride / 2) : centerOffset * stride,
      shapes: perCell.map(({ width, height }) => ({ width: width * stride, height: height * stride })),
    })),
  );
}

/** Frees the tensors of a set of priors. */
export function disposePriors({ centers, boxes, strides }: Priors): void {
  dispose([centers, boxes, strides]);
}
