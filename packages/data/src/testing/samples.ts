import type { Box } from '../dataset.ts';
import { type Sample, sampleOf } from '../sample.ts';
import { coordinateImage, object } from './fixtures.ts';

/** A `coordinateImage` as a sample with objects of these boxes. */
export function sampleWith(width: number, height: number, ...boxes: readonly Box[]): Sample {
  return sampleOf(coordinateImage(width, height), { objects: boxes.map((box) => object(box)) });
}

export function boxesOf({ objects }: Sample): readonly Box[] {
  return objects.map(({ box }) => box);
}

/** Width and height. */
export function sizeOf({ image }: Sample): [width: number, height: number] {
  return [image.width, image.height];
}

/** Gives these numbers, then none any more. */
export function draws(...values: readonly number[]): () => number {
  const left = [...values];
  return () => left.shift()!;
}
