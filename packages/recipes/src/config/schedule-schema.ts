import { nonNegative, whole } from '@tandem-det/base';
import { cosineOptions, stepDecayOptions, warmUpOptions } from '@tandem-det/training';
import { z } from 'zod';

export const scheduleSchema = z.strictObject({
  /** Of the learning rate, in the first steps. */
  warmUp: warmUpOptions
    .extend({
      /** In place of `steps`; not scaled to the batch size. */
      epochs: nonNegative.optional(),
    })
    .prefault({}),
  /** What becomes of the rate after the warm-up. */
  decay: z
    .discriminatedUnion('kind', [
      z.strictObject({
        /** Drops at some epochs or steps, falls along a cosine, or stays. */
        kind: z.literal('steps'),
        ...stepDecayOptions.omit({ learningRate: true }).shape,
      }),
      z.strictObject({
        kind: z.literal('cosine'),
        finalRatio: cosineOptions.shape.finalRatio,
        /** Whether it begins to fall at the end of the warm-up, not with the run. */
        afterWarmUp: z.boolean().default(false),
        /** Last epochs, all at the lowest rate. */
        holdEpochs: whole.default(0),
      }),
      z.strictObject({ kind: z.literal('none') }),
    ])
    .default({ kind: 'none' }),
});
