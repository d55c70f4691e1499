import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatAlignment, formatCategories, formatStats } from '@tandem-det/evaluation';
import { type DetectorEvaluation, evaluateDetector } from '@tandem-det/inference';
import { changedRecipe, loadRecipe, type Recipe, readDataset } from '@tandem-det/recipes';
import { openRunFolder } from '@tandem-det/training';
import { type BackendOptions, startChosenBackend } from '../backend.ts';
import { chooseModel } from '../choose-model.ts';
import { writeEvaluationPage } from '../report/write-evaluation-page.ts';
import type { Output } from '../terminal/output.ts';
import { parseViews } from './parse-views.ts';

export interface EvaluateCommandOptions extends BackendOptions {
  /** Test-time augmentation: scales at which images are looked at, `1,1f,1.5`; f is mirrored. */
  readonly views?: string;
  /** Of a run. */
  readonly checkpoint?: string;
  /** Name of a published model, or a checkpoint or the folder of a run, in place of `checkpoint`. */
  readonly model?: string;
  /** A file of weights of the published model, in place of the one that is fetched. */
  readonly weights?: string;
  /** Config or module whose `data.validation` is used; that of the checkpoint without it. */
  readonly config?: string;
  readonly set?: readonly string[];
  /** Folder for `evaluation.html`, `detections.json` and `evaluation.json`. */
  readonly out?: string;
  /** Measure how well classification and localization agree even where there is no `out`. */
  readonly analysis?: boolean;
  readonly signal?: AbortSignal;
}

/** `tandem evaluate`: COCO AP of a checkpoint on `data.validation`. */
export async function evaluateCommand(
  options: EvaluateCommandOptions,
  output: Output,
): Promise<DetectorEvaluation | undefined> {
  const { set = [], out, signal } = options;
  const chosen = await chooseModel(options);
  const recipe: Recipe =
    options.config === undefined
      ? changedRecipe(chosen.recipe, set, chosen.name)
      : await loadRecipe(options.config, set);
  const { config, detector: make } = recipe;
  if (out !== undefined) await openRunFolder(out);
  const report = (line: string) => output.line(line);
  const dataset = await readDataset(recipe, 'validation', report);
  const backend = await startChosenBackend(options, output);
  const loaded = await chosen.load(output, { data: config.data, dataset, make });
  const { detector, input, step } = loaded;
  try {
    const trained = step === undefined ? '' : ` (step ${step})`;
    output.line(`Evaluating ${chosen.name}${trained} on ${dataset.images.length} images of ${dataset.name}`);
    const progress = output.progress('Evaluating', dataset.images.length);
    const evaluation = await evaluateDetector({
      detector,
      dataset,
      input,
      batchSize: config.training.batchSize,
      alignment: options.analysis ?? out !== undefined,
      ...(options.views !== undefined && { detection: { views: parseViews(options.views) } }),
      report,
      onProgress: (done) => progress.update(done),
      ...(signal && { signal }),
    });
    progress.stop();
    if (evaluation === undefined) {
      output.line('Stopped: not all images were looked at, so there are no figures.');
      return undefined;
    }
    output.line(formatStats(evaluation.stats));
    output.line(formatCategories(evaluation));
    if (evaluation.alignment) output.line(formatAlignment(evaluation.alignment));
    if (out !== undefined) {
      const { stats, categories, unknownCategories, alignment } = evaluation;
      const figures = { stats, categories, unknownCategories, ...(alignment && { alignment }) };
      await writeFile(path.join(out, 'detections.json'), JSON.stringify(evaluation.detections));
      await writeFile(path.join(out, 'evaluation.json'), `${JSON.stringify(figures, null, 2)}\n`);
      const page = await writeEvaluationPage({
        folder: out,
        kind: 'evaluation',
        title: `${detector.head.name} on ${dataset.name}`,
        fact: `${chosen.name}${step === undefined ? '' : `, after ${step} steps`}; ${backend.description}`,
        name: detector.head.name,
        detector,
        dataset,
        input,
        size: loaded.recipe.config.input,
        evaluation,
      });
      output.line(`Written: ${page}, detections.json, evaluation.json`);
    }
    return evaluation;
  } finally {
    await loaded.dispose();
    await backend.stop();
  }
}
