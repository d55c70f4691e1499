import type { RunSetup } from '@tandem-det/ablation';
import { formatLoadReport } from '@tandem-det/checkpoints';
import type { BatchLoader, DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import { getBackend } from '@tensorflow/tfjs-core';
import type { Split } from '../config/data-schema.ts';
import type { Recipe, TrainedOn } from '../recipe/recipe.ts';
import { prepareRun } from './prepare-run.ts';
import { readDataset } from './read-data.ts';
import { withoutFolder } from './stored-config.ts';

export interface SetupOptions extends Omit<Recipe, 'detector'> {
  /** Makes the detector, in place of the config's `model`. */
  readonly detector?: (made: TrainedOn) => Detector;
  /** Of the run, in place of the config's. */
  readonly seed: number;
}

/** Makes what a run of a config needs. */
export type SetupBuilder = (options: SetupOptions) => Promise<RunSetup>;

/**
 * A builder of run setups whose runs share the images of datasets that are the same. Each setup needs a started
 * backend; `report` gets what is worth saying of a dataset.
 */
export function setupBuilder(report: (line: string) => void): SetupBuilder {
  const datasets = new Map<string, Promise<DetectionDataset>>();
  /** Those of the first run, which the others share. */
  let loaders: { readonly training?: BatchLoader; readonly evaluation?: BatchLoader } = {};
  return async ({ seed, detector, ...shared }) => {
    const { config } = shared;
    const recipe: Recipe = {
      ...shared,
      config: { ...config, training: { ...config.training, seed } },
      detector: detector && ((made) => detector({ ...made, dataset: train })),
    };
    const [train, validation] = await Promise.all([
      datasetOf(recipe, 'train'),
      datasetOf(recipe, 'validation'),
    ]);
    const run = await prepareRun(recipe, {
      data: { train, validation },
      loaders,
      // Of a run that is only planned nothing has values.
      initialWeights: getBackend() !== 'shape-only',
    });
    const { input, evaluationInput, load, average, schedule } = run;
    loaders = { training: input.loader, evaluation: evaluationInput.loader };
    if (load) report(formatLoadReport(load, 0));
    return {
      detector: run.detector,
      dataset: train,
      validation,
      input,
      evaluationInput,
      optimizer: run.optimizer,
      ...(average && { average }),
      training: { schedule, ...run.training },
      ...withoutFolder(config.weights),
    };
  };

  function datasetOf(recipe: Recipe, split: Split): Promise<DetectionDataset> {
    const { data, input } = recipe.config;
    const key = JSON.stringify([split, data, input]);
    const known = datasets.get(key) ?? readDataset(recipe, split, report);
    datasets.set(key, known);
    return known;
  }
}
