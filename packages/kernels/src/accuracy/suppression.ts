import { objects, plainIou } from '../ops/assign/shared/scene.fixture.ts';
import { nms } from '../ops/nms/nms.ts';
import { softNms } from '../ops/nms/soft-nms.ts';
import { uniformValues } from '../testing/uniform-values.ts';
import { type AccuracyOp, accuracyCase, type CaseSize, cellsOf, type Values } from './accuracy-case.ts';

const THRESHOLD = 0.4;
const LOWEST = 0.05;

/** Overlapping boxes of two classes with scores. */
function candidates(size: CaseSize): Record<'boxes' | 'scores' | 'classes', Values> {
  const count = cellsOf(size);
  return {
    boxes: { shape: [count, 4], data: objects(count, 20, size.seed) },
    scores: { shape: [count], data: uniformValues(count, { seed: size.seed + 1 }) },
    classes: { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % 2), integer: true },
  };
}

const arrays = ({ boxes, scores, classes }: ReturnType<typeof candidates>) =>
  [Float32Array.from(boxes.data), Float32Array.from(scores.data), Int32Array.from(classes.data)] as const;

/** Rounds of: take the highest score of all, and let `fall` change the others of its class. */
function suppress(
  { boxes, scores, classes }: ReturnType<typeof candidates>,
  lowest: number,
  fall: (iou: number) => number,
): { indices: number[]; kept: number[] } {
  const current = Array.from(scores.data);
  const left = new Set(current.keys());
  const indices: number[] = [];
  while (left.size > 0) {
    const best = [...left].reduce((a, b) => (current[b]! > current[a]! ? b : a));
    left.delete(best);
    if (!(current[best]! >= lowest)) break;
    indices.push(best);
    for (const other of left) {
      if (classes.data[other] !== classes.data[best]) continue;
      current[other]! *= fall(plainIou(boxes.data, best, boxes.data, other));
    }
  }
  return { indices, kept: indices.map((index) => current[index]!) };
}

const soft = (method: 'linear' | 'gaussian', fall: (iou: number) => number) => (size: CaseSize) =>
  accuracyCase({
    inputs: candidates(size),
    run: () => {
      const { indices, scores } = softNms(...arrays(candidates(size)), {
        method,
        iouThreshold: THRESHOLD,
        minScore: LOWEST,
      });
      return [indices, scores];
    },
    reference: (inputs) => {
      const { indices, kept } = suppress(inputs, LOWEST, fall);
      return [indices, kept];
    },
  });

export const suppression: readonly AccuracyOp[] = [
  {
    op: 'nms',
    bound: 0,
    gradientBound: 0,
    variants: {
      '': (size) =>
        accuracyCase({
          inputs: candidates(size),
          run: () => [nms(...arrays(candidates(size)), { iouThreshold: THRESHOLD })],
          reference: (inputs) => [suppress(inputs, Number.MIN_VALUE, (u) => (u > THRESHOLD ? 0 : 1)).indices],
        }),
    },
  },
  {
    op: 'softNms',
    bound: 1e-6,
    gradientBound: 0,
    variants: {
      linear: soft('linear', (u) => (u > THRESHOLD ? 1 - u : 1)),
      gaussian: soft('gaussian', (u) => Math.exp(-(u * u) / 0.5)),
    },
  },
];
