import type { DetectionDataset } from '../dataset.ts';
import { randomOf } from '../random.ts';
import type { Transform } from '../sample.ts';

/** Which images make a batch, as indices into the dataset. */
export interface PlannedImage {
  readonly index: number;
  /** For each transform, the other images that it mixes in. */
  readonly others: readonly (readonly number[])[];
}

/**
 * The images of a batch with those that transforms mix in. These depend on (seed, epoch), the image and the
 * place of the transform in its list alone, so that any thread at any time gets the same.
 */
export function planBatch(
  members: readonly number[],
  options: {
    readonly dataset: DetectionDataset;
    readonly transforms: readonly Transform[];
    readonly seed: number;
    readonly epoch: number;
  },
): PlannedImage[] {
  const { dataset, transforms, seed, epoch } = options;
  return members.map((index) => ({
    index,
    others: transforms.map(({ others }, place) => {
      if (others === undefined) return [];
      const random = randomOf(seed, epoch, index, place + 1);
      const count = others(random, epoch);
      return Array.from({ length: count }, () => Math.floor(random() * dataset.images.length));
    }),
  }));
}
