import { z } from 'zod';
import { count } from './numbers.ts';

const cocoSchema = z.strictObject({
  kind: z.literal('coco'),
  /** Relative to `data.root`. */
  annotations: z.string(),
  images: z.string(),
  /** Only these, in this order; all of the file, by id, without it. */
  classes: z.array(z.string()).min(1).optional(),
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
  /** What is wrong in annotations: stop with an error that names all of it, or leave it out and say so. */
  badObjects: z.enum(['error', 'skip']).default('error'),
  /** Megabytes of images kept in memory, as they are before the first random transform. */
  cache: z.number().min(0).default(512),
  /** Threads that make training batches; 0 for none, null for as many as suit machine and dataset. */
  workers: z.int().min(0).nullable().default(null),
});

export type DatasetConfig = z.output<typeof datasetSchema>;
