import { plainIou } from '../shared/scene.fixture.ts';

export interface OtaImage {
  readonly classLogits: ArrayLike<number>;
  readonly boxes: ArrayLike<number>;
  readonly centers: ArrayLike<number>;
  readonly strides: ArrayLike<number>;
  readonly truthBoxes: ArrayLike<number>;
  readonly truthClasses: ArrayLike<number>;
  readonly classes: number;
}

/**
 * OTA of one image by its definition with the authors' constants, in float64, with whole matrices. Returns the
 * object of each prior (-1 for background), by how much the largest share of its column exceeds the next, and
 * the distance of any sum of IoU from a whole number.
 */
export function otaReference(image: OtaImage) {
  const { classLogits, boxes, centers, strides, truthBoxes, truthClasses, classes } = image;
  const [priors, truths] = [strides.length, truthClasses.length];
  const focal = (x: number, y: number): number => {
    const p = 1 / (1 + Math.exp(-x));
    return y === 1 ? -0.25 * (1 - p) ** 2 * Math.log(p) : -0.75 * p ** 2 * Math.log(1 - p);
  };
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const everyPrior = <T>(make: (a: number) => T) => Array.from({ length: priors }, (_, a) => make(a));
  const classCost = (a: number, label: number) =>
    sum(Array.from({ length: classes }, (_, k) => focal(classLogits[a * classes + k]!, k === label ? 1 : 0)));
  const isInside = (a: number, g: number) =>
    [0, 1].every((axis) => {
      const [low, high] = [truthBoxes[4 * g + axis]!, truthBoxes[4 * g + axis + 2]!];
      const place = centers[2 * a + axis]!;
      const near = Math.abs(place - (low + high) / 2) < 2.5 * strides[a]!;
      return near && place - low > 0.01 && high - place > 0.01;
    });

  let roundness = Infinity;
  const costs: number[][] = [];
  const supplies: number[] = [];
  for (let g = 0; g < truths; g++) {
    const overlaps = everyPrior((a) => plainIou(boxes, a, truthBoxes, g));
    const best = overlaps.map((u, a) => (isInside(a, g) ? u : 0)).sort((a, b) => b - a);
    const total = sum(best.slice(0, 20));
    roundness = Math.min(roundness, Math.abs(total - Math.round(total)));
    supplies.push(Math.max(Math.trunc(total), 1));
    costs.push(
      everyPrior(
        (a) =>
          classCost(a, truthClasses[g]!) -
          1.5 * Math.log(Math.max(overlaps[a]!, 2 ** -23)) +
          (isInside(a, g) ? 0 : 1e6),
      ),
    );
  }
  costs.push(everyPrior((a) => classCost(a, -1)));
  supplies.push(priors - sum(supplies));

  const u = supplies.map(() => 1);
  const v = everyPrior(() => 1);
  const modified = (i: number, j: number) => (u[i]! + v[j]! - costs[i]![j]!) / 0.1;
  const logSumExp = (values: number[]): number => {
    const most = Math.max(...values);
    return most + Math.log(sum(values.map((value) => Math.exp(value - most))));
  };
  for (let iteration = 0; iteration < 50; iteration++) {
    for (let j = 0; j < priors; j++) v[j]! -= 0.1 * logSumExp(costs.map((_, i) => modified(i, j)));
    for (const [i, supply] of supplies.entries()) {
      u[i]! += 0.1 * (Math.log(supply) - logSumExp(everyPrior((j) => modified(i, j))));
    }
  }
  const plan = costs.map((_, i) => everyPrior((j) => Math.exp(modified(i, j))));
  const shares = plan.map((row) => row.map((value) => value / Math.max(...row)));
  const gtIndex = everyPrior((j) => {
    const column = shares.map((row) => row[j]!);
    const owner = column.indexOf(Math.max(...column));
    return owner === truths ? -1 : owner;
  });
  const margins = everyPrior((j) => {
    const [first, second] = shares.map((row) => row[j]!).sort((a, b) => b - a);
    return first! - second!;
  });
  return { gtIndex, margins, roundness, supplies: supplies.slice(0, truths) };
}
