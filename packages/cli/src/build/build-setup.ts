import type { RunSetup } from '@tandem-det/ablation';
import { formatLoadReport } from '@tandem-det/checkpoints';
import type { DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import { runLength } from '@tandem-det/training';
import type { RunConfig } from '../config/run-schema.ts';
import { buildDataset, type Split } from './build-dataset.ts';
import { type BuiltInput, buildInput } from './build-input.ts';
import { buildAverage, buildOptimizer } from './build-optimizer.ts';
import { buildSchedule, lengthOf } from './build-schedule.ts';
import { buildTraining } from './build-training.ts';
import { loadInitialWeights } from './load-initial-weights.ts';
import { withoutFolder } from './run-config.ts';

type LoaderOption = Pick<BuiltInput, 'loader'>;

/** Makes what a run of a config needs around the detector that `build` makes for the dataset's classes. */
export type SetupBuilder = (
  config: RunConfig,
  build: (classes: readonly string[], dataset: DetectionDataset) => Detector,
) => Promise<RunSetup>;

/**
 * A builder of run setups whose runs share the images of datasets that are the same. Each setup needs a started
 * backend; `report` gets what is worth saying of a dataset.
 */
export function setupBuilder(report: (line: string) => void): SetupBuilder {
  const datasets = new Map<string, Promise<DetectionDataset>>();
  /** Those of the first run, which the others share. */
  let loaders: { readonly training?: LoaderOption; readonly evaluation?: LoaderOption } = {};
  return async (config, build) => {
    const [dataset, validation] = await Promise.all([
      datasetOf(config, 'train'),
      datasetOf(config, 'validation'),
    ]);
    const input = buildInput(config, {
      training: true,
      images: dataset.images.length,
      ...(loaders.training && { loader: loaders.training.loader }),
    });
    const evaluationInput = buildInput(config, {
      training: false,
      ...(loaders.evaluation && { loader: loaders.evaluation.loader }),
    });
    loaders = { training: input, evaluation: evaluationInput };
    const detector = build(
      dataset.classes.map(({ name }) => name),
      dataset,
    );
    if (config.weights) {
      const load = await loadInitialWeights(detector, config.model.preset, config.weights);
      report(formatLoadReport(load, 0));
    }
    const average = buildAverage(config);
    const { batchSize } = config.training;
    const total = runLength({ dataset, batchSize, ...lengthOf(config) });
    return {
      detector,
      dataset,
      validation,
      input,
      evaluationInput,
      optimizer: buildOptimizer(config),
      ...(average && { average }),
      training: { schedule: buildSchedule(config, total), ...buildTraining(config) },
      ...withoutFolder(config.weights),
    };
  };

  function datasetOf(config: RunConfig, split: Split): Promise<DetectionDataset> {
    const key = JSON.stringify([split, config.data, config.input]);
    const known = datasets.get(key) ?? buildDataset(config, split, report);
    datasets.set(key, known);
    return known;
  }
}
