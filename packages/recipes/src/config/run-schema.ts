import { z } from 'zod';
import { dataSchema } from './data-schema.ts';
import { inputSchema } from './input-schema.ts';
import { modelSchema } from './model-schema.ts';
import { optimizerSchema } from './optimizer-schema.ts';
import { scheduleSchema } from './schedule-schema.ts';
import { trainingSchema } from './training-schema.ts';
import { weightsSchema } from './weights-schema.ts';

/** What `train`, `evaluate` and `inspect` read. */
export const runSchema = z.strictObject({
  model: modelSchema.prefault({ preset: 'tood' }),
  /** Where absent or null, training begins with random values. */
  weights: weightsSchema.nullish(),
  input: inputSchema,
  data: dataSchema,
  optimizer: optimizerSchema.prefault({}),
  schedule: scheduleSchema.prefault({}),
  training: trainingSchema.prefault({}),
});

export type RunConfig = z.output<typeof runSchema>;
