import type { RunSetup } from '@tandem-det/ablation';
import type { DetectionDataset } from '@tandem-det/data';
import { runLength } from '@tandem-det/training';
import type { RunConfig } from '../config/schema.ts';
import { buildDetector } from './build-detector.ts';
import { buildInput } from './build-input.ts';
import { buildAverage, buildOptimizer } from './build-optimizer.ts';
import { buildSchedule, lengthOf } from './build-schedule.ts';
import { buildTraining } from './build-training.ts';

/** All that a config describes, ready to train and to measure. Needs a started backend. */
export function buildSetup(
  config: RunConfig,
  { dataset, validation }: { readonly dataset: DetectionDataset; readonly validation: DetectionDataset },
  seed: number,
): RunSetup {
  const average = buildAverage(config);
  const { batchSize } = config.training;
  const total = runLength({ dataset, batchSize, ...lengthOf(config) });
  const classes = dataset.classes.map(({ name }) => name);
  return {
    detector: buildDetector(config.model, classes, seed),
    dataset,
    validation,
    input: buildInput(config, { training: true }),
    evaluationInput: buildInput(config, { training: false }),
    optimizer: buildOptimizer(config),
    ...(average && { average }),
    training: { schedule: buildSchedule(config, total), ...buildTraining(config) },
  };
}
