import { assignAtss } from '../ops/assign/atss/assign-atss.ts';
import { atssReference } from '../ops/assign/atss/atss-reference.ts';
import { assignFcos } from '../ops/assign/fcos/assign-fcos.ts';
import { fcosReference } from '../ops/assign/fcos/fcos-reference.ts';
import { assignMaxIou } from '../ops/assign/max-iou/assign-max-iou.ts';
import { maxIouReference } from '../ops/assign/max-iou/max-iou-reference.ts';
import { assignOta } from '../ops/assign/ota/assign-ota.ts';
import { otaReference } from '../ops/assign/ota/ota-reference.ts';
import { objects, pyramid } from '../ops/assign/shared/scene.fixture.ts';
import { assignSimOta } from '../ops/assign/sim-ota/assign-sim-ota.ts';
import { simOtaReference } from '../ops/assign/sim-ota/sim-ota-reference.ts';
import { assignTaskAligned } from '../ops/assign/task-aligned/assign-task-aligned.ts';
import { taskAlignedReference } from '../ops/assign/task-aligned/task-aligned-reference.ts';
import { uniformValues } from '../testing/uniform-values.ts';
import { type AccuracyOp, accuracyCase, type CaseSize, type Values } from './accuracy-case.ts';

const CLASSES = 3;

/** Images with priors on three levels, one object per channel, and predictions near objects and priors. */
function scene({ batch, height, channels: truths, seed, logits }: CaseSize) {
  const size = 16 * height;
  const { centers, boxes: priorBoxes, levelCounts } = pyramid(size);
  const priors = centers.length / 2;
  const strides = Float32Array.from([8, 16, 32].flatMap((s, level) => Array(levelCounts[level]!).fill(s)));
  const images = Array.from({ length: batch }, (_, image) => {
    const start = seed + 1000 * image;
    const truthBoxes = objects(truths, size, start);
    const noise = uniformValues(4 * priors, { low: -3, high: 3, seed: start + 1 });
    const pick = uniformValues(priors, { high: 2 * truths, seed: start + 2 });
    const boxes = noise.map((blur, i) => {
      const object = Math.floor(pick[i >> 2]!);
      return blur + (object < truths ? truthBoxes[4 * object + (i % 4)]! : priorBoxes[i]!);
    });
    const truthClasses = Int32Array.from({ length: truths }, (_, g) => (g * seed) % CLASSES);
    const classLogits = uniformValues(CLASSES * priors, { low: -logits, high: logits, seed: start + 3 });
    const objectnessLogits = uniformValues(priors, { low: -logits, high: logits, seed: start + 4 });
    const scores = uniformValues(CLASSES * priors, { seed: start + 5 });
    return { truthBoxes, truthClasses, boxes, classLogits, objectnessLogits, scores };
  });
  type Field = keyof (typeof images)[number];
  const stacked = (field: Field, ...shape: number[]): Values => ({
    shape: [batch, ...shape],
    data: images.flatMap((image) => [...image[field]]),
    integer: field === 'truthClasses',
  });
  const ones = (...shape: number[]): Values => ({
    shape,
    data: new Float32Array(shape.reduce((product, axis) => product * axis, 1)).fill(1),
  });
  return {
    images: images.map((image) => ({
      ...image,
      centers,
      strides,
      priorBoxes,
      levelCounts,
      classes: CLASSES,
    })),
    valid: new Float32Array(priors).fill(1),
    levelCounts,
    centers: { shape: [priors, 2], data: centers },
    strides: { shape: [priors], data: strides },
    priorBoxes: { shape: [priors, 4], data: priorBoxes },
    validPriors: ones(batch, priors),
    truthMask: ones(batch, truths),
    truthBoxes: stacked('truthBoxes', truths, 4),
    truthClasses: stacked('truthClasses', truths),
    boxes: stacked('boxes', priors, 4),
    scores: stacked('scores', priors, CLASSES),
    classLogits: stacked('classLogits', priors, CLASSES),
    objectnessLogits: stacked('objectnessLogits', priors),
  };
}

const DECIDED = { simOta: 1e-3, ota: 1e-2, supply: 1e-4 };

/** NaN, which any index equals, where float32 may decide otherwise. */
const where = (isDecided: boolean, index: number) => (isDecided ? index : Number.NaN);

const simOta = (region: 'center' | 'box-and-center') => (size: CaseSize) => {
  // p is a float32 by definition: where it saturates, float64 decides otherwise
  const one = scene({ ...size, logits: Math.min(size.logits, 4) });
  const { centers, strides, validPriors, truthBoxes, truthClasses, truthMask, boxes } = one;
  const { classLogits, objectnessLogits } = one;
  // far above every cost, and still of a resolution of 6e-5
  const options = { region, centerRadius: region === 'center' ? 1.5 : 2.5, penalty: 1000, topK: 10 };
  return accuracyCase({
    inputs: {
      ...{ classLogits, objectnessLogits, boxes, centers, strides },
      ...{ validPriors, truthBoxes, truthClasses, truthMask },
    },
    run: (tensors) => [assignSimOta(tensors, options).gtIndex],
    reference: () => [
      one.images.flatMap((image) => {
        const { gtIndex, margin } = simOtaReference({ ...image, ...options });
        return gtIndex.map((index) => where(margin > DECIDED.simOta, index));
      }),
    ],
  });
};

/** An op without gradient, whose floats are products of a few roundings. */
const assigner = (op: string, variants: AccuracyOp['variants']): AccuracyOp => ({
  op,
  bound: 5e-6,
  gradientBound: 0,
  variants,
});

export const assignments: readonly AccuracyOp[] = [
  assigner('assignTaskAligned', {
    '': (size) => {
      const one = scene(size);
      const { scores, boxes, centers, validPriors, truthBoxes, truthClasses, truthMask } = one;
      return accuracyCase({
        inputs: { scores, boxes, centers, validPriors, truthBoxes, truthClasses, truthMask },
        run: (tensors) => {
          const { gtIndex, alignment } = assignTaskAligned(tensors);
          return [gtIndex, alignment];
        },
        reference: () => {
          const all = one.images.map((image) =>
            taskAlignedReference({ ...image, valid: one.valid, topK: 13, alpha: 1, beta: 6 }),
          );
          return [all.flatMap(({ gtIndex }) => gtIndex), all.flatMap(({ alignment }) => alignment)];
        },
      });
    },
  }),
  assigner('assignAtss', {
    '': (size) => {
      const { images, valid, levelCounts, ...one } = scene(size);
      const { priorBoxes, centers, validPriors, truthBoxes, truthMask } = one;
      return accuracyCase({
        inputs: { priorBoxes, centers, validPriors, truthBoxes, truthMask },
        run: (tensors) => [assignAtss({ ...tensors, levelCounts }).gtIndex],
        reference: () => [images.flatMap((image) => atssReference({ ...image, valid, topK: 9 }))],
      });
    },
  }),
  assigner('assignMaxIou', {
    '': (size) => {
      const { images, priorBoxes, validPriors, truthBoxes, truthMask } = scene(size);
      return accuracyCase({
        inputs: { priorBoxes, validPriors, truthBoxes, truthMask },
        run: (tensors) => {
          const { gtIndex, overlaps } = assignMaxIou(tensors);
          return [gtIndex, overlaps];
        },
        reference: () => {
          const all = images.map((image) =>
            maxIouReference({ ...image, positiveIou: 0.5, negativeIou: 0.4 }),
          );
          return [all.flatMap(({ gtIndex }) => gtIndex), all.flatMap(({ overlaps }) => overlaps)];
        },
      });
    },
  }),
  assigner('assignFcos', {
    '': (size) => {
      const { images, centers, strides, validPriors, truthBoxes, truthMask } = scene(size);
      const ranges: Values = {
        shape: [strides.data.length, 2],
        data: [...strides.data].flatMap((stride) => (stride === 8 ? [-1, 32] : [2 * stride, 4 * stride])),
      };
      return accuracyCase({
        inputs: { centers, strides, ranges, validPriors, truthBoxes, truthMask },
        run: (tensors) => [assignFcos(tensors, { radius: 1.5 })],
        reference: () => [
          images.flatMap((image) => fcosReference({ ...image, ranges: ranges.data, radius: 1.5 })),
        ],
      });
    },
  }),
  assigner('assignSimOta', { center: simOta('center'), 'box-and-center': simOta('box-and-center') }),
  assigner('assignOta', {
    '': (size) => {
      const { images, ...one } = scene(size);
      const { classLogits, boxes, centers, strides, validPriors, truthBoxes, truthClasses, truthMask } = one;
      return accuracyCase({
        inputs: { classLogits, boxes, centers, strides, validPriors, truthBoxes, truthClasses, truthMask },
        run: (tensors) => {
          const { gtIndex, supply } = assignOta(tensors);
          return [gtIndex, supply];
        },
        reference: () => {
          const all = images.map((image) => otaReference(image));
          return [
            all.flatMap(({ gtIndex, margins, roundness }) =>
              gtIndex.map((index, a) =>
                where(margins[a]! > DECIDED.ota && roundness > DECIDED.supply, index),
              ),
            ),
            all.flatMap(({ supplies, roundness }) =>
              supplies.map((supply) => where(roundness > DECIDED.supply, supply)),
            ),
          ];
        },
      });
    },
  }),
];
