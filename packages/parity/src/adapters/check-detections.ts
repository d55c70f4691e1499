import type { CaseContext } from '../adapter.ts';

/** Detections of one image, best first; every list has the same length. */
export interface FoundDetections {
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  /** Index of the prior of each, where the case asks for it. */
  readonly priors?: readonly number[];
}

/** Names of the expected tensors. */
export interface DetectionNames {
  readonly boxes: string;
  readonly scores: string;
  readonly labels: string;
  readonly priors?: string;
}

/**
 * Checks detections. Those whose scores differ by less than the scores' tolerance may stand in another
 * order: each expected one is compared with the most similar of them.
 */
export function checkDetections(
  { golden, tensors, check }: CaseContext,
  found: FoundDetections,
  names: DetectionNames,
): void {
  const expectedScores = Array.from(tensors.read(names.scores).data);
  const { abs, rel } = golden.tolerances[names.scores] ?? golden.tolerance;
  const tolerance = abs + rel * Math.max(0, ...expectedScores.map(Math.abs));
  const order =
    found.scores.length === expectedScores.length
      ? alignOrder(
          found,
          expectedScores,
          tensors.read(names.boxes).data,
          tensors.read(names.labels).data,
          tolerance,
        )
      : [...found.scores.keys()];
  const count = order.length;
  const pick = <T>(list: readonly T[]) => order.map((index) => list[index]!);
  check(names.boxes, { shape: [count, 4], data: pick(found.boxes).flat() });
  check(names.scores, { shape: [count], data: pick(found.scores) });
  check(names.labels, { shape: [count], data: pick(found.labels) });
  if (names.priors !== undefined && found.priors !== undefined) {
    check(names.priors, { shape: [count], data: pick(found.priors) });
  }
}

/** For each expected detection, the index of the found one to compare it with. */
function alignOrder(
  { boxes, scores, labels }: FoundDetections,
  expectedScores: readonly number[],
  expectedBoxes: ArrayLike<number>,
  expectedLabels: ArrayLike<number>,
  tolerance: number,
): number[] {
  const free = new Set(scores.keys());
  const unlike = (index: number, at: number) => {
    const sides = boxes[index]!.map((side, corner) => Math.abs(side - expectedBoxes[4 * at + corner]!));
    const otherLabel = labels[index] === expectedLabels[at] ? 0 : 1e6;
    return otherLabel + Math.max(...sides) + (index === at ? 0 : 1e-9);
  };
  return expectedScores.map((score, at) => {
    const near = [...free].filter((index) => Math.abs(scores[index]! - score) <= tolerance);
    const candidates = near.length > 0 ? near : [...free].slice(0, 1);
    const best = candidates.reduce((a, b) => (unlike(b, at) < unlike(a, at) ? b : a));
    free.delete(best);
    return best;
  });
}
