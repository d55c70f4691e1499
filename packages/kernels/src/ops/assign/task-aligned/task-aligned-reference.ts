import { kindCode, overlap } from '../../iou/overlap.ts';
import { plainIou } from '../shared/scene.fixture.ts';
import type { TaskAlignedSwitches } from './assign-task-aligned.ts';

export interface TaskAlignedImage extends TaskAlignedSwitches {
  readonly scores: Float32Array;
  readonly boxes: Float32Array;
  readonly centers: Float32Array;
  readonly valid: Float32Array;
  readonly truthBoxes: Float32Array;
  readonly truthClasses: Int32Array;
  readonly classes: number;
  readonly topK: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Task-aligned assignment of one image by full tables of t and u, in float64: gtIndex and t̂. */
export function taskAlignedReference(image: TaskAlignedImage): { gtIndex: number[]; alignment: number[] } {
  const { scores, boxes, centers, truthBoxes, truthClasses } = image;
  const { candidates = 'all', conflicts = 'highest-overlap', overlap: kind = 'iou' } = image;
  const priors = centers.length / 2;
  const truths = truthClasses.length;
  const u = Array.from({ length: priors }, (_, a) =>
    Array.from({ length: truths }, (_, g) =>
      kind === 'iou'
        ? plainIou(boxes, a, truthBoxes, g)
        : Math.max(overlap(kindCode(kind), boxes, 4 * a, truthBoxes, 4 * g, 1e-6), 0),
    ),
  );
  const t = u.map((row, a) =>
    row.map((iou, g) => scores[a * image.classes + truthClasses[g]!]! ** image.alpha * iou ** image.beta),
  );
  const positive = u.map((row) => row.map(() => false));
  const areas: number[] = [];
  for (let g = 0; g < truths; g++) {
    const [x1, y1, x2, y2] = truthBoxes.subarray(4 * g, 4 * g + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    areas.push((x2 - x1) * (y2 - y1));
    const isInside = (a: number) => {
      const [x, y] = [centers[2 * a]!, centers[2 * a + 1]!];
      return Math.min(x - x1, y - y1, x2 - x, y2 - y) > 0.01;
    };
    const ranked = [...positive.keys()]
      .filter((a) => image.valid[a]! > 0 && (candidates === 'all' || isInside(a)))
      .sort((a, b) => t[b]![g]! - t[a]![g]! || a - b)
      .slice(0, image.topK);
    for (const a of ranked) positive[a]![g] = t[a]![g]! > 0 && isInside(a);
  }
  const gtIndex = positive.map((row, a) =>
    row.reduce((best, is, g) => {
      if (!is || best < 0) return is ? g : best;
      const isPreferred = conflicts === 'smallest-area' ? areas[g]! < areas[best]! : u[a]![g]! > u[a]![best]!;
      return isPreferred ? g : best;
    }, -1),
  );
  const alignment = gtIndex.map((g, a) => {
    if (g < 0) return 0;
    const own = [...gtIndex.keys()].filter((other) => gtIndex[other] === g);
    const largest = (table: number[][]) => Math.max(...own.map((other) => table[other]![g]!));
    return (t[a]![g]! / (largest(t) + 1e-7)) * largest(u);
  });
  return { gtIndex, alignment };
}
