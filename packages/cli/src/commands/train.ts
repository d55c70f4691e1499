import { access } from 'node:fs/promises';
import path from 'node:path';
import { formatLoadReport, replaceFile } from '@tandem-det/checkpoints';
import { accountText, type DetectionDataset, inspectDataset } from '@tandem-det/data';
import {
  evaluateDetector,
  mainFigures,
  openRunFolder,
  runLength,
  type TrainResult,
  train,
} from '@tandem-det/training';
import { buildDataset } from '../build/build-dataset.ts';
import { buildDetector } from '../build/build-detector.ts';
import { buildInput } from '../build/build-input.ts';
import { buildAverage, buildOptimizer } from '../build/build-optimizer.ts';
import { buildSchedule, lengthOf, recipeOf } from '../build/build-schedule.ts';
import { buildTraining } from '../build/build-training.ts';
import { drawImages } from '../build/draw-images.ts';
import { loadInitialWeights } from '../build/load-initial-weights.ts';
import { storedConfig } from '../build/run-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { runSchema } from '../config/run-schema.ts';
import { writeEvaluationPage } from '../report/write-evaluation-page.ts';
import { figuresText } from '../terminal/figures-text.ts';
import type { Output } from '../terminal/output.ts';
import { trainingDisplay } from '../terminal/training-display.ts';
import { type BackendOptions, startChosenBackend } from './backend.ts';

export interface TrainCommandOptions extends BackendOptions {
  readonly config: string;
  /** `key=value` texts that change the config. */
  readonly set?: readonly string[];
  readonly out: string;
  readonly resume?: boolean;
  /** Resume although the config has changed. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/** `tandem train`: trains what a config describes; leaves checkpoint, log and the config in the folder. */
export async function trainCommand(options: TrainCommandOptions, output: Output): Promise<TrainResult> {
  const config = await loadConfig(runSchema, options.config, options.set);
  const folder = await openRunFolder(options.out);
  const report = (line: string) => output.line(line);
  const dataset = await buildDataset(config, 'train', report);
  const validation = config.data.validation && (await buildDataset(config, 'validation', report));
  for (const each of validation ? [dataset, validation] : [dataset]) {
    const { account, findings } = inspectDataset(each);
    if (account !== undefined) output.line(`${each.name}: ${account}`);
    for (const { severity, message, remedy } of findings) {
      if (severity !== 'note') output.line(`${each.name}: ${severity}: ${message}. ${remedy}`);
    }
  }
  const classes = dataset.classes.map(({ name }) => name);
  output.line(`Classes: ${classes.map((name, index) => `${index} ${name}`).join(', ')}`);
  const backend = await startChosenBackend(options, output);
  const { batchSize, seed } = config.training;
  const detector = buildDetector(config.model, classes, seed);
  const optimizer = buildOptimizer(config);
  const average = buildAverage(config);
  const total = runLength({ dataset, batchSize, ...lengthOf(config) });
  const { steps } = total;
  const { learningRate, warmUpSteps, given } = recipeOf(config, total);
  if (given.batchSize !== batchSize) {
    output.line(
      `Learning rate ${learningRate} with ${warmUpSteps} steps of warm-up for ${batchSize} images a step ` +
        `(given: ${given.learningRate} for ${given.batchSize})`,
    );
  }
  const input = buildInput(config, { training: true, images: dataset.images.length });
  const display = trainingDisplay(output);
  const validationInput = buildInput(config, { training: false });
  const evaluated = { detector, input: validationInput, batchSize, report };
  try {
    const hasBegun = await access(folder.checkpoint).then(
      () => true,
      () => false,
    );
    if (config.weights && !hasBegun) {
      const load = await loadInitialWeights(detector, config.model.preset, config.weights);
      output.line(`Weights: ${formatLoadReport(load)}`);
      const whole = formatLoadReport(load, Number.POSITIVE_INFINITY, { withLoaded: true });
      await replaceFile(path.join(folder.path, 'weights.txt'), (file) => file.writeFile(`${whole}\n`));
    }
    const result = await train({
      detector,
      dataset,
      input,
      optimizer,
      schedule: buildSchedule(config, total),
      ...(average && { average }),
      ...buildTraining(config),
      seed,
      folder: options.out,
      resume: options.resume ?? false,
      force: options.force ?? false,
      config: storedConfig(config, dataset.classes),
      ...(options.signal && { signal: options.signal }),
      onEvent: display.event,
      ...(validation && {
        evaluation: {
          everyEpochs: config.training.evaluateEvery,
          draw: () => drawImages({ ...evaluated, dataset: validation }, config.training.pictures),
          run: async (signal) => {
            const progress = output.progress('Evaluating', validation.images.length);
            const evaluation = await evaluateDetector({
              ...evaluated,
              dataset: validation,
              alignment: true,
              onProgress: (done) => progress.update(done),
              ...(signal && { signal }),
            });
            progress.stop();
            if (evaluation === undefined) return undefined;
            await writeEvaluationPage({
              folder: options.out,
              kind: 'training',
              title: `${detector.head.name} on ${validation.name}`,
              fact: `Trained on ${trainedOn(dataset)} of ${dataset.name}; ${backend.description}`,
              name: detector.head.name,
              detector,
              dataset: validation,
              input: validationInput,
              size: config.input,
              evaluation,
            });
            return mainFigures(evaluation);
          },
        },
      }),
    });
    if (result.status === 'stopped') {
      output.line(
        `Stopped after step ${result.steps} of ${steps}; everything is saved. To go on: ` +
          `tandem train ${resumeWords(options).map(quoted).join(' ')}`,
      );
    } else {
      output.line(`Done: ${result.steps} steps. Checkpoint: ${options.out}/checkpoint.safetensors`);
      if (result.figures) output.line(`${figuresText(result.figures)}. Report: ${options.out}/training.html`);
    }
    return result;
  } finally {
    display.stop();
    await Promise.all([input.loader.close(), validationInput.loader.close()]);
    optimizer.dispose();
    average?.dispose();
    detector.dispose();
    await backend.stop();
  }
}

/** What a dataset's files came to: how many images, and what was left out of them. */
function trainedOn({ images, account }: DetectionDataset): string {
  return account === undefined ? `${images.length} images` : accountText(images.length, account);
}

/**
 * What goes on with a run: its own words, with the changes to the config that it would be refused without, and the
 * backend and number of threads without which its digits differ.
 */
function resumeWords({ config, set = [], out, backend = 'auto', threads }: TrainCommandOptions): string[] {
  return [
    '--config',
    config,
    ...set.flatMap((change) => ['--set', change]),
    '--out',
    out,
    ...(backend === 'auto' ? [] : ['--backend', backend]),
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
    '--resume',
  ];
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
