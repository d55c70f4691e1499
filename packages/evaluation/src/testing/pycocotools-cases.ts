import type { RandomCocoOptions } from './random-coco.ts';

/**
 * The 50 random datasets whose evaluation by pycocotools is stored in `pycocotools-expected.json`:
 * with crowds, ties, empty images, classes without objects, more than 100 detections of a class.
 * `pnpm bench evaluation --record` writes it.
 */
export const PYCOCOTOOLS_CASES: readonly RandomCocoOptions[] = Array.from({ length: 50 }, (_, seed) => ({
  seed,
  images: 1 + ((seed * 5) % 13),
  classes: 1 + (seed % 9),
  objects: seed % 10 === 9 ? 0 : 1 + (seed % 6),
  detections: seed % 8 === 7 ? 150 : 3 + (seed % 20),
  vary: true,
  crowds: (seed % 4) / 10,
  scores: seed % 3 === 0 ? 4 : 1e6,
}));
