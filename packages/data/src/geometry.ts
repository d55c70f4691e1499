import type { Box } from './dataset.ts';

/**
 * Where a transformed image's pixels came from: x' = scaleX · x + offsetX, y' = scaleY · y + offsetY,
 * from the original image to the network's input. A flip has a negative scale.
 */
export interface Geometry {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export const IDENTITY: Geometry = { scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 };

/** Of an image that is mixed from several, turned or sheared: boxes in it do not map back. */
export const NO_GEOMETRY: Geometry = { scaleX: NaN, scaleY: NaN, offsetX: NaN, offsetY: NaN };

/** The geometry of `first`, then `second`. */
export function composeGeometry(first: Geometry, second: Geometry): Geometry {
  return {
    scaleX: second.scaleX * first.scaleX,
    scaleY: second.scaleY * first.scaleY,
    offsetX: second.scaleX * first.offsetX + second.offsetX,
    offsetY: second.scaleY * first.offsetY + second.offsetY,
  };
}

/** A box of the original image in pixels of the network's input. */
export function boxToInput(box: Box, geometry: Geometry): Box {
  const { scaleX, scaleY, offsetX, offsetY } = geometry;
  return ordered(
    box[0] * scaleX + offsetX,
    box[1] * scaleY + offsetY,
    box[2] * scaleX + offsetX,
    box[3] * scaleY + offsetY,
  );
}

/** A box in pixels of the network's input back in the original image; not clipped to it. */
export function boxToOriginal(box: Box, geometry: Geometry): Box {
  const { scaleX, scaleY, offsetX, offsetY } = geometry;
  return ordered(
    (box[0] - offsetX) / scaleX,
    (box[1] - offsetY) / scaleY,
    (box[2] - offsetX) / scaleX,
    (box[3] - offsetY) / scaleY,
  );
}

function ordered(x1: number, y1: number, x2: number, y2: number): Box {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}
