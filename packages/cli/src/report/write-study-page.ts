import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { planRuns, type RunSetup, recordsOf, runPath, type Study } from '@tandem-det/ablation';
import { cocoJson, type DetectionDataset } from '@tandem-det/data';
import { type CocoDetection, evaluateDetections } from '@tandem-det/evaluation';
import { loadWeights } from '@tandem-det/recipes';
import { type EvaluatedRun, evaluationPage, type ImageView } from '@tandem-det/visualization';
import { imageViews, joinViews } from './image-views.ts';

/**
 * Writes `evaluation.html` about the finished runs of a study with its first seed that were measured on the
 * same images, next to each other, and returns where it is; undefined where there is none. Needs a started
 * backend and the folders of the runs; `report` gets how many runs are left out for want of theirs.
 */
export async function writeStudyPage(
  study: Study,
  folder: string,
  report: (line: string) => void = () => {},
): Promise<string | undefined> {
  const records = new Map((await recordsOf(study, folder)).map((record) => [record.id, record]));
  const runs: EvaluatedRun[] = [];
  const views: ImageView[][] = [];
  let dataset: DetectionDataset | undefined;
  let missing = 0;
  for (const run of await planRuns(study)) {
    const record = records.get(run.id);
    if (record === undefined || run.seed !== study.seeds[0]) continue;
    const own = runPath(folder, run);
    const text = await readFile(path.join(own, 'detections.json'), 'utf8').catch(() => undefined);
    if (text === undefined) {
      missing++;
      continue;
    }
    const setup = await study.prepare(run.cell, run.seed);
    try {
      dataset ??= setup.validation;
      if (!sameImages(dataset, setup.validation)) continue;
      const detections = JSON.parse(text) as CocoDetection[];
      const { name, alignment } = record;
      const evaluation = evaluateDetections({ groundTruth: dataset, detections });
      runs.push({ name, evaluation: { ...evaluation, ...(alignment && { alignment }) } });
      await loadWeights(setup.detector, path.join(own, 'checkpoint.safetensors'));
      views.push(await viewsOf(record.name, setup));
    } finally {
      setup.optimizer.dispose();
      setup.average?.dispose();
      setup.detector.dispose();
    }
  }
  if (missing > 0) {
    report(
      `${missing} finished ${missing === 1 ? 'run has no' : 'runs have no'} detections.json in ${folder}: not in ` +
        'evaluation.html. Where workers do the runs, give them and this command one shared folder as --out.',
    );
  }
  if (dataset === undefined) return undefined;
  const html = await evaluationPage({
    title: study.name,
    facts: [
      `${runs.length} detectors, seed ${study.seeds[0]}, on ${dataset.images.length} images of ${dataset.name}`,
    ],
    dataset,
    runs,
    ...(views.every((list) => list.length > 0) && { views: joinViews(views) }),
  });
  const file = path.resolve(folder, 'evaluation.html');
  await writeFile(file, html);
  return file;
}

function sameImages(first: DetectionDataset, second: DetectionDataset): boolean {
  return first === second || JSON.stringify(cocoJson(first)) === JSON.stringify(cocoJson(second));
}

/** Empty where batches have no fixed size, and priors differ from image to image. */
async function viewsOf(
  name: string,
  { detector, validation, evaluationInput = {} }: RunSetup,
): Promise<ImageView[]> {
  const { size } = evaluationInput;
  if (size === undefined) return [];
  return imageViews({ name, detector, size, input: evaluationInput, dataset: validation });
}
