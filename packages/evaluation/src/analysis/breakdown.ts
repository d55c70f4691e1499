import { overlapsOf } from '../coco/overlaps.ts';
import type { TruthObject } from '../truth/truth.ts';
import type { JudgedImage } from './judge-images.ts';

/** How objects of one kind fare. */
export interface ObjectGroup {
  readonly name: string;
  readonly objects: number;
  /** Share of them found by any detection; -1 without objects. */
  readonly found: number;
  /** Share of them found by a detection of at least the score threshold; -1 without objects. */
  readonly foundConfidently: number;
  /** Mean IoU of the detections that found them; -1 where none is found. */
  readonly meanIou: number;
}

export interface Breakdown {
  /** COCO's sizes, by the annotation's area: small up to 32², medium to 96² pixels. */
  readonly size: readonly ObjectGroup[];
  /** By the greatest IoU with another object of the image, of whatever class: none, up to 0.2, beyond. */
  readonly crowding: readonly ObjectGroup[];
}

/** Objects of judged images by size and by crowding. */
export function breakdown(
  images: readonly JudgedImage[],
  { scoreThreshold = 0.3 }: { readonly scoreThreshold?: number } = {},
): Breakdown {
  const objects = images.flatMap((image) => {
    const crowding = greatestOverlaps(image.objects);
    return image.objects.map(({ area }, index) => {
      const by = image.detections[image.foundBy[index]!];
      const found = by === undefined ? undefined : { iou: by.iou, score: by.detection.score };
      return { area, crowding: crowding[index]!, found };
    });
  });
  const group = (name: string, admits: (object: (typeof objects)[number]) => boolean): ObjectGroup => {
    const members = objects.filter(admits);
    const found = members.flatMap((object) => object.found ?? []);
    const share = (count: number) => (members.length === 0 ? -1 : count / members.length);
    return {
      name,
      objects: members.length,
      found: share(found.length),
      foundConfidently: share(found.filter(({ score }) => score >= scoreThreshold).length),
      meanIou: found.length === 0 ? -1 : found.reduce((sum, { iou }) => sum + iou, 0) / found.length,
    };
  };
  return {
    size: [
      group('small', ({ area }) => area <= 32 ** 2),
      group('medium', ({ area }) => area > 32 ** 2 && area <= 96 ** 2),
      group('large', ({ area }) => area > 96 ** 2),
    ],
    crowding: [
      group('apart', (object) => object.crowding === 0),
      group('touching', (object) => object.crowding > 0 && object.crowding <= 0.2),
      group('crowded', (object) => object.crowding > 0.2),
    ],
  };
}

/** For each object, its greatest IoU with another one. */
function greatestOverlaps(objects: readonly TruthObject[]): number[] {
  const boxes = objects.map(({ bbox }) => bbox);
  const overlaps = overlapsOf(
    boxes,
    boxes,
    boxes.map(() => false),
  );
  return objects.map((_, index) => {
    let greatest = 0;
    for (let other = 0; other < objects.length; other++) {
      if (other !== index) greatest = Math.max(greatest, overlaps[index * objects.length + other]!);
    }
    return greatest;
  });
}
