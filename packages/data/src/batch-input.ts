import { count, descriptionOf, type Json, jsonOf, partOption, readOptions, whole } from '@tandem-det/base';
import { z } from 'zod';
import type { BatchLoader } from './loader/batch-loader.ts';
import { IMAGENET, normalizationOptions } from './normalization.ts';
import type { Transform } from './sample.ts';
import { sizeOptions } from './transforms/shared-options.ts';

const size = z.strictObject(sizeOptions).readonly();
const NONE: readonly Transform[] = [];

/** How images become batches, with defaults and checks: everything but which images, how many and in what order. */
export const batchInputOptions = z.strictObject({
  /** Applied in order; each image has a random stream of its own. */
  transforms: partOption<readonly Transform[]>(
    'a list of transforms, such as [horizontalFlip()]',
    (value) => Array.isArray(value) && value.every((each) => typeof each === 'function'),
  ).default(() => NONE),
  normalization: normalizationOptions.default(IMAGENET),
  /** H and W of every batch; without it, those of its largest image, up to a multiple of `padMultiple`. */
  size: size.optional(),
  /** The sizes that batches may have: the smallest that holds all images of the batch is taken. */
  sizes: z.array(size).readonly().optional(),
  padMultiple: count.default(32),
  /** G of every batch; without it, the largest number of objects, up to a multiple of `objectMultiple`. */
  objects: count.optional(),
  objectMultiple: count.default(8),
  /** Keep wide and tall images in batches apart. */
  groupByShape: z.boolean().default(false),
  /**
   * What to do with an image that cannot be read: throw, or leave it out of its batch and say so. A batch none of whose
   * files can be opened throws in any case: not the images are bad, but their folder is gone.
   */
  onBadImage: z.enum(['error', 'skip']).default('error'),
  /** Batches that are prepared ahead while the caller works on one. */
  prefetch: whole.default(2),
  /** Where batches are made: on this thread, or by a `workerLoader`, which its owner closes. */
  loader: partOption<BatchLoader>(
    'a loader, such as workerLoader()',
    (value) => typeof value === 'object' && value !== null && 'load' in value,
  ).optional(),
});

export type BatchInput = z.input<typeof batchInputOptions>;

/**
 * What decides how images become batches, as plain JSON with all defaults filled in: transforms by their descriptions;
 * not where batches are made, nor how far ahead.
 *
 * Errors: an ExpectationError for an option that `batches` does not take.
 */
export function batchInputDescription(input: BatchInput = {}): { readonly [option: string]: Json } {
  const { prefetch, loader, transforms, ...deciding } = readOptions('batches', batchInputOptions, input);
  const described = { transforms: transforms.map((transform) => descriptionOf(transform)), ...deciding };
  return jsonOf(described) as { readonly [option: string]: Json };
}
