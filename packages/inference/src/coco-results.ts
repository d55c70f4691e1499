import type { Category } from '@tandem-det/data';
import type { CocoDetection } from '@tandem-det/evaluation';
import type { ImageDetections } from './detect-dataset.ts';

/** One image's detections in COCO results format: x, y, width, height, and the dataset's category ids. */
export function cocoResults(
  { record, detections }: Pick<ImageDetections, 'record' | 'detections'>,
  classes: readonly Pick<Category, 'id'>[],
): CocoDetection[] {
  return detections.boxes.map(([x1, y1, x2, y2], index) => ({
    image_id: record.id,
    category_id: classes[detections.classes[index]!]!.id,
    bbox: [x1, y1, x2 - x1, y2 - y1] as const,
    score: detections.scores[index]!,
  }));
}
