import { count, positive } from '@tandem-det/base';
import { adamwOptions, sgdOptions, trainOptions } from '@tandem-det/training';
import { z } from 'zod';

const step = {
  clipNorm: trainOptions.shape.clipNorm,
  /** Batch size that `learningRate` and `warmUp.steps` are meant for: both are scaled to the real one. */
  forBatchSize: count.optional(),
};

export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    /** Stochastic gradient descent with momentum, or AdamW. */
    kind: z.literal('sgd').default('sgd'),
    /** Once the warm-up is over. */
    learningRate: positive.default(0.01),
    ...sgdOptions.shape,
    ...step,
  }),
  z.strictObject({
    kind: z.literal('adamw'),
    /** Once the warm-up is over. */
    learningRate: positive.default(0.001),
    ...adamwOptions.shape,
    ...step,
  }),
]);
