import { inspectDataset } from '@tandem-det/data';
import { readRunState } from '@tandem-det/training';
import { buildDataset, type Split } from '../build/build-dataset.ts';
import { buildDetector } from '../build/build-detector.ts';
import { loadConfig } from '../config/load-config.ts';
import type { ModelConfig } from '../config/model-schema.ts';
import { runSchema } from '../config/run-schema.ts';
import { datasetText } from '../inspect/dataset-text.ts';
import { modelSummary, modelText } from '../inspect/model-summary.ts';
import type { Output } from '../terminal/output.ts';
import { type BackendOptions, startChosenBackend } from './backend.ts';

export interface InspectCommandOptions extends BackendOptions {
  readonly config: string;
  readonly set?: readonly string[];
  /** Compare the dataset's classes with those of this checkpoint. */
  readonly checkpoint?: string;
}

/** `tandem inspect`: what the datasets of a config hold and what is wrong with them, and what the model costs. */
export async function inspectCommand(options: InspectCommandOptions, output: Output): Promise<void> {
  const config = await loadConfig(runSchema, options.config, options.set);
  const report = (line: string) => output.line(line);
  const expected = options.checkpoint === undefined ? undefined : await readRunState(options.checkpoint);
  let classes: readonly string[] | undefined = expected?.classes;
  for (const split of ['train', 'validation'] as const satisfies Split[]) {
    if (config.data[split] === null) continue;
    const dataset = await buildDataset(config, split, report);
    classes ??= dataset.classes.map(({ name }) => name);
    const { width, height } = dataset.images[0]!;
    const inspection = inspectDataset(dataset, {
      stride: 2 ** finestLevel(config.model),
      scale: Math.min(config.input.width / width, config.input.height / height),
      ...(expected && { expectedClasses: expected.classes }),
    });
    output.line(`${datasetText(inspection, split)}\n`);
  }
  if (classes === undefined) return;
  const backend = await startChosenBackend(options, output);
  const detector = buildDetector(config.model, classes, config.training.seed);
  try {
    output.line(modelText(modelSummary(detector, config.input)));
  } finally {
    detector.dispose();
    await backend.stop();
  }
}

function finestLevel(model: ModelConfig): number {
  return model.preset === 'yolox' ? 3 : model.levels[0];
}
