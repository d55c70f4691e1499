import type { CocoBox, CocoDetection } from '../truth/coco-types.ts';
import type { TruthObject } from '../truth/truth.ts';
import { descendingOrder } from './descending-order.ts';

/** Boxes of one class: the objects and the best detections, each once by image. */
export interface ClassBoxes {
  /** Detections by falling score, equal ones by image, then as given; of an image the `most` best. */
  readonly scores: Float64Array;
  readonly boxes: readonly CocoBox[];
  readonly detectionAreas: Float64Array;
  /** Rank of each detection in its image, from 0. */
  readonly ranks: Uint32Array;
  readonly objects: readonly TruthObject[];
  /** The images with objects of the class: in all others, every detection is wrong. */
  readonly images: readonly ImageRun[];
}

/** One image with objects of the class: indices into `objects` and into the ranked detections, best first. */
export interface ImageRun {
  readonly objects: readonly number[];
  readonly detections: readonly number[];
}

/** One class, from the objects and detections that are of it and the position, among `images`, of the image of each. */
export function classBoxes(
  objects: readonly TruthObject[],
  imageOfObject: ArrayLike<number>,
  detections: readonly CocoDetection[],
  imageOfDetection: ArrayLike<number>,
  images: number,
  most: number,
): ClassBoxes {
  const byImage = orderByImage(imageOfDetection, detections.length, images);
  const given = new Float64Array(detections.length);
  for (let at = 0; at < given.length; at++) given[at] = detections[byImage[at]!]!.score;
  const runs = new Map<number, { objects: number[]; detections: number[] }>();
  for (let index = 0; index < objects.length; index++) {
    const image = imageOfObject[index]!;
    if (image < 0) continue;
    const run = runs.get(image);
    if (run === undefined) runs.set(image, { objects: [index], detections: [] });
    else run.objects.push(index);
  }
  const boxes: CocoBox[] = [];
  const scores = new Float64Array(given.length);
  const areas = new Float64Array(given.length);
  const ranks = new Uint32Array(given.length);
  const taken = new Uint32Array(images);
  for (const at of descendingOrder(given)) {
    const index = byImage[at]!;
    const image = imageOfDetection[index]!;
    const rank = taken[image]!++;
    if (rank >= most) continue;
    const { bbox } = detections[index]!;
    scores[boxes.length] = given[at]!;
    areas[boxes.length] = bbox[2] * bbox[3];
    ranks[boxes.length] = rank;
    runs.get(image)?.detections.push(boxes.length);
    boxes.push(bbox);
  }
  return {
    scores: scores.subarray(0, boxes.length),
    boxes,
    detectionAreas: areas.subarray(0, boxes.length),
    ranks: ranks.subarray(0, boxes.length),
    objects,
    images: [...runs.values()],
  };
}

/** Indices by rising position of the image, then as given. */
function orderByImage(imageOf: ArrayLike<number>, count: number, images: number): Uint32Array {
  const starts = new Uint32Array(images + 1);
  for (let index = 0; index < count; index++) starts[imageOf[index]! + 1]!++;
  for (let image = 0; image < images; image++) starts[image + 1]! += starts[image]!;
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[starts[imageOf[index]!]!++] = index;
  return order;
}
