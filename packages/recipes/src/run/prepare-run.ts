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
import type { Recipe, RunLength } from '../recipe/recipe.ts';
import { loadInitialWeights } from '../weights/load-initial-weights.ts';
import { type LocateWeights, locateFile } from '../weights/locate-weights.ts';
import { recalibrate } from '../weights/recalibrate.ts';
import { loadWeights } from './load-weights.ts';
import type { RunData } from './read-data.ts';

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
  /** Rate and warm-up for the batch size of the run, and what they were made from; undefined where code makes them. */
  readonly rate: ScaledRate | undefined;
  readonly length: RunLength;
  /** What else `train` is told: batch size, length, clipping, checkpoints. */
  readonly training: TrainingNumbers;
  /** What of the file of initial weights was loaded, where the config has one. */
  readonly load: LoadReport | undefined;
  /** What else became of them, a line each: rows that were kept, statistics that were measured again. */
  readonly loadRemarks: readonly string[];
}

export interface TrainedRunOptions {
  readonly data: RunData;
  /** Whether training begins with the weights that the config names: not where a run is resumed. True by default. */
  readonly initialWeights?: boolean;
  /** Finds the file of a published model; files alone are found where absent. */
  readonly locateWeights?: LocateWeights | undefined;
  /** Those of another run on the same data, to share the images in memory. */
  readonly loaders?: { readonly training?: BatchLoader; readonly evaluation?: BatchLoader };
}

export interface CheckpointedRunOptions {
  /** The file of weights that the detector gets. */
  readonly checkpoint: string;
  /** That the detector was trained for. */
  readonly classes: readonly string[];
}

/**
 * Makes what a recipe describes: for `data`, all that a run needs to train and to be measured; for a `checkpoint`, the
 * trained detector and how it looks at images. A recipe is a config, `{ config }`, with what code makes in place of
 * parts of it. Needs a started backend. Dispose of the result.
 *
 * Errors: an ExpectationError for parts that do not go together, and for files of weights that do not fit.
 */
export function prepareRun(recipe: Recipe, options: TrainedRunOptions): Promise<PreparedRun>;
export function prepareRun(recipe: Recipe, options: CheckpointedRunOptions): Promise<PreparedDetector>;
export function prepareRun(
  recipe: Recipe,
  options: TrainedRunOptions | CheckpointedRunOptions,
): Promise<PreparedRun | PreparedDetector> {
  return 'checkpoint' in options ? prepareDetector(recipe, options) : prepareTraining(recipe, options);
}

async function prepareDetector(
  recipe: Recipe,
  { checkpoint, classes }: CheckpointedRunOptions,
): Promise<PreparedDetector> {
  const detector = makeDetector(recipe, classes);
  const evaluationInput = buildInput(recipe.config, {
    training: false,
    transforms: recipe.evaluationTransforms?.(recipe.config.input),
  });
  const dispose = async () => {
    detector.dispose();
    await evaluationInput.loader.close();
  };
  return orDisposed(dispose, async () => {
    await loadWeights(detector, checkpoint);
    return { detector, evaluationInput, dispose };
  });
}

async function prepareTraining(
  recipe: Recipe,
  { data, initialWeights = true, loaders = {}, locateWeights }: TrainedRunOptions,
): Promise<PreparedRun> {
  const { config } = recipe;
  const { train: dataset, validation } = data;
  const classes = dataset.classes.map(({ name }) => name);
  const detector = makeDetector(recipe, classes, dataset);
  const input = buildInput(config, {
    training: true,
    images: dataset.images.length,
    transforms: recipe.transforms?.(config.input),
    loader: loaders.training,
  });
  const evaluationInput = buildInput(config, {
    training: false,
    transforms: recipe.evaluationTransforms?.(config.input),
    loader: loaders.evaluation,
  });
  const optimizer = recipe.optimizer?.(config.optimizer) ?? buildOptimizer(config);
  const average = buildAverage(config);
  const dispose = async () => {
    if (!loaders.training) await input.loader.close();
    if (!loaders.evaluation) await evaluationInput.loader.close();
    optimizer.dispose();
    average?.dispose();
    detector.dispose();
  };
  return orDisposed(dispose, async () => {
    const length = runLength({ dataset, batchSize: config.training.batchSize, ...lengthOf(config) });
    const schedule = recipe.schedule?.(length, config);
    const { load, remarks = [] } =
      initialWeights && config.weights
        ? await beginWith(config.weights, config.model?.preset, {
            data,
            locateWeights,
            detector,
            evaluationInput,
          })
        : {};
    return {
      detector,
      dataset,
      validation,
      input,
      evaluationInput,
      optimizer,
      average,
      schedule: schedule ?? buildSchedule(config, length),
      rate: schedule ? undefined : scaledRate(config, length),
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
  preset: NonNullable<RunConfig['model']>['preset'] | undefined,
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

/** The detector of a recipe for these classes, with initial values. */
export function makeDetector(
  { detector: make, config }: Recipe,
  classes: readonly string[],
  dataset?: DetectionDataset,
): Detector {
  const { seed } = config.training;
  return make ? make({ classes, seed, dataset }) : buildDetector(config.model, classes, seed);
}

async function orDisposed<T>(dispose: () => Promise<void>, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    await dispose();
    throw error;
  }
}
