import {
  dispose,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorContainer,
  tensor,
} from '@tensorflow/tfjs-core';
import { type Assignment, BACKGROUND, IGNORED } from '../assignment.ts';
import type {
  DeltaPredictions,
  DistributionPredictions,
  ObjectnessPredictions,
  QualityPredictions,
} from '../predictions.ts';
import type { PriorLevel, Priors } from '../priors.ts';
import type { GroundTruth } from '../truth.ts';
import { randomNumbers } from './random.ts';

/** Every prediction that any head may offer, so that any assigner or loss can be run on a scene. */
export type ScenePredictions = QualityPredictions &
  DeltaPredictions &
  DistributionPredictions &
  ObjectnessPredictions;

/** A small detection problem in plain arrays, so that a test can permute and pad it. */
export interface Scene {
  readonly levels: readonly PriorLevel[];
  readonly priors: {
    readonly centers: number[][];
    readonly boxes: number[][];
    readonly strides: number[];
  };
  /** Every field begins with [image][prior]. */
  readonly predictions: {
    readonly classLogits: number[][][];
    readonly boxes: number[][][];
    readonly qualityLogits: number[][];
    readonly objectnessLogits: number[][];
    readonly boxDeltas: number[][][];
    readonly boxDistribution: number[][][][];
  };
  /** Every field begins with [image], then [object] except for validSizes. */
  readonly truth: {
    readonly boxes: number[][][];
    readonly classes: number[][];
    readonly mask: number[][];
    readonly validSizes: number[][];
  };
  /** An assignment for losses to work on: priors inside an object belong to it, one prior is ignored. */
  readonly assignment: { readonly gtIndex: number[][]; readonly alignment: number[][] };
}

/** The tensors of a scene. */
export interface SceneTensors {
  readonly priors: Priors;
  readonly predictions: ScenePredictions;
  readonly truth: GroundTruth;
  readonly assignment: Assignment;
  dispose(): void;
}

const CLASSES = 3;
const BINS = 5;
const SIZES = [
  [64, 96],
  [48, 80],
];
/** Centres are irregular, so that no two priors are equally far from one. */
const OBJECTS = [
  [
    { box: [4.3, 5.1, 41.7, 38.2], label: 0 },
    { box: [49.6, 18.3, 93.1, 61.9], label: 2 },
    { box: [20.9, 31.4, 35.3, 44.6], label: 1 },
  ],
  [
    { box: [1.7, 2.9, 31.2, 28.8], label: 1 },
    { box: [30.4, 9.2, 71.9, 45.1], label: 1 },
  ],
];

/** Two images of 64 × 96 and 48 × 80 in a batch of 64 × 96; strides 8, 16, 32; A = 126, G = 3, K = 3, R = 5. */
export function exampleScene(seed = 1): Scene {
  const random = randomNumbers(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const levels: PriorLevel[] = [];
  const priors: Scene['priors'] = { centers: [], boxes: [], strides: [] };
  for (const stride of [8, 16, 32]) {
    const [height, width] = [64 / stride, 96 / stride];
    levels.push({ stride, height, width, count: height * width, offset: priors.strides.length });
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [x, y, half] = [column * stride, row * stride, 4 * stride];
        priors.centers.push([x, y]);
        priors.boxes.push([x - half, y - half, x + half, y + half]);
        priors.strides.push(stride);
      }
    }
  }
  const perPrior = <T>(make: (prior: number, image: number) => T): T[][] =>
    SIZES.map((_, image) => priors.strides.map((_, prior) => make(prior, image)));
  const list = (count: number, low: number, high: number) =>
    Array.from({ length: count }, () => between(low, high));
  const predictions: Scene['predictions'] = {
    classLogits: perPrior(() => list(CLASSES, -3, 2)),
    boxes: perPrior((prior) => {
      const [x, y] = priors.centers[prior] as [number, number];
      return [x - between(2, 30), y - between(2, 25), x + between(2, 30), y + between(2, 25)];
    }),
    qualityLogits: perPrior(() => between(-2, 2)),
    objectnessLogits: perPrior(() => between(-2, 2)),
    boxDeltas: perPrior(() => list(4, -1.5, 1.5)),
    boxDistribution: perPrior(() => Array.from({ length: 4 }, () => list(BINS, -2, 2))),
  };
  const most = Math.max(...OBJECTS.map((objects) => objects.length));
  const padded = OBJECTS.map((objects) => Array.from({ length: most }, (_, index) => objects[index]));
  const truth: Scene['truth'] = {
    boxes: padded.map((objects) => objects.map((object) => object?.box ?? [0, 0, 0, 0])),
    classes: padded.map((objects) => objects.map((object) => object?.label ?? 0)),
    mask: padded.map((objects) => objects.map((object) => (object ? 1 : 0))),
    validSizes: SIZES,
  };
  const gtIndex = perPrior((prior, image) => {
    if (prior === 5) return IGNORED;
    const [x, y] = priors.centers[prior] as [number, number];
    return OBJECTS[image]!.findIndex(({ box: [x1, y1, x2, y2] }) => x > x1! && x < x2! && y > y1! && y < y2!);
  });
  const alignment = gtIndex.map((row) => row.map((index) => (index >= 0 ? between(0.1, 1) : 0)));
  return { levels, priors, predictions, truth, assignment: { gtIndex, alignment } };
}

/** The tensors of a scene; the caller disposes of them. */
export function sceneTensors({ levels, priors, predictions, truth, assignment }: Scene): SceneTensors {
  const float = <T>(values: TensorContainer) => tensor(values as number[], undefined, 'float32') as T;
  const integer = <T>(values: TensorContainer) => tensor(values as number[], undefined, 'int32') as T;
  const { gtIndex, alignment } = assignment;
  const gather = <T>(source: readonly (readonly T[])[], none: (prior: number) => T): T[][] =>
    gtIndex.map((row, image) => row.map((index, prior) => source[image]![index] ?? none(prior)));
  const tensors = {
    priors: {
      centers: float<Tensor2D>(priors.centers),
      boxes: float<Tensor2D>(priors.boxes),
      strides: float<Tensor1D>(priors.strides),
    },
    predictions: {
      classLogits: float<Tensor3D>(predictions.classLogits),
      boxes: float<Tensor3D>(predictions.boxes),
      qualityLogits: float<Tensor2D>(predictions.qualityLogits),
      objectnessLogits: float<Tensor2D>(predictions.objectnessLogits),
      boxDeltas: float<Tensor3D>(predictions.boxDeltas),
      boxDistribution: float<Tensor4D>(predictions.boxDistribution),
    },
    truth: {
      boxes: float<Tensor3D>(truth.boxes),
      classes: integer<Tensor2D>(truth.classes),
      mask: float<Tensor2D>(truth.mask),
      validSizes: float<Tensor2D>(truth.validSizes),
    },
    assignment: {
      gtIndex: integer<Tensor2D>(gtIndex),
      alignment: float<Tensor2D>(alignment),
      labels: integer<Tensor2D>(gather(truth.classes, () => BACKGROUND)),
      boxes: float<Tensor3D>(gather(truth.boxes, (prior) => priors.boxes[prior]!)),
    },
  };
  return {
    ...tensors,
    priors: { ...tensors.priors, levels },
    dispose: () => dispose(tensors as unknown as TensorContainer),
  };
}
