import type { Box } from '@tandem-det/data';

/** What of an image is shown, in its pixels. */
export interface ShownPart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly whole: boolean;
}

/** A box and its surroundings are shown from this share of the image's sides on; smaller ones are enlarged. */
const SEEN = 1 / 8;
const SURROUNDINGS = 6;
/** How much of a box beyond the image is shown, as a share of the image's sides. */
const BEYOND = 0.25;

/**
 * The image, with a rim where a box reaches beyond it; or where all boxes lie in a small part of it, that part, in the
 * ratio of the image's sides.
 */
export function shownPart(
  { width, height }: { readonly width: number; readonly height: number },
  boxes: readonly Box[],
): ShownPart {
  const [left, top] = [0, 1].map((side) => Math.min(...boxes.map((box) => box[side]!))) as [number, number];
  const [right, bottom] = [2, 3].map((side) => Math.max(...boxes.map((box) => box[side]!))) as [
    number,
    number,
  ];
  const extent = Math.max((right - left) / width, (bottom - top) / height);
  if (boxes.length > 0 && extent < SEEN) {
    const share = Math.max(SURROUNDINGS * extent, SURROUNDINGS * SEEN * SEEN);
    const part = { width: share * width, height: share * height };
    const along = (middle: number, length: number) => middle - length / 2;
    return {
      ...part,
      x: along((left + right) / 2, part.width),
      y: along((top + bottom) / 2, part.height),
      whole: false,
    };
  }
  const x = Math.max(-BEYOND * width, Math.min(0, left));
  const y = Math.max(-BEYOND * height, Math.min(0, top));
  return {
    x,
    y,
    width: Math.min((1 + BEYOND) * width, Math.max(width, right)) - x,
    height: Math.min((1 + BEYOND) * height, Math.max(height, bottom)) - y,
    whole: true,
  };
}
