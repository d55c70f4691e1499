import { descriptionOf, type Json, jsonOf, partOption, readOptions, whole } from '@tandem-det/base';
import { z } from 'zod';
import type { BatchLoader } from './loader/batch-loader.ts';
import { batchMakingOptions } from './loader/batch-making.ts';
import type { Transform } from './sample.ts';

const NONE: readonly Transform[] = [];

/** How images become batches, with defaults and checks: everything but which images, how many and in what order. */
export const batchInputOptions = batchMakingOptions.extend({
  /** Applied in order; each image has a random stream of its own. */
  transforms: partOption<readonly Transform[]>(
    'a list of transforms, such as [horizontalFlip()]',
    (value) => Array.isArray(value) && value.every((each) => typeof each === 'function'),
  ).default(() => NONE),
  /** Keep wide and tall images in batches apart. */
  groupByShape: z.boolean().default(false),
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
