import { type Description, descriptionOf, type Json, jsonOf, unknownParts } from '@tandem-det/base';
import { batchInputDescription, type DatasetDescription, datasetDescription } from '@tandem-det/data';
import { configChanges } from './config-changes.ts';
import type { ReadTrainOptions } from './train-options.ts';

/**
 * What a run is made of, as plain JSON: all that decides its result but for its length and the rounding of the backend.
 * Kept in the checkpoint, and compared when the run is resumed.
 */
export interface RunParts {
  readonly detector: Description;
  readonly dataset: DatasetDescription;
  /** How images become batches. */
  readonly input: { readonly [option: string]: Json };
  readonly optimizer: Description;
  readonly schedule: Description;
  readonly average: Description | null;
  readonly batchSize: number;
  readonly microBatch: number;
  readonly multiScale: Json;
  readonly clipNorm: number | null;
  readonly seed: number;
  /** What identifies the parts of kind `unknown`, where there are any and the caller says it. */
  readonly version?: Json;
}

type Made = Pick<
  ReadTrainOptions,
  | 'detector'
  | 'dataset'
  | 'input'
  | 'optimizer'
  | 'schedule'
  | 'average'
  | 'batchSize'
  | 'microBatch'
  | 'multiScale'
  | 'clipNorm'
  | 'seed'
  | 'version'
>;

/** The parts of a run with these options. */
export function runParts(options: Made): RunParts {
  const { detector, dataset, optimizer, schedule, average, batchSize, microBatch = batchSize } = options;
  const parts: RunParts = {
    detector: detector.description ?? descriptionOf(detector),
    dataset: datasetDescription(dataset),
    input: batchInputDescription(options.input),
    optimizer: descriptionOf(optimizer),
    schedule: descriptionOf(schedule),
    average: average === undefined ? null : descriptionOf(average),
    batchSize,
    microBatch,
    multiScale: options.multiScale === undefined ? null : jsonOf(options.multiScale),
    clipNorm: options.clipNorm ?? null,
    seed: options.seed,
  };
  const { version } = options;
  return version === undefined || unknownParts(parts).length === 0 ? parts : { ...parts, version };
}

/** Parts of your own that nothing identifies: `detector.options.loss (myLoss)`. */
export function unidentifiedParts(parts: RunParts): string[] {
  return parts.version === undefined ? unknownParts(parts) : [];
}

/** One line per place where the parts of two runs differ. A dataset with the same content is the same. */
export function partChanges(before: RunParts, after: RunParts): string[] {
  return configChanges(comparable(before, after), comparable(after, before));
}

function comparable({ dataset, ...parts }: RunParts, { dataset: other }: RunParts): Json {
  const isSame = dataset.content.digest === other.content.digest && isRead(dataset) && isRead(other);
  return jsonOf(isSame ? parts : { ...parts, dataset });
}

/** Whether the images are known by what is in the dataset: they are not loaded by a function of the user's own. */
function isRead({ kind, version }: DatasetDescription): boolean {
  return kind !== 'unknown' && version === undefined;
}
