import { expectThat } from '@tandem-det/base';
import { mean, pearson, ranks } from './correlation.ts';
import { type DenseImage, placeIou } from './dense-image.ts';

export interface AlignmentOptions {
  /** Predictions of highest score per object whose scores and IoUs are correlated. */
  readonly correlated?: number;
  /** Predictions of highest score per object whose mean IoU is taken. */
  readonly averaged?: number;
  /** A prediction belongs to an object only from this IoU on. */
  readonly minimumIou?: number;
}

/** How well the scores around one object tell which boxes are good. */
export interface ObjectAlignment {
  /** Predictions that belong to the object. */
  readonly predictions: number;
  /** Pearson's correlation of score and IoU; null for fewer than two predictions or equal values. */
  readonly correlation: number | null;
  /** The same of their ranks (Spearman's). */
  readonly rankCorrelation: number | null;
  /** Mean IoU of the predictions of highest score; 0 where no prediction belongs to the object. */
  readonly topIou: number;
}

/**
 * Alignment of classification and localization at each object of one image, before non-maximum
 * suppression. For an object of class c: of the places whose predicted box overlaps it by `minimumIou`
 * (0.1) or more and no other object of class c better, the `correlated` (50) of highest score for c give
 * the correlation of score and IoU, the `averaged` (10) of highest score the mean IoU. Equal scores rank
 * by lower index.
 *
 * Source: the TOOD paper, section 4.3 and table 6. It does not say which predictions are those of an
 * instance, and its authors' code has no such analysis: the owner by greatest IoU, and 0.1, the IoU from
 * which the paper calls a box an error rather than background, are choices of this project. The paper
 * speaks of Pearson's correlation for the rankings of both, and not of whether it is taken of ranks or of the values
 * ranked: `rankCorrelation` is the one, `correlation` the other.
 */
export function alignmentOf(
  { boxes, scores, objects }: DenseImage,
  { correlated = 50, averaged = 10, minimumIou = 0.1 }: AlignmentOptions = {},
): ObjectAlignment[] {
  const places = boxes.length / 4;
  const classes = places === 0 ? Infinity : scores.length / places;
  expectThat(
    places === 0 || Number.isInteger(classes),
    'alignmentOf: scores',
    'a multiple of the number of boxes',
    `${scores.length} scores, ${places} boxes`,
  );
  const wrong = objects.find(({ classIndex }) => classIndex < 0 || classIndex >= classes);
  expectThat(
    wrong === undefined,
    'alignmentOf: objects',
    `classes below ${classes}`,
    String(wrong?.classIndex),
  );
  const owned = objects.map((): { place: number; iou: number }[] => []);
  for (let place = 0; place < places; place++) {
    for (const [object, iou] of bestOfEachClass(boxes, place, objects)) {
      if (iou >= minimumIou) owned[object]!.push({ place, iou });
    }
  }
  return owned.map((predictions, object) => {
    const score = ({ place }: { readonly place: number }) =>
      scores[place * classes + objects[object]!.classIndex]!;
    predictions.sort((a, b) => score(b) - score(a) || a.place - b.place);
    const top = predictions.slice(0, correlated);
    const topScores = top.map(score);
    const topIous = top.map(({ iou }) => iou);
    return {
      predictions: predictions.length,
      correlation: pearson(topScores, topIous),
      rankCorrelation: pearson(ranks(topScores), ranks(topIous)),
      topIou: predictions.length === 0 ? 0 : mean(predictions.slice(0, averaged).map(({ iou }) => iou)),
    };
  });
}

/** For each class, the object that a place's box overlaps most (the first of equals), where it overlaps any. */
function bestOfEachClass(
  boxes: DenseImage['boxes'],
  place: number,
  objects: DenseImage['objects'],
): Iterable<readonly [object: number, iou: number]> {
  const best = new Map<number, readonly [object: number, iou: number]>();
  for (const [object, { box, classIndex }] of objects.entries()) {
    const iou = placeIou(boxes, place, box);
    if (iou > (best.get(classIndex)?.[1] ?? 0)) best.set(classIndex, [object, iou]);
  }
  return best.values();
}
