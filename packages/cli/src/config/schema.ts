import { z } from 'zod';
import { modelSchema } from './model-schema.ts';

export { type ModelConfig, modelSchema } from './model-schema.ts';

const count = z.int().min(1);
const fraction = z.number().min(0).max(1);

/** What happens to training images at random. */
const augmentationSchema = z.discriminatedUnion('kind', [
  /** Resized to fit into the input. */
  z.strictObject({ kind: z.literal('flip') }),
  /** Short sides drawn from a range or from values; the long side is at most that of the input. */
  z.strictObject({
    kind: z.literal('multi-scale'),
    shortSides: z.array(count).min(1),
    mode: z.enum(['range', 'value']).default('range'),
  }),
  /** Of SSD: expansion, crop by IoU, colours. */
  z.strictObject({ kind: z.literal('ssd') }),
  /** Of YOLOX: mosaic, affine map and mixup until an epoch, colours. */
  z.strictObject({
    kind: z.literal('yolox'),
    mixUntilEpoch: z.int().min(0).default(285),
    scale: z.tuple([z.number().positive(), z.number().positive()]).default([0.1, 2]),
    mixUp: fraction.default(1),
  }),
]);

export const inputSchema = z.strictObject({
  width: count,
  height: count,
  /** Probability that a training image is mirrored; ssd and yolox have their own. */
  flip: fraction.default(0.5),
  augmentation: augmentationSchema.default({ kind: 'flip' }),
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

/** Pascal VOC. */
const vocSchema = z.strictObject({
  kind: z.literal('voc'),
  /** Folder of the XML files, relative to `data.root`. */
  annotations: z.string().default('Annotations'),
  images: z.string().default('JPEGImages'),
  /** A list of names, such as `ImageSets/Main/train.txt`; all XML files without it. */
  imageSet: z.string().optional(),
  /** In this order; the names found, sorted, without it. */
  classes: z.array(z.string()).min(1).optional(),
  /** Objects of a class that is not among `classes`. */
  otherClasses: z.enum(['error', 'drop']).default('error'),
  /** Objects flagged as difficult: neither target nor mistake, as any other, or left out. */
  difficult: z.enum(['ignore', 'keep', 'drop']).default('ignore'),
  /** Counted from 1 with the last pixel inside, as the devkit does, or as edges from 0. */
  corners: z.enum(['pixels', 'edges']).default('pixels'),
  skipEmpty: z.boolean().default(false),
});

const yoloSchema = z.strictObject({
  kind: z.literal('yolo'),
  /** The dataset's `data.yaml`, relative to `data.root`. */
  data: z.string().default('data.yaml'),
  /** Key in it. */
  split: z.string(),
  skipEmpty: z.boolean().default(false),
});

const scenesSchema = z.strictObject({
  kind: z.literal('scenes'),
  count: count,
  seed: z.int().min(0),
  width: count.optional(),
  height: count.optional(),
});

export const datasetSchema = z.discriminatedUnion('kind', [cocoSchema, vocSchema, yoloSchema, scenesSchema]);

export const dataSchema = z.strictObject({
  /** Folder that the paths below begin at; itself relative to where `tandem` runs. */
  root: z.string().default('.'),
  train: datasetSchema.nullable().default(null),
  validation: datasetSchema.nullable().default(null),
  /** An image that cannot be read: stop with an error, or leave it out and say so. */
  badImages: z.enum(['error', 'skip']).default('error'),
  /** Megabytes of images kept in memory, as they are before the first random transform. */
  cache: z.number().min(0).default(512),
  /** Threads that make training batches; 0 for none, null for as many as suit machine and dataset. */
  workers: z.int().min(0).nullable().default(null),
});

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

const shared = {
  input: inputSchema,
  data: dataSchema,
  optimizer: optimizerSchema.prefault({}),
  schedule: scheduleSchema.prefault({}),
  training: trainingSchema.prefault({}),
};

/** What `train`, `evaluate` and `inspect` read. */
export const runSchema = z.strictObject({ model: modelSchema.prefault({ preset: 'tood' }), ...shared });

const axisValue = z.union([z.string(), z.number(), z.boolean()]);

/** Values of the config key that the axis is named after, or named sets of changes to config keys. */
export type AxisConfig =
  | readonly (string | number | boolean)[]
  | Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const axisSchema = z.custom<AxisConfig>((value) => {
  const section = (each: unknown) => typeof each === 'object' && each !== null && !Array.isArray(each);
  if (Array.isArray(value))
    return value.length > 0 && value.every((each) => axisValue.safeParse(each).success);
  return (
    section(value) &&
    Object.values(value as object).length > 0 &&
    Object.values(value as object).every(section)
  );
}, 'values of the key that it names, as [0.5, 1], or named changes, as {T-Head: {model.head: t-head}}');

const section = z.record(z.string(), z.unknown()).default({});

/** What `ablate` reads: a run config, what of it varies, and with which seeds. */
export const studySchema = z.strictObject({
  /** The file's own name where absent. */
  name: z.string().min(1).optional(),
  axes: z.record(z.string(), axisSchema),
  seeds: z.array(z.int().min(0)).min(1),
  /** The cell that others are compared with, as {axis: value}; the first values where absent. */
  base: z.record(z.string(), axisValue).default({}),
  /** Combinations left out, each as {axis: value}. */
  exclude: z.array(z.record(z.string(), axisValue)).default([]),
  /** Published numbers to print beside each cell: AP, AP50, AP75 in percent. */
  paper: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])).default({}),
  /** As in a run config, which is checked cell by cell. */
  model: section,
  input: section,
  data: section,
  optimizer: section,
  schedule: section,
  training: section,
});

export type DatasetConfig = z.output<typeof datasetSchema>;
export type RunConfig = z.output<typeof runSchema>;
export type StudyConfig = z.output<typeof studySchema>;
