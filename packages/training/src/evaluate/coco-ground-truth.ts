import type { DetectionDataset } from '@tandem-det/data';
import type { CocoGroundTruth } from '@tandem-det/evaluation';

/** A dataset's objects in COCO instances format: x, y, width, height in pixels of the original images. */
export function cocoGroundTruth({ classes, images }: DetectionDataset): CocoGroundTruth {
  return {
    images: images.map(({ id }) => ({ id })),
    categories: classes.map(({ id, name }) => ({ id, name })),
    annotations: images.flatMap((image) =>
      image.objects.map(({ id, box: [x1, y1, x2, y2], classIndex, area, crowd }) => ({
        id,
        image_id: image.id,
        category_id: classes[classIndex]!.id,
        bbox: [x1, y1, x2 - x1, y2 - y1] as const,
        area,
        iscrowd: crowd ? 1 : 0,
      })),
    ),
  };
}
