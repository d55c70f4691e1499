import { count, type Description, expected, type Json, partOption, positive, whole } from '@tandem-det/base';
import { batchInputOptions, type DetectionDataset } from '@tandem-det/data';
import { z } from 'zod';
import type { MovingAverage } from '../optimizer/moving-average.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Figures, Picture, TrainEvent } from './events.ts';
import { multiScaleOptions } from './multi-scale.ts';
import type { TrainableDetector } from './trainable.ts';

export interface EvaluationOptions {
  /** Measures the detector as it is now; undefined where the signal stopped it. */
  readonly run: (signal: AbortSignal | undefined) => Promise<Figures | undefined>;
  /** Draws some fixed images with what the detector finds in them now; run beside each evaluation. */
  readonly draw?: () => Promise<readonly Picture[]>;
  /** Epochs between evaluations; 0 for one at the end. */
  readonly everyEpochs?: number;
  /** The figure whose highest value decides which weights are kept as the best. */
  readonly watch?: string;
}

/** The options of `train`, their defaults and their checks. */
export const trainOptions = z.strictObject({
  detector: partOption<TrainableDetector & { readonly description?: Description }>(
    'a detector, such as createDetector(…) makes',
    hasAll('classes', 'parameters', 'gradients'),
  ),
  dataset: partOption<DetectionDataset>('a dataset, such as await readCoco(…)', hasAll('images', 'classes')),
  input: batchInputOptions.prefault({}),
  optimizer: partOption<Optimizer>('an optimizer, such as sgd()', hasAll('apply', 'state', 'restore')),
  schedule: partOption<Schedule>('a function, such as constant(0.01) makes'),
  /** Follows the weights; evaluation, checkpoints and the detector at the end then have the averages. */
  average: partOption<MovingAverage>(
    'an average of the weights, such as movingAverage()',
    hasAll('update', 'during'),
  ).optional(),
  /** Images that one step learns from. */
  batchSize: count,
  /**
   * Images that are computed at a time, where a whole batch does not fit into memory: the step stays that of the
   * batch to rounding, for the time of one more forward pass (gradient accumulation).
   */
  microBatch: count.optional(),
  /** Another size of the network's input every few steps. */
  multiScale: multiScaleOptions.optional(),
  /** Either `epochs` or `steps` says how long. */
  epochs: count.optional(),
  steps: count.optional(),
  /** Decides the order of images and their random transforms. */
  seed: whole.default(0),
  /** Largest global norm of the gradients. */
  clipNorm: positive.optional(),
  evaluation: partOption<EvaluationOptions>('an evaluation, with the function run', hasAll('run')).optional(),
  /** Where checkpoints and the log go; without it nothing is written. */
  folder: z.string(expected('a path')).optional(),
  checkpointEveryEpochs: count.default(1),
  /** Checkpoints within epochs too, after so many steps each. */
  checkpointEverySteps: count.optional(),
  /** Go on from the folder's checkpoint: it must have one, or must have none, unless told otherwise. */
  resume: z
    .union([z.boolean(), z.literal('if there is one')], expected('true, false or "if there is one"'))
    .default(false),
  /** Resume although the config or a part has changed. */
  force: z.boolean().default(false),
  /** What the caller says this run is; kept in the checkpoint, and compared when the run is resumed, as the parts are. */
  config: z.custom<Json>().default(null),
  /**
   * Identifies the parts of your own that have no version (`ownPart`), all together: change it whenever one of them
   * computes something else. Without either the run trains, and is not resumed.
   */
  version: z.custom<Json>().optional(),
  /** Once aborted, the step at work is finished and saved, and `train` returns. */
  signal: partOption<AbortSignal>('a signal', (value) => value instanceof AbortSignal).optional(),
  onEvent: partOption<(event: TrainEvent) => void>('a function that receives events').optional(),
});

export type TrainOptions = z.input<typeof trainOptions>;
export type ReadTrainOptions = z.output<typeof trainOptions>;

export interface TrainResult {
  readonly status: 'finished' | 'stopped';
  /** Steps done, in all. */
  readonly steps: number;
  /** Of the last evaluation. */
  readonly figures?: Figures;
}

function hasAll(...members: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && members.every((member) => member in value);
}
