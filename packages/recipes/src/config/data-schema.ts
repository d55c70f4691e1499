import { nonNegative, whole } from '@tandem-det/base';
import {
  batchInputOptions,
  generatedScenesOptions,
  readCocoOptions,
  readVocOptions,
  readYoloOptions,
} from '@tandem-det/data';
import { z } from 'zod';

/** What is the same for both datasets, or no plain data. */
const OF_THE_RUN = { check: true, onBadImage: true, badObjects: true, report: true } as const;

export const datasetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    /** COCO instances, Pascal VOC, YOLO, or scenes that are generated. Paths are relative to `data.root`. */
    kind: z.literal('coco'),
    ...readCocoOptions.omit(OF_THE_RUN).shape,
  }),
  z.strictObject({
    kind: z.literal('voc'),
    ...readVocOptions.omit(OF_THE_RUN).shape,
    /** Folder of the XML files, one an image. */
    annotations: readVocOptions.shape.annotations.default('Annotations'),
    /** Folder of the images. */
    images: readVocOptions.shape.images.default('JPEGImages'),
  }),
  z.strictObject({
    kind: z.literal('yolo'),
    ...readYoloOptions.omit(OF_THE_RUN).shape,
    /** Path of a `data.yaml`. */
    data: readYoloOptions.shape.data.default('data.yaml'),
    /** Key in it: train, val, test. */
    split: readYoloOptions.shape.split.unwrap(),
  }),
  z.strictObject({
    kind: z.literal('scenes'),
    ...generatedScenesOptions.omit({ split: true }).shape,
    /** In pixels; that of the input where absent. */
    size: generatedScenesOptions.shape.size.unwrap().optional(),
  }),
]);

export const dataSchema = z.strictObject({
  /** Folder that the paths below begin at; itself relative to where `tandem` runs. */
  root: z.string().default('.'),
  /** What is trained on. */
  train: datasetSchema.optional(),
  /** What the detector is measured on. */
  validation: datasetSchema.optional(),
  /** An image that cannot be read: stop with an error, or leave it out and say so. */
  onBadImage: batchInputOptions.shape.onBadImage,
  /** What is wrong in annotations: stop with an error that names all of it, or leave it out and say so. */
  badObjects: readCocoOptions.shape.badObjects,
  /** Of images kept in memory, as they are before the first random transform. */
  cacheMegabytes: nonNegative.default(512),
  /** Threads that make training batches; 0 for none; as many as suit machine and dataset where absent. */
  workers: whole.optional(),
});

/** Which dataset of a run. */
export type Split = 'train' | 'validation';
export type DatasetConfig = z.output<typeof datasetSchema>;
