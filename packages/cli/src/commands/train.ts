import { access } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '@tandem-det/base/files';
import { formatLoadReport } from '@tandem-det/checkpoints';
import { accountText, type DetectionDataset, inspectDataset } from '@tandem-det/data';
import { evaluateDetector, mainFigures } from '@tandem-det/inference';
import { loadRecipe, type PreparedRun, prepareRun, readData, storedConfig } from '@tandem-det/recipes';
import { openRunFolder, type TrainResult, train } from '@tandem-det/training';
import { type BackendOptions, startChosenBackend } from '../backend.ts';
import { drawImages } from '../report/draw-images.ts';
import { writeEvaluationPage } from '../report/write-evaluation-page.ts';
import { figuresText } from '../terminal/figures-text.ts';
import type { Output } from '../terminal/output.ts';
import { trainingDisplay } from '../terminal/training-display.ts';
import { weightsLocator } from '../weights-locator.ts';

export interface TrainCommandOptions extends BackendOptions {
  /** YAML, JSON, or a module that exports a recipe. */
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
  const recipe = await loadRecipe(options.config, options.set);
  const { config } = recipe;
  const folder = await openRunFolder(options.out);
  const report = (line: string) => output.line(line);
  const data = await readData(recipe, report);
  const { train: dataset, validation } = data;
  for (const each of validation ? [dataset, validation] : [dataset]) {
    const { account, findings } = inspectDataset(each);
    if (account !== undefined) output.line(`${each.name}: ${account}`);
    for (const { severity, message, remedy } of findings) {
      if (severity !== 'note') output.line(`${each.name}: ${severity}: ${message}. ${remedy}`);
    }
  }
  output.line(`Classes: ${dataset.classes.map(({ name }, index) => `${index} ${name}`).join(', ')}`);
  const backend = await startChosenBackend(options, output);
  const display = trainingDisplay(output);
  let run: PreparedRun | undefined;
  try {
    const hasBegun = await access(folder.checkpoint).then(
      () => true,
      () => false,
    );
    run = await prepareRun(recipe, {
      data,
      initialWeights: !hasBegun,
      locateWeights: weightsLocator(output, options.signal),
    });
    const { detector, input, evaluationInput, optimizer, average, schedule, length, load } = run;
    const { batchSize } = run.training;
    tellRate(run, output);
    if (load) {
      output.line(`Weights: ${formatLoadReport(load)}`);
      const whole = formatLoadReport(load, Number.POSITIVE_INFINITY, { withLoaded: true });
      for (const remark of run.loadRemarks) output.line(remark);
      await replaceFile(path.join(folder.path, 'weights.txt'), (file) => file.writeFile(`${whole}\n`));
    }
    const evaluated = { detector, input: evaluationInput, batchSize, report };
    const result = await train({
      detector,
      dataset,
      input,
      optimizer,
      schedule,
      ...(average && { average }),
      ...run.training,
      seed: config.training.seed,
      folder: options.out,
      resume: options.resume ?? false,
      force: options.force ?? false,
      config: storedConfig(config, dataset.classes),
      ...(recipe.version !== undefined && { version: recipe.version }),
      ...(options.signal && { signal: options.signal }),
      onEvent: display.event,
      ...(validation && {
        evaluation: {
          everyEpochs: config.training.evaluation.everyEpochs,
          draw: () => drawImages({ ...evaluated, dataset: validation }, config.training.evaluation.pictures),
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
              input: evaluationInput,
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
        `Stopped after step ${result.steps} of ${length.steps}; everything is saved. To go on: ` +
          `tandem train ${resumeWords(options).map(quoted).join(' ')}`,
      );
    } else {
      output.line(`Done: ${result.steps} steps. Checkpoint: ${options.out}/checkpoint.safetensors`);
      if (result.figures) output.line(`${figuresText(result.figures)}. Report: ${options.out}/training.html`);
    }
    return result;
  } finally {
    display.stop();
    await run?.dispose();
    await backend.stop();
  }
}

/** What a dataset's files came to: how many images, and what was left out of them. */
function trainedOn({ images, account }: DetectionDataset): string {
  return account === undefined ? `${images.length} images` : accountText(images.length, account);
}

/** Says what rate and warm-up are where they were scaled to the batch size. */
function tellRate({ rate, training }: PreparedRun, output: Output): void {
  if (rate === undefined) return;
  const { learningRate, warmUpSteps, given } = rate;
  if (given.batchSize === training.batchSize) return;
  output.line(
    `Learning rate ${learningRate} with ${warmUpSteps} steps of warm-up for ${training.batchSize} images a step ` +
      `(given: ${given.learningRate} for ${given.batchSize})`,
  );
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
