import { expectThat } from '@tandem-det/base';
import { dispose } from '@tensorflow/tfjs-core';
import { type BoxShape, placePriors } from './place-priors.ts';
import type { MapSize, Priors } from './priors.ts';

/**
 * Where in its cell a prior's centre lies, for cell column x of stride s:
 * 0: the corner, `x·s`. 'half-stride-floor': `x·s + floor(s / 2)`. 0.5: the middle, `(x + 0.5)·s`.
 */
export type CenterOffset = 0 | 'half-stride-floor' | 0.5;

export interface GridPriorsOptions {
  /** Pixels per cell of each level, finest first. */
  readonly strides: readonly number[];
  /** Map size of each level, in the same order. */
  readonly maps: readonly MapSize[];
  /** Corner for TOOD, ATSS and GFL; 'half-stride-floor' for FCOS. */
  readonly centerOffset?: CenterOffset;
  /** Side of each prior's square box, in strides. */
  readonly boxScale?: number;
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
export function gridPriors({
  strides,
  maps,
  centerOffset = 0,
  boxScale = 8,
  shapes = [{ width: boxScale, height: boxScale }],
}: GridPriorsOptions): Priors {
  const where = 'gridPriors';
  expectThat(
    strides.length === maps.length && strides.length > 0,
    where,
    'one map size per stride',
    `${strides.length} strides and ${maps.length} maps`,
  );
  const sides = shapes.flatMap(({ width, height }) => [width, height]);
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
      shapes: shapes.map(({ width, height }) => ({ width: width * stride, height: height * stride })),
    })),
  );
}

/** Frees the tensors of a set of priors. */
export function disposePriors({ centers, boxes, strides }: Priors): void {
  dispose([centers, boxes, strides]);
}
