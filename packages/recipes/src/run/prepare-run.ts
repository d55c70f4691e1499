import type { LoadReport } from '@tandem-det/checkpoints';
import type { BatchLoader, DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import { type MovingAverage, type Optimizer, runLength, type Schedule } from '@tandem-det/training';
import type { RunConfig } from '../config/run-schema.ts';
import { buildDetector } from '../parts/build-detector.ts';
import { type BuiltInput, buildInput } from '../parts/build-input.ts';
import { buildAverage, buildOptimizer } from '../parts/build-optimizer.ts';
import { buildSchedule, lengthOf, type ScaledRate, scaledRate } from '../parts/build-schedule.ts';
import { buildTraining, type TrainingNumbers } from '../parts/build-training.ts';
import { loadInitialWeights } from '../weights/load-initial-weights.ts';
import { type LocateWeights, locateFile } from '../weights/locate-weights.ts';
import { recalibrate } from '../weights/recalibrate.ts';
import { loadWeights } from './load-weights.ts';
import type { RunData } from './read-data.ts';

/** What a detector is made for. */
export interface MadeFor {
  readonly classes: readonly string[];
  /** Decides the initial values. */
  readonly seed: number;
}

/** The same for one that is trained. */
export interface TrainedOn extends MadeFor {
  readonly dataset: DetectionDataset;
}

/** A detector that looks at images: for evaluation and detection. */
export interface PreparedDetector {
  readonly detector: Detector;
  /** How images become batches to be looked at; nothing in it is random. */
  readonly evaluationInput: BuiltInput;
  /** Frees all that the run holds, and closes the loaders that it did not get from elsewhere. */
  dispose(): Promise<void>;
}

/** All that a run needs to train and to be measured. */
export interface PreparedRun extends PreparedDetector {
  readonly dataset: DetectionDataset;
  readonly validation: DetectionDataset | null;
  /** How training images become batches. */
  readonly input: BuiltInput;
  readonly optimizer: Optimizer;
  readonly average: MovingAverage | undefined;
  readonly schedule: Schedule;
  /** Rate and warm-up for the batch size of the run, and what they were made from. */
  readonly rate: ScaledRate;
  /** Steps of the whole run and of an epoch. */
  readonly length: { readonly steps: number; readonly stepsPerEpoch: number };
  /** What else `train` is told: batch size, length, clipping, checkpoints. */
  readonly training: TrainingNumbers;
  /** What of the file of initial weights was loaded, where the config has one. */
  readonly load: LoadReport | undefined;
  /** What else became of them, a line each: rows that were kept, statistics that were measured again. */
  readonly loadRemarks: readonly string[];
}

export interface TrainedRunOptions {
  /** Makes the detector, in place of the config's `model`. */
  readonly detector?: (made: TrainedOn) => Detector;
  readonly data: RunData;
  /** Whether training begins with the weights that the config names: not where a run is resumed. True by default. */
  readonly initialWeights?: boolean;
  /** Finds the file of a published model; files alone are found where absent. */
  readonly locateWeights?: LocateWeights;
  /** Those of another run on the same data, to share the images in memory. */
  readonly loaders?: { readonly training?: BatchLoader; readonly evaluation?: BatchLoader };
}

export interface CheckpointedRunOptions {
  /** Makes the detector, in place of the config's `model`. */
  readonly detector?: (made: MadeFor) => Detector;
  /** The file of weights that the detector gets. */
  readonly checkpoint: string;
  /** That the detector was trained for. */
  readonly classes: readonly string[];
}

/**
 * Makes what a config describes: for `data`, all that a run needs to train and to be measured; for a `checkpoint`,
 * the trained detector and how it looks at images. Needs a started backend. Dispose of the result.
 *
 * Errors: an ExpectationError for parts that do not go together, and for files of weights that do not fit.
 */
export function prepareRun(config: RunConfig, options: TrainedRunOptions): Promise<PreparedRun>;
export function prepareRun(config: RunConfig, options: CheckpointedRunOptions): Promise<PreparedDetector>;
export function prepareRun(
  config: RunConfig,
  options: TrainedRunOptions | CheckpointedRunOptions,
): Promise<PreparedRun | PreparedDetector> {
  return 'checkpoint' in options ? prepareDetector(config, options) : prepareTraining(config, options);
}

async function prepareDetector(
  config: RunConfig,
  { checkpoint, classes, detector: make }: CheckpointedRunOptions,
): Promise<PreparedDetector> {
  const made = { classes, seed: config.training.seed };
  const detector = make ? make(made) : buildDetector(config.model, classes, made.seed);
  const evaluationInput = buildInput(config, { training: false });
  const dispose = async () => {
    detector.dispose();
    await evaluationInput.loader.close();
  };
  return orDisposed(dispose, async () => {
    await loadWeights(detector, checkpoint);
    return { detector, evaluationInput, dispose };
  });
}

async function prepareTraining(config: RunConfig, options: TrainedRunOptions): Promise<PreparedRun> {
  const { data, initialWeights = true, loaders = {} } = options;
  const { train: dataset, validation } = data;
  const { batchSize, seed } = config.training;
  const classes = dataset.classes.map(({ name }) => name);
  const detector = options.detector
    ? options.detector({ classes, seed, dataset })
    : buildDetector(config.model, classes, seed);
  const input = buildInput(config, {
    training: true,
    images: dataset.images.length,
    ...(loaders.training && { loader: loaders.training }),
  });
  const evaluationInput = buildInput(config, {
    training: false,
    ...(loaders.evaluation && { loader: loaders.evaluation }),
  });
  const optimizer = buildOptimizer(config);
  const average = buildAverage(config);
  const dispose = async () => {
    if (!loaders.training) await input.loader.close();
    if (!loaders.evaluation) await evaluationInput.loader.close();
    optimizer.dispose();
    average?.dispose();
    detector.dispose();
  };
  return orDisposed(dispose, async () => {
    const length = runLength({ dataset, batchSize, ...lengthOf(config) });
    const { load, remarks = [] } =
      initialWeights && config.weights
        ? await beginWith(config.weights, config.model.preset, { ...options, detector, evaluationInput })
        : {};
    return {
      detector,
      dataset,
      validation,
      input,
      evaluationInput,
      optimizer,
      average,
      schedule: buildSchedule(config, length),
      rate: scaledRate(config, length),
      length,
      training: buildTraining(config),
      load,
      loadRemarks: remarks,
      dispose,
    };
  });
}

/** Images that folded statistics are measured again on, where the config does not say. */
const RECALIBRATION_IMAGES = 160;

async function beginWith(
  weights: NonNullable<RunConfig['weights']>,
  preset: RunConfig['model']['preset'],
  {
    detector,
    evaluationInput: input,
    data,
    locateWeights = locateFile,
  }: Pick<TrainedRunOptions, 'data' | 'locateWeights'> &
    Pick<PreparedDetector, 'detector' | 'evaluationInput'>,
): Promise<{ readonly load: LoadReport; readonly remarks: readonly string[] }> {
  const { report, keptClasses, isFolded } = await loadInitialWeights(
    detector,
    preset,
    await locateWeights(weights),
  );
  const remarks: string[] = [];
  if (keptClasses.length > 0) remarks.push(`Classes that keep their weights: ${keptClasses.join(', ')}`);
  if (isFolded) {
    remarks.push(
      'The batch statistics of the file were folded into its weights: all means 0, variances equal.',
    );
  }
  const images = weights.recalibrate ?? (isFolded ? RECALIBRATION_IMAGES : 0);
  if (images > 0) {
    const count = Math.min(images, data.train.images.length);
    const norms = await recalibrate({ detector, dataset: data.train, input, images: count });
    remarks.push(`Batch statistics of ${norms} layers measured again on ${count} training images.`);
  }
  return { load: report, remarks };
}

async function orDisposed<T>(dispose: () => Promise<void>, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    await dispose();
    throw error;
  }
}
