import type { RunSetup } from '@tandem-det/ablation';
import { formatLoadReport } from '@tandem-det/checkpoints';
import type { BatchLoader, DetectionDataset } from '@tandem-det/data';
import type { RunConfig } from '../config/run-schema.ts';
import { buildDataset, type Split } from '../parts/build-dataset.ts';
import { prepareRun, type TrainedRunOptions } from './prepare-run.ts';

export interface SetupOptions extends Pick<TrainedRunOptions, 'detector'> {
  readonly config: RunConfig;
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
  return async ({ config, seed, detector }) => {
    const [train, validation] = await Promise.all([
      datasetOf(config, 'train'),
      datasetOf(config, 'validation'),
    ]);
    const data = { train, validation };
    const own = { ...config, training: { ...config.training, seed } };
    const run = await prepareRun(own, { data, loaders, ...(detector && { detector }) });
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
    };
  };

  function datasetOf(config: RunConfig, split: Split): Promise<DetectionDataset> {
    const key = JSON.stringify([split, config.data, config.input]);
    const known = datasets.get(key) ?? buildDataset(config, split, report);
    datasets.set(key, known);
    return known;
  }
}
