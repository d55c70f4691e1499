import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BatchInput, DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import type { DetectorEvaluation } from '@tandem-det/inference';
import { evaluationPage } from '@tandem-det/visualization';
import { imageViews } from './image-views.ts';

export interface WriteEvaluationPageOptions {
  readonly folder: string;
  /** What the page is about: a training with its last evaluation, or an evaluation. */
  readonly kind: 'training' | 'evaluation';
  readonly title: string;
  /** What was evaluated, in a line. */
  readonly fact: string;
  readonly name: string;
  readonly detector: Pick<Detector, 'detect' | 'priors'>;
  readonly dataset: DetectionDataset;
  readonly input: BatchInput;
  readonly size: { readonly width: number; readonly height: number };
  readonly evaluation: DetectorEvaluation;
}

/** Writes `training.html` or `evaluation.html` about one detector's evaluation, complete in one file, and returns where it is. */
export async function writeEvaluationPage(options: WriteEvaluationPageOptions): Promise<string> {
  const { folder, title, fact, name, evaluation } = options;
  const seen = new Set(evaluation.images.map(({ id }) => id));
  const dataset = { ...options.dataset, images: options.dataset.images.filter(({ id }) => seen.has(id)) };
  const objects = dataset.images.reduce((sum, image) => sum + image.objects.length, 0);
  const html = await evaluationPage({
    title,
    facts: [
      fact,
      `${dataset.images.length} images of ${dataset.name} with ${objects} objects of ${dataset.classes.length} classes`,
    ],
    dataset,
    runs: [{ name, evaluation }],
    views: await imageViews({ ...options, dataset }),
  });
  const file = path.join(folder, `${options.kind}.html`);
  await writeFile(file, html);
  return file;
}
