import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CocoAnnotation, CocoBox, CocoDetection } from '../truth/coco-types.ts';
import { evaluateCoco, statsList } from './evaluate-coco.ts';

const SIZES: Record<string, [number, number]> = {
  all: [0, 1e10],
  small: [0, 1024],
  medium: [1024, 9216],
  large: [9216, 1e10],
};

/** The definition, one question at a time: nothing shared, nothing grouped, lists only. */
function naive(annotations: readonly CocoAnnotation[], detections: readonly CocoDetection[]): number[] {
  const classes = [1, 2];
  const precision = (threshold: number | undefined, size: string) =>
    average(
      classes.flatMap((category) =>
        thresholds(threshold).flatMap((iou) => {
          const outcomes = rank(annotations, detections, category, iou, size, 100);
          return outcomes === undefined
            ? []
            : Array.from({ length: 101 }, (_, r) => precisionAt(outcomes, r / 100));
        }),
      ),
    );
  const recall = (size: string, most: number) =>
    average(
      classes.flatMap((category) =>
        thresholds(undefined).flatMap((iou) => {
          const outcomes = rank(annotations, detections, category, iou, size, most);
          return outcomes === undefined ? [] : [outcomes.list.filter(Boolean).length / outcomes.objects];
        }),
      ),
    );
  return [
    precision(undefined, 'all'),
    precision(0.5, 'all'),
    precision(0.75, 'all'),
    ...['small', 'medium', 'large'].map((size) => precision(undefined, size)),
    ...[1, 10, 100].map((most) => recall('all', most)),
    ...['small', 'medium', 'large'].map((size) => recall(size, 100)),
  ];
}

const thresholds = (one: number | undefined) =>
  one === undefined ? [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95] : [one];
const average = (values: number[]) =>
  values.length === 0 ? -1 : values.reduce((a, b) => a + b, 0) / values.length;

/** Right (true) and wrong (false) detections by falling score, without the ignored; undefined without objects. */
function rank(
  annotations: readonly CocoAnnotation[],
  detections: readonly CocoDetection[],
  category: number,
  iou: number,
  size: string,
  most: number,
): { list: boolean[]; objects: number } | undefined {
  const [from, to] = SIZES[size]!;
  const ranked: { score: number; right: boolean }[] = [];
  let objects = 0;
  for (const image of [1, 2]) {
    const here = annotations.filter((truth) => truth.image_id === image && truth.category_id === category);
    const counts = (truth: CocoAnnotation) => !truth.iscrowd && truth.area! >= from && truth.area! <= to;
    objects += here.filter(counts).length;
    const free = new Set(here);
    const mine = detections
      .filter((detection) => detection.image_id === image && detection.category_id === category)
      .sort((a, b) => b.score - a.score)
      .slice(0, most);
    for (const { bbox, score } of mine) {
      const choose = (wanted: boolean) => {
        const reach = here.filter(
          (truth) => counts(truth) === wanted && free.has(truth) && overlap(bbox, truth) >= iou - 1e-12,
        );
        const best = Math.max(...reach.map((truth) => overlap(bbox, truth)));
        return reach.filter((truth) => overlap(bbox, truth) === best).at(-1);
      };
      const match = choose(true) ?? choose(false);
      if (match && !match.iscrowd) free.delete(match);
      const area = bbox[2] * bbox[3];
      if (match ? !counts(match) : area < from || area > to) continue;
      ranked.push({ score, right: match !== undefined });
    }
  }
  if (objects === 0) return undefined;
  return { list: ranked.sort((a, b) => b.score - a.score).map(({ right }) => right), objects };
}

function overlap([x, y, w, h]: CocoBox, { bbox: [tx, ty, tw, th], iscrowd }: CocoAnnotation): number {
  const across = Math.max(0, Math.min(x + w, tx + tw) - Math.max(x, tx));
  const down = Math.max(0, Math.min(y + h, ty + th) - Math.max(y, ty));
  return (across * down) / (iscrowd ? w * h : w * h + tw * th - across * down);
}

function precisionAt({ list, objects }: { list: boolean[]; objects: number }, recall: number): number {
  let best = 0;
  for (let count = 1; count <= list.length; count++) {
    const right = list.slice(0, count).filter(Boolean).length;
    if (right / objects >= recall - 1e-12) best = Math.max(best, right / count);
  }
  return best;
}

// few places, sizes and scores, so that equal overlaps and scores and exact thresholds are common
const box = fc.tuple(
  fc.integer({ min: 0, max: 3 }).map((x) => 5 * x),
  fc.integer({ min: 0, max: 3 }).map((y) => 5 * y),
  fc.constantFrom(10, 20, 40, 120),
  fc.constantFrom(10, 12, 40, 120),
);
const annotation = fc.record({
  id: fc.constant(1),
  image_id: fc.constantFrom(1, 2),
  category_id: fc.constantFrom(1, 2),
  bbox: box,
  area: fc.constantFrom(100, 1024, 1025, 9216, 20000),
  iscrowd: fc.constantFrom(0, 0, 0, 1),
});
const detection = fc.record({
  image_id: fc.constantFrom(1, 2),
  category_id: fc.constantFrom(1, 2),
  bbox: box,
  score: fc.constantFrom(0.1, 0.2, 0.3, 0.4, 0.5),
});

test('equals the definition written out', () => {
  fc.assert(
    fc.property(
      fc.array(annotation, { maxLength: 8 }),
      fc.array(detection, { maxLength: 16 }),
      (annotations, detections) => {
        const { stats } = evaluateCoco({
          groundTruth: { images: [{ id: 2 }, { id: 1 }], annotations, categories: [{ id: 2 }, { id: 1 }] },
          detections,
        });
        const expected = naive(annotations, detections);
        for (const [index, value] of statsList(stats).entries()) {
          expect(value, `number ${index}`).toBeCloseTo(expected[index]!, 10);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('the order of ground truth and of detections with unlike scores does not matter', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(annotation, { maxLength: 8, selector: ({ bbox }) => bbox.join() }),
      fc.array(detection, { maxLength: 12 }),
      (annotations, detections) => {
        const distinct = detections.map((found, index) => ({ ...found, score: found.score + index / 1000 }));
        const categories = [{ id: 1 }, { id: 2 }];
        const images = [{ id: 1 }, { id: 2 }];
        const there = evaluateCoco({
          groundTruth: { images, annotations, categories },
          detections: distinct,
        });
        const back = evaluateCoco({
          groundTruth: { images, annotations, categories },
          detections: [...distinct].reverse(),
        });
        expect(back).toEqual(there);
      },
    ),
    { numRuns: 50 },
  );
});
