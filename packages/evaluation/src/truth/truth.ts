import { expectThat } from '@tandem-det/base';
import { checkGroundTruth } from './check-inputs.ts';
import type { CocoBox, CocoGroundTruth } from './coco-types.ts';
import type { EvaluatedDataset } from './dataset.ts';

/** What detections are compared with: a dataset, or the contents of a COCO instances file. */
export type GroundTruth = EvaluatedDataset | CocoGroundTruth;

/** An object as detections are compared with it, wherever it came from. */
export interface TruthObject {
  readonly imageId: number;
  readonly categoryId: number;
  readonly bbox: CocoBox;
  /** Pixels that decide small, medium or large. */
  readonly area: number;
  readonly crowd: boolean;
}

/** Ground truth read once, for everything that an evaluation asks of it. */
export interface Truth {
  /** Each once, rising. */
  readonly imageIds: readonly number[];
  /** Each once, by rising id. */
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly objects: readonly TruthObject[];
}

/**
 * Reads either form, and throws where it is neither; `caller` is named in the error. Corners become x, y, width, height here, since overlaps equal those of pycocotools to the last
 * digit only when they are computed from these.
 */
export function readTruth(caller: string, given: GroundTruth): Truth {
  if (!isDataset(given)) checkGroundTruth(caller, given);
  const categories = isDataset(given) ? given.classes : given.categories;
  const named = new Map(categories.map(({ id, name }) => [id, { id, name: name ?? String(id) }]));
  return {
    imageIds: [...new Set(given.images.map(({ id }) => id))].sort((a, b) => a - b),
    categories: [...named.values()].sort((a, b) => a.id - b.id),
    objects: isDataset(given) ? objectsOfDataset(given) : objectsOfCoco(given),
  };
}

function isDataset(given: GroundTruth): given is EvaluatedDataset {
  return typeof given === 'object' && given !== null && 'classes' in given;
}

function objectsOfCoco({ annotations }: CocoGroundTruth): TruthObject[] {
  return annotations.map(({ image_id, category_id, bbox, area, iscrowd }) => ({
    imageId: image_id,
    categoryId: category_id,
    bbox,
    area: area ?? bbox[2] * bbox[3],
    crowd: Boolean(iscrowd),
  }));
}

function objectsOfDataset({ classes, images }: EvaluatedDataset): TruthObject[] {
  return images.flatMap(({ id, objects }) =>
    objects.map(({ box: [x1, y1, x2, y2], classIndex, area, crowd }, index): TruthObject => {
      const category = classes[classIndex];
      expectThat(
        category !== undefined,
        `evaluation: dataset, image ${id}, objects[${index}]`,
        `a classIndex below ${classes.length}`,
        String(classIndex),
      );
      return { imageId: id, categoryId: category!.id, bbox: [x1, y1, x2 - x1, y2 - y1], area, crowd };
    }),
  );
}
