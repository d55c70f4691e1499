import { dispose, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { expectThat } from './errors.ts';
import type { MapSize, PriorLevel, Priors } from './priors.ts';

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
}

/**
 * One prior per cell of every level, in the order level, row, column: A = Σ height · width.
 * Its box is a square of side `boxScale · stride` around its centre. All in pixels of the network's input.
 *
 * The caller owns the tensors (`disposePriors`): build them once per input size and keep them.
 * Source: mmdetection's AnchorGenerator with one scale and one ratio (`center_offset` 0, scale 8).
 */
export function gridPriors({ strides, maps, centerOffset = 0, boxScale = 8 }: GridPriorsOptions): Priors {
  const where = 'gridPriors';
  expectThat(
    strides.length === maps.length && strides.length > 0,
    where,
    'one map size per stride',
    `${strides.length} strides and ${maps.length} maps`,
  );
  const levels: PriorLevel[] = [];
  let total = 0;
  for (const [index, { height, width }] of maps.entries()) {
    const stride = strides[index]!;
    expectThat(
      [height, width].every((size) => Number.isInteger(size) && size >= 1) && stride > 0,
      where,
      'maps of whole, positive sizes and positive strides',
      `${height} × ${width} at stride ${stride}`,
    );
    levels.push({ stride, height, width, count: height * width, offset: total });
    total += height * width;
  }
  const centers = new Float32Array(total * 2);
  const boxes = new Float32Array(total * 4);
  const strideOfPrior = new Float32Array(total);
  for (const { stride, height, width, offset } of levels) {
    const shift = centerOffset === 'half-stride-floor' ? Math.floor(stride / 2) : centerOffset * stride;
    const half = (boxScale * stride) / 2;
    for (let row = 0, prior = offset; row < height; row++) {
      for (let column = 0; column < width; column++, prior++) {
        const x = column * stride + shift;
        const y = row * stride + shift;
        centers.set([x, y], prior * 2);
        boxes.set([x - half, y - half, x + half, y + half], prior * 4);
        strideOfPrior[prior] = stride;
      }
    }
  }
  return {
    centers: tensor2d(centers, [total, 2]),
    boxes: tensor2d(boxes, [total, 4]),
    strides: tensor1d(strideOfPrior),
    levels,
  };
}

/** Frees the tensors of a set of priors. */
export function disposePriors({ centers, boxes, strides }: Priors): void {
  dispose([centers, boxes, strides]);
}
