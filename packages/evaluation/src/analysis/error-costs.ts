import { interpolatePrecision } from '../coco/curve.ts';
import { RECALLS } from '../coco/evaluate-category.ts';
import { groupBy } from '../group-by.ts';
import { ERROR_KINDS, type ErrorKind, errorKind, meantObject, missedObjects } from './error-kinds.ts';
import type { JudgedImage } from './judge-images.ts';

/** How often a kind of error occurs, and what AP would gain without it. */
export interface ErrorCost {
  readonly kind: ErrorKind | 'missed';
  readonly count: number;
  /** AP at the threshold of the judgement with this kind put right, less AP as it is; in [0, 1]. */
  readonly cost: number;
}

export interface ErrorCosts {
  /** AP at the threshold of the judgement; -1 without objects. */
  readonly ap: number;
  readonly errors: readonly ErrorCost[];
}

/** A detection as AP sees it. */
interface Entry {
  readonly category: number;
  readonly score: number;
  readonly right: boolean;
}

/**
 * Errors of each kind in images judged at `iouThreshold`, and what each costs: AP once with every error of
 * the kind put right and all others left. A localization or class error becomes right where it is the best
 * detection about an object that none found, and is dropped otherwise; duplicates, background and both are
 * dropped; missed objects no longer count. Gains do not add up, since errors hide one another. A negative
 * gain, an artefact of 101 recalls, is given as 0. Source: TIDE (Bolya et al. 2020).
 */
export function errorCosts(images: readonly JudgedImage[], iouThreshold = 0.5): ErrorCosts {
  const objects = new Map<number, number>();
  const missed = new Map<number, number>();
  const entries: { entry: Entry; kind: ErrorKind | null; fixed: Entry | null }[] = [];
  for (const image of images) {
    for (const { categoryId } of image.objects) add(objects, categoryId);
    for (const object of missedObjects(image, iouThreshold)) add(missed, image.objects[object]!.categoryId);
    const claimed = new Set<number>();
    for (const judged of image.detections) {
      if (judged.outcome === 'ignored') continue;
      const { category_id: category, score } = judged.detection;
      const meant = meantObject(judged, iouThreshold);
      const becomesRight = meant >= 0 && image.foundBy[meant]! < 0 && !claimed.has(meant);
      if (becomesRight) claimed.add(meant);
      entries.push({
        entry: { category, score, right: judged.outcome === 'right' },
        kind: errorKind(judged, iouThreshold),
        fixed: becomesRight ? { category: image.objects[meant]!.categoryId, score, right: true } : null,
      });
    }
  }
  const ap = meanPrecision(
    entries.map(({ entry }) => entry),
    objects,
  );
  const gain = (better: number) => Math.max(0, better - ap);
  const errors = ERROR_KINDS.map((kind): ErrorCost => {
    const fixed = entries.flatMap((each) => {
      if (each.kind !== kind) return [each.entry];
      return each.fixed === null ? [] : [each.fixed];
    });
    const count = entries.filter((each) => each.kind === kind).length;
    return { kind, count, cost: gain(meanPrecision(fixed, objects)) };
  });
  const left = new Map([...objects].map(([id, count]) => [id, count - (missed.get(id) ?? 0)]));
  const cost = gain(
    meanPrecision(
      entries.map(({ entry }) => entry),
      left,
    ),
  );
  const count = [...missed.values()].reduce((sum, value) => sum + value, 0);
  return { ap, errors: [...errors, { kind: 'missed', count, cost }] };
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** AP: mean over the classes that have objects of the mean precision over 101 recalls; -1 for none. */
function meanPrecision(entries: readonly Entry[], objects: ReadonlyMap<number, number>): number {
  const entriesOf = groupBy(entries, ({ category }) => category);
  const precisions = [...objects].flatMap(([category, count]) => {
    if (count === 0) return [];
    const ranked = (entriesOf.get(category) ?? []).toSorted((a, b) => b.score - a.score);
    const precision = new Float64Array(RECALLS.length);
    const wrongBefore = ranked.flatMap(({ right }, index) => (right ? [index] : [])).map((at, k) => at - k);
    interpolatePrecision(wrongBefore, wrongBefore.length, count, RECALLS, precision);
    return [precision.reduce((sum, value) => sum + value, 0) / RECALLS.length];
  });
  return precisions.length === 0 ? -1 : precisions.reduce((sum, value) => sum + value, 0) / precisions.length;
}
