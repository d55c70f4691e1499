import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { planRuns, runPath, type Study } from '@tandem-det/ablation';
import { detectDataset } from '@tandem-det/inference';
import { loadWeights } from '@tandem-det/recipes';
import { drawDetections } from '@tandem-det/visualization';

/** The same images as each detector sees them. */
export interface Comparison {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly caption: string; readonly pictures: readonly Uint8Array[] }[];
}

/** Detections of every detector of a finished study (first seed) on the first validation images, drawn and saved. */
export async function drawComparison({
  study,
  folder,
  images = 6,
}: {
  readonly study: Study;
  readonly folder: string;
  readonly images?: number;
}): Promise<Comparison> {
  const runs = (await planRuns(study)).filter(({ seed }) => seed === study.seeds[0]);
  const rows: { caption: string; pictures: Uint8Array[] }[] = [];
  await mkdir(path.join(folder, 'pictures'), { recursive: true });
  for (const run of runs) {
    const {
      detector,
      optimizer,
      average,
      validation,
      evaluationInput: input = {},
    } = await study.prepare(run.cell, run.seed);
    const dataset = { ...validation, images: validation.images.slice(0, images) };
    const own = runPath(folder, run);
    await loadWeights(detector, path.join(own, 'checkpoint.safetensors'));
    let index = 0;
    for await (const { record, detections } of detectDataset({ detector, dataset, input })) {
      const picture = await drawDetections(await record.load(), {
        detections: detections.boxes.map((box, at) => ({
          box,
          classIndex: detections.classes[at]!,
          score: detections.scores[at]!,
        })),
        truth: record.objects,
        classes: dataset.classes,
        scoreThreshold: 0.25,
      });
      const file = `${path.parse(record.fileName).name}-${path.basename(own)}.png`;
      await writeFile(path.join(folder, 'pictures', file), picture);
      rows[index] ??= { caption: record.fileName, pictures: [] };
      rows[index++]!.pictures.push(picture);
    }
    optimizer.dispose();
    average?.dispose();
    detector.dispose();
  }
  return { columns: runs.map(({ name }) => name), rows };
}
