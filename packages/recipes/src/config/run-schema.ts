import { z } from 'zod';
import { dataSchema } from './data-schema.ts';
import { inputSchema } from './input-schema.ts';
import { type ModelConfig, modelSchema } from './model-schema.ts';
import { optimizerSchema } from './optimizer-schema.ts';
import { scheduleSchema } from './schedule-schema.ts';
import { trainingSchema } from './training-schema.ts';
import { weightsSchema } from './weights-schema.ts';

/** What `train`, `evaluate` and `inspect` read. */
export const runSchema = z.strictObject({
  /** What is built: a preset, and what differs from it. */
  model: modelSchema.prefault({ preset: 'tood' }),
  /** Weights that training begins with; random values where absent. */
  weights: weightsSchema.optional(),
  /** What the network sees of an image. */
  input: inputSchema,
  /** What is trained on, and what the detector is measured on. */
  data: dataSchema.prefault({}),
  /** How weights change by their gradients. */
  optimizer: optimizerSchema.prefault({}),
  /** How the learning rate goes. */
  schedule: scheduleSchema.prefault({}),
  /** How long and in which steps. */
  training: trainingSchema.prefault({}),
});

/** The same where a module makes the detector. */
export const composedSchema = runSchema.omit({ model: true });

/** As it is written, with defaults left out. */
export type RunConfigInput = z.input<typeof runSchema>;
/** A config that was read; without `model` where a module makes the detector. */
export type RunConfig = z.output<typeof composedSchema> & { readonly model?: ModelConfig | undefined };
