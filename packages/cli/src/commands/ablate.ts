import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type AblateOptions,
  ablate,
  alignmentCells,
  markdownTable,
  type RunRecord,
  summarize,
  textTable,
} from '@tandem-det/ablation';
import { type Json, openRunFolder, runLength } from '@tandem-det/training';
import { buildDataset } from '../build/build-dataset.ts';
import { buildDetector } from '../build/build-detector.ts';
import { buildInput } from '../build/build-input.ts';
import { buildAverage, buildOptimizer } from '../build/build-optimizer.ts';
import { buildSchedule, lengthOf } from '../build/build-schedule.ts';
import { loadConfig } from '../config/load-config.ts';
import { type AblationConfig, ablationSchema } from '../config/schema.ts';
import { ablationDisplay } from '../terminal/ablation-display.ts';
import type { Output } from '../terminal/output.ts';
import { type BackendOptions, startChosenBackend } from './backend.ts';

export interface AblateCommandOptions extends BackendOptions {
  readonly config: string;
  readonly set?: readonly string[];
  readonly out: string;
  readonly signal?: AbortSignal;
}

/** `tandem ablate`: trains and evaluates every model of a config with every seed, and prints the table. */
export async function ablateCommand(
  options: AblateCommandOptions,
  output: Output,
): Promise<readonly RunRecord[]> {
  const config = await loadConfig(ablationSchema, options.config, options.set);
  await openRunFolder(options.out);
  const grid = await buildGrid(config, output);
  const backend = await startChosenBackend(options, output);
  const display = ablationDisplay(output);
  try {
    const records = await ablate({
      ...grid,
      folder: options.out,
      onEvent: display.event,
      ...(options.signal && { signal: options.signal }),
    });
    const rows = summarize(records, config.paper);
    output.line(`\n${textTable(rows)}`);
    output.line(`\n${textTable(rows, alignmentCells)}`);
    const runs = Object.keys(config.models).length * config.seeds.length;
    if (records.length < runs) {
      output.line(`Stopped after ${records.length} of ${runs} runs. The same command goes on with the rest.`);
    }
    await writeFile(
      path.join(options.out, 'table.md'),
      `${markdownTable(rows)}\n\n${markdownTable(rows, alignmentCells)}\n`,
    );
    await writeFile(path.join(options.out, 'table.json'), `${JSON.stringify(rows, null, 2)}\n`);
    output.line(`Written: ${path.join(options.out, 'table.md')}, table.json, a folder for each run`);
    return records;
  } finally {
    display.stop();
    await backend.stop();
  }
}

/** What `ablate` needs, from a config. */
export async function buildGrid(
  config: AblationConfig,
  output: Output,
): Promise<Omit<AblateOptions, 'folder' | 'onEvent' | 'signal'>> {
  const report = (line: string) => output.line(line);
  const dataset = await buildDataset(config, 'train', report);
  const validation = await buildDataset(config, 'validation', report);
  const classes = dataset.classes.map(({ name }) => name);
  const { clipNorm } = config.optimizer;
  const { batchSize, checkpointEvery } = config.training;
  const length = lengthOf(config);
  const total = runLength({ dataset, batchSize, ...length });
  const { models, seeds, paper, data, ...common } = config;
  const { root, ...datasets } = data;
  return {
    detectors: Object.fromEntries(
      Object.entries(models).map(([name, model]) => [name, (seed) => buildDetector(model, classes, seed)]),
    ),
    seeds,
    dataset,
    validation,
    input: buildInput(config, { training: true }),
    evaluationInput: buildInput(config, { training: false }),
    optimizer: () => buildOptimizer(config),
    average: () => buildAverage(config),
    training: {
      schedule: buildSchedule(config, total),
      batchSize,
      ...length,
      ...(clipNorm !== null && { clipNorm }),
      checkpointEveryEpochs: checkpointEvery,
    },
    config: { ...common, data: datasets } as Json,
    configs: models as Readonly<Record<string, Json>>,
  };
}
