import { z } from 'zod';
import { count } from './numbers.ts';

const multiScaleSchema = z.strictObject({
  /** Widths and heights in pixels, multiples of the coarsest stride. */
  sizes: z.array(z.tuple([count, count])).min(1),
  /** Steps that have one size. */
  every: count.default(10),
});

export const trainingSchema = z
  .strictObject({
    /** 12 where neither this nor `steps` is given. */
    epochs: count.nullable().default(null),
    /** Instead of `epochs`. */
    steps: count.nullable().default(null),
    /** Images that one step learns from. */
    batchSize: count.default(4),
    /** Images of it that are computed at a time, to save memory; all of them where null. */
    microBatch: count.nullable().default(null),
    /** Resize batches of training to one of several sizes. */
    multiScale: multiScaleSchema.nullable().default(null),
    /** Average the weights over the steps; evaluation and checkpoints have the averages. */
    average: z
      .strictObject({
        decay: z.number().min(0).lt(1).default(0.9998),
        /** Steps in which the decay grows. */
        ramp: z.number().min(0).default(2000),
      })
      .nullable()
      .default(null),
    seed: z.int().min(0).default(0),
    /** Epochs between checkpoints; one is written at the end in any case. */
    checkpointEvery: count.default(1),
    /** Steps between checkpoints within an epoch; null for none. */
    checkpointEverySteps: count.nullable().default(null),
    /** First images of `data.validation` that are drawn after every evaluation. */
    pictures: z.int().min(0).default(4),
    /** Epochs between evaluations on `data.validation`; 0 for one at the end only. */
    evaluateEvery: z.int().min(0).default(0),
  })
  .refine(({ epochs, steps }) => epochs === null || steps === null, 'epochs or steps, not both');
