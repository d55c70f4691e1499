import path from 'node:path';
import type { DetectionDataset } from '@tandem-det/data';
import { type DetectDatasetOptions, detectDataset } from '@tandem-det/inference';
import type { Picture } from '@tandem-det/training';
import { drawDetections } from '@tandem-det/visualization';

/** Draws the first `count` images of a dataset: what is annotated, and what the detector finds in them now. */
export async function drawImages(
  { dataset, ...options }: DetectDatasetOptions,
  count: number,
): Promise<Picture[]> {
  const first: DetectionDataset = { ...dataset, images: dataset.images.slice(0, count) };
  const pictures: Picture[] = [];
  if (first.images.length === 0) return pictures;
  for await (const { record, detections } of detectDataset({ ...options, dataset: first })) {
    const png = await drawDetections(await record.load(), {
      truth: record.objects.filter(({ crowd }) => !crowd),
      detections: detections.boxes.map((box, index) => ({
        box,
        classIndex: detections.classes[index]!,
        score: detections.scores[index]!,
      })),
      classes: dataset.classes,
    });
    const stem = path.basename(record.fileName, path.extname(record.fileName));
    pictures.push({ name: `${record.id}-${stem}`, png });
  }
  return pictures;
}
