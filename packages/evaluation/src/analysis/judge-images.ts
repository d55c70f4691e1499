import { overlapsOf } from '../coco/overlaps.ts';
import { groupBy } from '../group-by.ts';
import { checkDetections } from '../truth/check-inputs.ts';
import type { CocoDetection } from '../truth/coco-types.ts';
import { type GroundTruth, readTruth, type Truth, type TruthObject } from '../truth/truth.ts';

/** The object that a detection overlaps most among some, as an index into its image's objects; -1 for none. */
export interface BestOverlap {
  readonly iou: number;
  readonly object: number;
}

/** One detection and what became of it. */
export interface JudgedDetection {
  readonly detection: CocoDetection;
  /** Right: it found an object of its class. Ignored: it lies in a crowd of its class. */
  readonly outcome: 'right' | 'wrong' | 'ignored';
  /** Index of the object found; -1 unless right. */
  readonly found: number;
  /** IoU with the object found; 0 unless right. */
  readonly iou: number;
  /** Among all objects of its class, found or not. */
  readonly own: BestOverlap;
  /** Among all objects of other classes. */
  readonly other: BestOverlap;
}

/** One image, every detection of it judged. */
export interface JudgedImage {
  readonly id: number;
  /** Without crowds. */
  readonly objects: readonly TruthObject[];
  /** By falling score; those of classes that the ground truth lacks are left out. */
  readonly detections: readonly JudgedDetection[];
  /** For each object, the index of the detection that found it; -1 where it was missed. */
  readonly foundBy: readonly number[];
}

export interface JudgeOptions {
  readonly groundTruth: GroundTruth;
  readonly detections: readonly CocoDetection[];
  /** IoU from which on an object counts as found. */
  readonly iouThreshold?: number;
}

/**
 * Judges every detection at one IoU threshold, as COCO's evaluation does: by falling score (of equal ones
 * the first given), each takes the free object of its class with the highest IoU that reaches the
 * threshold; what finds none but lies in a crowd of its class is ignored. Images come by rising id. Errors as `evaluateCoco`.
 */
export function judgeImages({ groundTruth, detections, iouThreshold = 0.5 }: JudgeOptions): JudgedImage[] {
  const truth = readTruth('judgeImages', groundTruth);
  const images = new Set(truth.imageIds);
  checkDetections('judgeImages', detections, (id) => images.has(id));
  return judgeAll(truth, detections, iouThreshold);
}

/** The same, of ground truth that is read already. */
export function judgeAll(
  { imageIds, categories, objects }: Truth,
  detections: readonly CocoDetection[],
  iouThreshold: number,
): JudgedImage[] {
  const known = new Set(categories.map(({ id }) => id));
  const objectsOf = groupBy(objects, ({ imageId }) => imageId);
  const detectionsOf = groupBy(
    detections.filter(({ category_id }) => known.has(category_id)),
    ({ image_id }) => image_id,
  );
  return imageIds.map((id) =>
    judgeImage(id, objectsOf.get(id) ?? [], detectionsOf.get(id) ?? [], iouThreshold),
  );
}

function judgeImage(
  id: number,
  truth: readonly TruthObject[],
  detections: readonly CocoDetection[],
  threshold: number,
): JudgedImage {
  const objects = truth.filter(({ crowd }) => !crowd);
  const crowds = truth.filter(({ crowd }) => crowd);
  const ranked = detections.toSorted((a, b) => b.score - a.score);
  const boxes = ranked.map(({ bbox }) => bbox);
  const overlaps = overlapsBetween(boxes, objects, false);
  const inCrowds = overlapsBetween(boxes, crowds, true);
  const foundBy = new Array<number>(objects.length).fill(-1);
  const judged = ranked.map((detection, index): JudgedDetection => {
    const row = overlaps.subarray(index * objects.length, (index + 1) * objects.length);
    const isOwn = (object: number) => objects[object]!.categoryId === detection.category_id;
    const free = best(row, (object) => isOwn(object) && foundBy[object]! < 0);
    const own = best(row, isOwn);
    const other = best(row, (object) => !isOwn(object));
    if (free.object >= 0 && free.iou >= threshold) {
      foundBy[free.object] = index;
      return { detection, outcome: 'right', found: free.object, iou: free.iou, own, other };
    }
    const ignored = crowds.some(
      (crowd, at) =>
        crowd.categoryId === detection.category_id && inCrowds[index * crowds.length + at]! >= threshold,
    );
    return { detection, outcome: ignored ? 'ignored' : 'wrong', found: -1, iou: 0, own, other };
  });
  return { id, objects, detections: judged, foundBy };
}

function overlapsBetween(
  boxes: readonly CocoDetection['bbox'][],
  objects: readonly TruthObject[],
  crowd: boolean,
): Float64Array {
  return overlapsOf(
    boxes,
    objects.map(({ bbox }) => bbox),
    objects.map(() => crowd),
  );
}

/** The greatest IoU above 0 among the objects admitted; of equal ones the later, as in COCO's matching. */
function best(row: Float64Array, admits: (object: number) => boolean): BestOverlap {
  let found: BestOverlap = { iou: 0, object: -1 };
  for (let object = 0; object < row.length; object++) {
    const iou = row[object]!;
    if (iou > 0 && iou >= found.iou && admits(object)) found = { iou, object };
  }
  return found;
}
