import { type AlignmentObject, placeIou } from './dense-image.ts';

/** One pyramid level of predictions: its places in the order row, column, anchor. */
export interface PlaceLevel {
  readonly height: number;
  readonly width: number;
  /** Places of this level: height · width, times the anchors of a cell. */
  readonly count: number;
  /** Index of its first place. */
  readonly offset: number;
}

/** What is predicted at one place about one object. */
export interface TaskPlace {
  readonly place: number;
  /** For the class of the object. */
  readonly score: number;
  readonly iou: number;
}

/** Where each task is done best for one object, and how well it is done everywhere. */
export interface TaskPlaces {
  /** Score for the class of the object, IoU with it: of each cell, level after level; the best of its anchors. */
  readonly scores: Float32Array;
  readonly ious: Float32Array;
  /** Where the score is highest, and where the IoU is. */
  readonly classification: TaskPlace;
  readonly localization: TaskPlace;
}

/**
 * For one object, the place of highest score and the place of highest IoU, among the places whose centre
 * lies inside it (of equal ones the first); where no centre does, among all. They coincide where the tasks
 * are aligned. Source: figure 1 of the TOOD paper.
 */
export function taskPlaces(
  {
    boxes,
    scores,
    centers,
    levels,
  }: {
    /** A·4, A·K and A·2 values in the pixels of the object. */
    readonly boxes: ArrayLike<number>;
    readonly scores: ArrayLike<number>;
    readonly centers: ArrayLike<number>;
    readonly levels: readonly PlaceLevel[];
  },
  { box, classIndex }: AlignmentObject,
): TaskPlaces {
  const places = boxes.length / 4;
  const classes = scores.length / places;
  const cells = levels.reduce((sum, { height, width }) => sum + height * width, 0);
  const maps = { scores: new Float32Array(cells), ious: new Float32Array(cells) };
  const inside: TaskPlace[] = [];
  const all: TaskPlace[] = [];
  let firstCell = 0;
  for (const { height, width, count, offset } of levels) {
    const anchors = count / (height * width);
    for (let index = 0; index < count; index++) {
      const place = offset + index;
      const cell = firstCell + Math.floor(index / anchors);
      const score = scores[place * classes + classIndex]!;
      const iou = placeIou(boxes, place, box);
      maps.scores[cell] = Math.max(maps.scores[cell]!, score);
      maps.ious[cell] = Math.max(maps.ious[cell]!, iou);
      all.push({ place, score, iou });
      if (contains(box, centers[2 * place]!, centers[2 * place + 1]!)) inside.push({ place, score, iou });
    }
    firstCell += height * width;
  }
  const candidates = inside.length > 0 ? inside : all;
  const best = (by: 'score' | 'iou') => candidates.reduce((a, b) => (b[by] > a[by] ? b : a));
  return { ...maps, classification: best('score'), localization: best('iou') };
}

function contains([x1, y1, x2, y2]: AlignmentObject['box'], x: number, y: number): boolean {
  return x > x1 && x < x2 && y > y1 && y < y2;
}
