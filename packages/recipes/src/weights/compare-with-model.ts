import {
  type CheckpointOptions,
  type LoadReport,
  matchParameters,
  openCheckpoint,
} from '@tandem-det/checkpoints';
import type { z } from 'zod';
import { loadConfig } from '../config/load-config.ts';
import { applyOverrides } from '../config/overrides.ts';
import { parseConfig } from '../config/parse-config.ts';
import { runSchema } from '../config/run-schema.ts';
import { buildDataset } from '../parts/build-dataset.ts';
import { buildDetector } from '../parts/build-detector.ts';
import { namesOfPreset } from './names-of-preset.ts';

/** A model, by a config or by the name of its preset. */
export interface ModelChoice {
  /** YAML or JSON, of which `model` is needed alone. */
  readonly config?: string;
  /** As `model.preset` of a config, with the defaults of one. */
  readonly preset?: string;
  readonly set?: readonly string[];
  /** K; without it that of the config's dataset, or 80, as COCO has. */
  readonly classes?: number;
  /** A part of the model that the file is of, such as `backbone`. */
  readonly scope?: string;
}

export interface ModelComparison {
  readonly load: LoadReport;
  /** Parameters whose shape depends on the number of classes. */
  readonly lastLayers: ReadonlySet<string>;
  readonly classes: number;
}

const modelOnlySchema = runSchema.partial({ input: true, data: true });
type ModelOnly = z.output<typeof modelOnlySchema>;

/** What loading a file of weights, of whatever framework, into the model would come to; reads no values. Needs a started backend. */
export async function compareWithModel(
  { from, ...options }: { readonly from: string } & CheckpointOptions,
  choice: ModelChoice,
  report: (line: string) => void,
): Promise<ModelComparison> {
  const config = await configOf(choice);
  const classes = choice.classes ?? (await classesOfData(config, report)) ?? 80;
  const file = await openCheckpoint(from, options);
  const build = (count: number) => buildDetector(config.model, numbered(count), 0);
  const [detector, larger] = [build(classes), build(classes + 1)];
  try {
    const names = namesOfPreset(config.model?.preset);
    const { report: load } = matchParameters(detector.parameters, file, { names, scope: choice.scope });
    const lastLayers = detector.parameters.all
      .filter(
        ({ name, variable }) => larger.parameters.get(name)?.variable.shape.join() !== variable.shape.join(),
      )
      .map(({ name }) => name);
    return { load, lastLayers: new Set(lastLayers), classes };
  } finally {
    detector.dispose();
    larger.dispose();
    await file.close();
  }
}

function configOf({ config, preset, set = [] }: ModelChoice): Promise<ModelOnly> | ModelOnly {
  if (config !== undefined) return loadConfig(modelOnlySchema, config, set);
  return parseConfig(modelOnlySchema, applyOverrides({ model: { preset } }, set), '--preset');
}

async function classesOfData(
  { data, input }: ModelOnly,
  report: (line: string) => void,
): Promise<number | undefined> {
  if (!data?.train || !input) return undefined;
  return (await buildDataset({ data, input }, 'train', report)).classes.length;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `class ${index}`);
