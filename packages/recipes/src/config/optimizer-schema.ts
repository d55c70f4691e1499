import { z } from 'zod';
import { count } from './numbers.ts';

const groupSchema = z.strictObject({
  /** Patterns of parameter names, in which `*` stands for anything. */
  names: z.array(z.string()).min(1).optional(),
  roles: z
    .array(z.enum(['weight', 'bias', 'norm', 'scale']))
    .min(1)
    .optional(),
  rateFactor: z.number().min(0).default(1),
  decayFactor: z.number().min(0).default(1),
});

export const optimizerSchema = z.strictObject({
  kind: z.enum(['sgd', 'adamw']).default('sgd'),
  learningRate: z.number().positive().default(0.01),
  weightDecay: z.number().min(0).default(1e-4),
  /** Of `sgd`. */
  momentum: z.number().min(0).lt(1).default(0.9),
  /** Of `sgd`. */
  nesterov: z.boolean().default(false),
  /** Of `adamw`. */
  betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]).default([0.9, 0.999]),
  /** Of `adamw`. */
  epsilon: z.number().positive().default(1e-8),
  /** Factors of rate and weight decay for some parameters; those of all groups that match are multiplied. */
  groups: z.array(groupSchema).default([]),
  /** Largest global norm of the gradients; null for no clipping. */
  clipNorm: z.number().positive().nullable().default(null),
  /** Batch size that `learningRate` and `warmUp.steps` are meant for: both are scaled to the real one. */
  forBatchSize: count.optional(),
});
