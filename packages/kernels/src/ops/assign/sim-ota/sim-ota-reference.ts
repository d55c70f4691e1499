import { plainIou } from '../shared/scene.fixture.ts';

export interface SimOtaImage {
  readonly classLogits: ArrayLike<number>;
  readonly objectnessLogits: ArrayLike<number>;
  readonly boxes: ArrayLike<number>;
  readonly centers: ArrayLike<number>;
  readonly strides: ArrayLike<number>;
  readonly truthBoxes: ArrayLike<number>;
  readonly truthClasses: ArrayLike<number>;
  readonly classes: number;
  readonly region: 'center' | 'box-and-center';
  readonly centerRadius: number;
  readonly penalty: number;
  readonly topK: number;
}

/**
 * SimOTA of one image by its definition, in float64, with whole matrices. Returns the object of each prior and
 * the smallest difference of two values that it decided by, below which float32 may decide otherwise.
 */
export function simOtaReference(image: SimOtaImage): { gtIndex: number[]; margin: number } {
  const { classLogits, objectnessLogits, boxes, centers, strides, truthBoxes, truthClasses, classes } = image;
  const [priors, truths] = [strides.length, truthClasses.length];
  let margin = Infinity;
  const near = (difference: number) => {
    margin = Math.min(margin, Math.abs(difference));
  };
  const within = (a: number, g: number, half: (axis: number) => number) =>
    [0, 1].every((axis) => {
      const middle = (truthBoxes[4 * g + axis]! + truthBoxes[4 * g + axis + 2]!) / 2;
      return Math.abs(centers[2 * a + axis]! - middle) < half(axis);
    });
  const inCenter = (a: number, g: number) => within(a, g, () => image.centerRadius * strides[a]!);
  const inBox = (a: number, g: number) =>
    within(a, g, (axis) => (truthBoxes[4 * g + axis + 2]! - truthBoxes[4 * g + axis]!) / 2);
  const box = image.region === 'box-and-center';
  const all = Array.from({ length: truths }, (_, g) => g);
  const candidates = Array.from({ length: priors }, (_, a) => a).filter((a) =>
    all.some((g) => inCenter(a, g) || (box && inBox(a, g))),
  );
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const cost = (a: number, g: number): number => {
    let total = -3 * Math.log(plainIou(boxes, a, truthBoxes, g) + 1e-8);
    for (let k = 0; k < classes; k++) {
      const p = Math.sqrt(sigmoid(classLogits[a * classes + k]!) * sigmoid(objectnessLogits[a]!));
      total -= Math.max(Math.log(k === truthClasses[g] ? p : 1 - p), -100);
    }
    return total + (inCenter(a, g) && (!box || inBox(a, g)) ? 0 : image.penalty);
  };
  const takers: number[][] = Array.from({ length: priors }, () => []);
  for (const g of all) {
    const sum = candidates
      .map((a) => plainIou(boxes, a, truthBoxes, g))
      .sort((a, b) => b - a)
      .slice(0, image.topK)
      .reduce((total, u) => total + u, 0);
    near(sum - Math.round(sum));
    const k = Math.max(Math.trunc(sum), 1);
    const sorted = [...candidates].sort((a, b) => cost(a, g) - cost(b, g));
    if (k < sorted.length) near(cost(sorted[k]!, g) - cost(sorted[k - 1]!, g));
    for (const a of sorted.slice(0, k)) takers[a]!.push(g);
  }
  const gtIndex = takers.map((own, a) => {
    if (own.length < 2) return own[0] ?? -1;
    const sorted = [...all].sort((g, h) => cost(a, g) - cost(a, h));
    near(cost(a, sorted[1]!) - cost(a, sorted[0]!));
    return sorted[0]!;
  });
  return { gtIndex, margin };
}
