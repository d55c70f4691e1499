import { overlapsOf } from './overlaps.ts';
import type { CocoAnnotation, CocoBox, CocoDetection } from './types.ts';

/** One class in one image: its objects, its best detections, and how they overlap. */
export interface ImageGroup {
  /** Boxes' areas, in the order of falling score. */
  readonly detectionAreas: Float64Array;
  readonly scores: Float64Array;
  readonly objectAreas: Float64Array;
  readonly crowds: readonly boolean[];
  /** [detections, objects] */
  readonly overlaps: Float64Array;
}

/**
 * Groups of one class, image by image in the order of image ids. Of each image the `most` detections of
 * highest score are kept, equal scores in the order given.
 */
export function groupByImage(
  imageOrder: ReadonlyMap<number, number>,
  annotations: readonly CocoAnnotation[],
  detections: readonly CocoDetection[],
  most: number,
): readonly ImageGroup[] {
  const objectsOf = collect(imageOrder, annotations);
  const detectionsOf = collect(imageOrder, detections);
  const images = [...new Set([...objectsOf.keys(), ...detectionsOf.keys()])].sort((a, b) => a - b);
  return images.map((image) => {
    const objects = objectsOf.get(image) ?? [];
    const best = (detectionsOf.get(image) ?? []).sort((a, b) => b.score - a.score).slice(0, most);
    const crowds = objects.map(({ iscrowd }) => Boolean(iscrowd));
    return {
      detectionAreas: Float64Array.from(best, ({ bbox }) => boxArea(bbox)),
      scores: Float64Array.from(best, ({ score }) => score),
      objectAreas: Float64Array.from(objects, ({ area, bbox }) => area ?? boxArea(bbox)),
      crowds,
      overlaps: overlapsOf(
        best.map(({ bbox }) => bbox),
        objects.map(({ bbox }) => bbox),
        crowds,
      ),
    };
  });
}

/** Items by the position of their image; those of unknown images are left out. */
function collect<T extends { readonly image_id: number }>(
  imageOrder: ReadonlyMap<number, number>,
  items: readonly T[],
): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const image = imageOrder.get(item.image_id);
    if (image === undefined) continue;
    const group = groups.get(image);
    if (group === undefined) groups.set(image, [item]);
    else group.push(item);
  }
  return groups;
}

function boxArea([, , width, height]: CocoBox): number {
  return width * height;
}
