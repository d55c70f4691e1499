import type { BatchInput, DetectionDataset } from '@tandem-det/data';
import type { MovingAverage } from '../optimizer/moving-average.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Json } from './config-changes.ts';
import type { Figures, Picture, TrainEvent } from './events.ts';
import type { MultiScale } from './multi-scale.ts';
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

export interface TrainOptions {
  readonly detector: TrainableDetector;
  readonly dataset: DetectionDataset;
  readonly input?: BatchInput;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /** Follows the weights; evaluation, checkpoints and the detector at the end then have the averages. */
  readonly average?: MovingAverage;
  /** Images that one step learns from. */
  readonly batchSize: number;
  /**
   * Images that are computed at a time, where a whole batch does not fit into memory: the step stays that of the
   * batch to rounding, for the time of one more forward pass (gradient accumulation).
   */
  readonly microBatch?: number;
  /** Another size of the network's input every few steps. */
  readonly multiScale?: MultiScale;
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
  /** Checkpoints within epochs too, after so many steps each. */
  readonly checkpointEverySteps?: number;
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
