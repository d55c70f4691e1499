import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runPath } from '@tandem-det/ablation';
import { type buildGrid, loadWeights } from '@tandem-det/cli';
import { detectDataset } from '@tandem-det/training';
import { drawDetections } from '@tandem-det/visualization';

/** The same images as each detector sees them. */
export interface Comparison {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly caption: string; readonly pictures: readonly Uint8Array[] }[];
}

/** Detections of every detector of a finished grid (first seed) on the first validation images, drawn and saved. */
export async function drawComparison({
  grid,
  folder,
  images = 6,
}: {
  readonly grid: Awaited<ReturnType<typeof buildGrid>>;
  readonly folder: string;
  readonly images?: number;
}): Promise<Comparison> {
  const { detectors, validation, seeds, evaluationInput = {} } = grid;
  const dataset = { ...validation, images: validation.images.slice(0, images) };
  const rows = dataset.images.map(({ fileName }) => ({ caption: fileName, pictures: [] as Uint8Array[] }));
  await mkdir(path.join(folder, 'pictures'), { recursive: true });
  for (const [name, build] of Object.entries(detectors)) {
    const run = runPath(folder, name, seeds[0]!);
    const detector = build(seeds[0]!);
    await loadWeights(detector, path.join(run, 'checkpoint.safetensors'));
    let index = 0;
    for await (const { record, detections } of detectDataset({ detector, dataset, input: evaluationInput })) {
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
      const file = `${path.parse(record.fileName).name}-${path.basename(run)}.png`;
      await writeFile(path.join(folder, 'pictures', file), picture);
      rows[index++]!.pictures.push(picture);
    }
    detector.dispose();
  }
  return { columns: Object.keys(detectors), rows };
}
