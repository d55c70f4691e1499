import type { BatchOptions, DetectionDataset } from '@tandem-det/data';
import type { MovingAverage } from '../optimizer/moving-average.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Json } from './config-changes.ts';
import type { Figures, TrainEvent } from './events.ts';
import type { TrainableDetector } from './trainable.ts';

/** How images become batches: everything but which images, how many and in what order. */
export type BatchInput = Pick<
  BatchOptions,
  | 'transforms'
  | 'normalization'
  | 'size'
  | 'padMultiple'
  | 'objects'
  | 'objectMultiple'
  | 'onBadImage'
  | 'prefetch'
>;

export interface EvaluationOptions {
  /** Measures the detector as it is now; undefined where the signal stopped it. */
  readonly run: (signal: AbortSignal | undefined) => Promise<Figures | undefined>;
  /** Epochs between evaluations; 0 for one at the end. */
  readonly everyEpochs?: number;
  /** The figure whose highest value decides which weights are kept as the best. */
  readonly watch?: string;
}

export interface TrainOptions {
  readonly detector: TrainableDetector;
  readonly dataset: DetectionDataset;
  readonly input?: BatchInput;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /** Follows the weights; evaluation, checkpoints and the detector at the end then have the averages. */
  readonly average?: MovingAverage;
  readonly batchSize: number;
  /** Either `epochs` or `steps` says how long. */
  readonly epochs?: number;
  readonly steps?: number;
  /** Decides the order of images and their random transforms. */
  readonly seed?: number;
  readonly clipNorm?: number;
  readonly evaluation?: EvaluationOptions;
  /** Where checkpoints and the log go; without it nothing is written. */
  readonly folder?: string;
  readonly checkpointEveryEpochs?: number;
  /** Go on from the folder's checkpoint: it must have one, or must have none, unless told otherwise. */
  readonly resume?: boolean | 'if there is one';
  /** Resume although the config has changed. */
  readonly force?: boolean;
  /** What this run is; kept in the checkpoint, and compared when the run is resumed. */
  readonly config?: Json;
  /** Once aborted, the step at work is finished and saved, and `train` returns. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
}

export interface TrainResult {
  readonly status: 'finished' | 'stopped';
  /** Steps done, in all. */
  readonly steps: number;
  /** Of the last evaluation. */
  readonly figures?: Figures;
}
