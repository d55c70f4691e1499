import { z } from 'zod';

const count = z.int().min(1);
const fraction = z.number().min(0).max(1);

/** What is built: a preset, and what differs from it. */
export const modelSchema = z.strictObject({
  /** `tood`: T-Head with task-aligned assignment. `atss`: parallel head with centerness and ATSS. */
  preset: z.enum(['tood', 'atss']).default('tood'),
  /** The preset's own where absent. */
  head: z.enum(['task-aligned', 'parallel']).optional(),
  /** The preset's own where absent; decides the losses too. */
  assignment: z.enum(['task-aligned', 'atss']).optional(),
  /** Epochs of ATSS assignment before task alignment begins; 0 trains aligned from the start. */
  warmUpEpochs: z.int().min(0).default(0),
  /** ResNet. */
  depth: z.literal([18, 34, 50, 101]).default(18),
  /** Channels of the stem and of the first stage. */
  width: count.default(64),
  /** Of the backbone. From scratch: `group`. */
  normalization: z.enum(['group', 'batch', 'frozen-batch']).default('group'),
  /** Stages that do not train: 1 the stem and the first, to 4 all. */
  frozenStages: z.literal([0, 1, 2, 3, 4]).default(0),
  /** Of the pyramid. */
  neckNormalization: z.enum(['none', 'group']).default('none'),
  /** Channels of the pyramid and of the head. */
  channels: count.default(256),
  /** Pyramid levels, 2^level pixels a cell: P3 to P7. */
  levels: z.tuple([z.int().min(2).max(7), z.int().min(2).max(9)]).default([3, 7]),
  /** Interactive layers of the T-Head, convolutions of each parallel tower: 6 and 4 where absent. */
  headLayers: count.optional(),
  /** How the parallel head predicts boxes: as ATSS does, or as the anchor-free T-Head does. */
  regression: z.enum(['deltas', 'distances']).default('deltas'),
  /** What becomes of boxes that the T-Head's sampling turns inside out. */
  invalidBoxes: z.enum(['keep', 'fall back']).default('fall back'),
  /** Candidates of the assigner for each object: 13 task-aligned, 9 ATSS where absent. */
  topK: count.optional(),
});

export const inputSchema = z.strictObject({
  width: count,
  height: count,
  /** Probability that a training image is mirrored. */
  flip: fraction.default(0.5),
  mean: z.tuple([z.number(), z.number(), z.number()]).default([123.675, 116.28, 103.53]),
  deviation: z
    .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
    .default([58.395, 57.12, 57.375]),
});

const cocoSchema = z.strictObject({
  kind: z.literal('coco'),
  /** Relative to `data.root`. */
  annotations: z.string(),
  images: z.string(),
  /** Leave out images without objects. They are trained on by default. */
  skipEmpty: z.boolean().default(false),
});

const scenesSchema = z.strictObject({
  kind: z.literal('scenes'),
  count: count,
  seed: z.int().min(0),
  width: count.optional(),
  height: count.optional(),
});

export const datasetSchema = z.discriminatedUnion('kind', [cocoSchema, scenesSchema]);

export const dataSchema = z.strictObject({
  /** Folder that the paths below begin at; itself relative to where `tandem` runs. */
  root: z.string().default('.'),
  train: datasetSchema.nullable().default(null),
  validation: datasetSchema.nullable().default(null),
  /** An image that cannot be read: stop with an error, or leave it out and say so. */
  badImages: z.enum(['error', 'skip']).default('error'),
  /** Megabytes of decoded images kept in memory. */
  cache: z.number().min(0).default(512),
});

export const optimizerSchema = z.strictObject({
  learningRate: z.number().positive().default(0.01),
  momentum: z.number().min(0).lt(1).default(0.9),
  weightDecay: z.number().min(0).default(1e-4),
  nesterov: z.boolean().default(false),
  /** Largest global norm of the gradients; null for no clipping. */
  clipNorm: z.number().positive().nullable().default(null),
  /** Batch size that `learningRate` and `warmUp.steps` are meant for: both are scaled to the real one. */
  forBatchSize: count.optional(),
});

export const scheduleSchema = z.strictObject({
  warmUp: z.strictObject({ steps: z.int().min(0).default(500), ratio: fraction.default(0.001) }).prefault({}),
  decay: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('steps'),
        /** Epochs after which the rate drops. */
        at: z.array(z.int().min(0)),
        factor: fraction.default(0.1),
      }),
      z.strictObject({ kind: z.literal('cosine'), finalRatio: fraction.default(0) }),
      z.strictObject({ kind: z.literal('none') }),
    ])
    .default({ kind: 'none' }),
});

export const trainingSchema = z
  .strictObject({
    /** 12 where neither this nor `steps` is given. */
    epochs: count.nullable().default(null),
    /** Instead of `epochs`. */
    steps: count.nullable().default(null),
    batchSize: count.default(4),
    seed: z.int().min(0).default(0),
    /** Epochs between checkpoints; one is written at the end in any case. */
    checkpointEvery: count.default(1),
    /** Epochs between evaluations on `data.validation`; 0 for one at the end only. */
    evaluateEvery: z.int().min(0).default(0),
  })
  .refine(({ epochs, steps }) => epochs === null || steps === null, 'epochs or steps, not both');

const shared = {
  input: inputSchema,
  data: dataSchema,
  optimizer: optimizerSchema.prefault({}),
  schedule: scheduleSchema.prefault({}),
  training: trainingSchema.prefault({}),
};

/** What `train`, `evaluate` and `inspect` read. */
export const runSchema = z.strictObject({ model: modelSchema.prefault({}), ...shared });

/** What `ablate` reads: named models, each run with every seed. */
export const ablationSchema = z.strictObject({
  models: z.record(z.string(), modelSchema),
  seeds: z.array(z.int().min(0)).min(1),
  /** Published numbers to print beside each model: AP, AP50, AP75 in percent. */
  paper: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])).default({}),
  ...shared,
});

export type ModelConfig = z.output<typeof modelSchema>;
export type DatasetConfig = z.output<typeof datasetSchema>;
export type RunConfig = z.output<typeof runSchema>;
export type AblationConfig = z.output<typeof ablationSchema>;
