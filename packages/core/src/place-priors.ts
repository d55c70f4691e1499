import { tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import type { MapSize, PriorLevel, Priors } from './priors.ts';

/** Width and height of a prior's box. */
export interface BoxShape {
  readonly width: number;
  readonly height: number;
}

/** How one level's priors lie; all lengths in pixels of the network's input. */
export interface PlacedLevel {
  readonly stride: number;
  readonly map: MapSize;
  /** From one cell's centre to the next; the stride where absent. */
  readonly step?: { readonly x: number; readonly y: number };
  /** Both coordinates of the first cell's centre. */
  readonly shift: number;
  /** Boxes around each cell's centre, one prior each, in this order. */
  readonly shapes: readonly BoxShape[];
}

/**
 * Priors in the order level, row, column, shape: A = Σ height · width · shapes. The caller owns the tensors.
 * `gridPriors` is the common use.
 */
export function placePriors(grids: readonly PlacedLevel[]): Priors {
  const levels: PriorLevel[] = [];
  let total = 0;
  for (const { stride, map, shapes } of grids) {
    const count = map.height * map.width * shapes.length;
    levels.push({ stride, height: map.height, width: map.width, count, offset: total });
    total += count;
  }
  const centers = new Float32Array(total * 2);
  const boxes = new Float32Array(total * 4);
  const strides = new Float32Array(total);
  let prior = 0;
  for (const { stride, map, shift, shapes, step = { x: stride, y: stride } } of grids) {
    for (let row = 0; row < map.height; row++) {
      for (let column = 0; column < map.width; column++) {
        const [x, y] = [column * step.x + shift, row * step.y + shift];
        for (const { width, height } of shapes) {
          centers.set([x, y], prior * 2);
          boxes.set([x - width / 2, y - height / 2, x + width / 2, y + height / 2], prior * 4);
          strides[prior] = stride;
          prior++;
        }
      }
    }
  }
  return {
    centers: tensor2d(centers, [total, 2]),
    boxes: tensor2d(boxes, [total, 4]),
    strides: tensor1d(strides),
    levels,
  };
}
