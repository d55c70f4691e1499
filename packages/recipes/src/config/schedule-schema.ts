import { z } from 'zod';
import { fraction } from './numbers.ts';

export const scheduleSchema = z.strictObject({
  warmUp: z
    .strictObject({
      steps: z.int().min(0).default(500),
      /** Instead of `steps`; not scaled to the batch size. */
      epochs: z.number().min(0).nullable().default(null),
      /** Part of the rate at the first step. */
      ratio: fraction.default(0.001),
      curve: z.enum(['constant', 'linear', 'quadratic']).default('linear'),
    })
    .prefault({}),
  decay: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('steps'),
        /** Epochs after which the rate drops. */
        at: z.array(z.int().min(0)),
        factor: fraction.default(0.1),
      }),
      z.strictObject({
        kind: z.literal('cosine'),
        finalRatio: fraction.default(0),
        /** Begin to fall at the end of the warm-up, not with the run. */
        afterWarmUp: z.boolean().default(false),
        /** Last epochs, all at the lowest rate. */
        holdEpochs: z.int().min(0).default(0),
      }),
      z.strictObject({ kind: z.literal('none') }),
    ])
    .default({ kind: 'none' }),
});
