import { count } from '@tandem-det/base';
import { z } from 'zod';
import { IMAGENET, normalizationOptions } from '../normalization.ts';
import { sizeOptions } from '../transforms/shared-options.ts';

const size = z.strictObject(sizeOptions).readonly();

/** How samples become a batch, with defaults and checks. */
export const batchMakingOptions = z.strictObject({
  normalization: normalizationOptions.default(IMAGENET),
  /** H and W of every batch; without it, those of its largest image, up to a multiple of `padMultiple`. */
  size: size.optional(),
  /** The sizes that batches may have: the smallest that holds all images of the batch is taken. */
  sizes: z.array(size).readonly().optional(),
  padMultiple: count.default(32),
  /** G of every batch; without it, the largest number of objects, up to a multiple of `objectMultiple`. */
  objects: count.optional(),
  objectMultiple: count.default(8),
  /**
   * What to do with an image that cannot be read: throw, or leave it out of its batch and say so. A batch none of whose
   * files can be opened throws in any case: not the images are bad, but their folder is gone.
   */
  onBadImage: z.enum(['error', 'skip']).default('error'),
});

/** How samples become a batch: plain data. */
export interface BatchMaking extends z.output<typeof batchMakingOptions> {
  readonly seed: number;
  readonly epoch: number;
  /** Of the dataset, for errors. */
  readonly name: string;
}
