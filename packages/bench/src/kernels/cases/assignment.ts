import {
  assignAtss,
  assignFcos,
  assignMaxIou,
  assignOta,
  assignSimOta,
  assignTaskAligned,
} from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { CasesOf, KernelCase } from '../case.ts';
import { LEVELS, type Problem, type ProblemSizes, sizesOf } from '../problem.ts';

const levelCounts = LEVELS.map(({ count }) => count);
const priors = levelCounts.reduce((total, count) => total + count, 0);
const perPrior = <T>(of: (stride: number) => T) =>
  LEVELS.flatMap(({ stride, count }) => Array.from({ length: count }, () => of(stride)));

/** What all assigners take. */
function commonOf(problem: Problem, { images, objects }: ProblemSizes) {
  return {
    validPriors: tf.ones([images, priors]) as tf.Tensor2D,
    truthBoxes: tf.tensor3d(problem.truth, [images, objects, 4]),
    truthMask: tf.ones([images, objects]) as tf.Tensor2D,
    centers: tf.tensor2d(problem.centers, [priors, 2]),
  };
}

/** As a network leaves it: in the backend's memory, where a tensor of given values stays with JavaScript. */
const computed = <T extends tf.Tensor>(values: T): T => tf.tidy(() => tf.mul(values, 1));

/** What those by predictions take as well. */
function predictedOf(problem: Problem, sizes: ProblemSizes) {
  const { images, objects } = sizes;
  return {
    ...commonOf(problem, sizes),
    boxes: computed(tf.tensor3d(problem.boxes, [images, priors, 4])),
    truthClasses: tf.tensor2d(Int32Array.from(problem.labels), [images, objects], 'int32'),
  };
}

function withLogits(problem: Problem, sizes: ProblemSizes) {
  const { images, classes } = sizes;
  const scores = tf.clipByValue(tf.tensor3d(problem.scores, [images, priors, classes]), 1e-6, 1 - 1e-6);
  return {
    ...predictedOf(problem, sizes),
    classLogits: tf.sub(tf.log(scores), tf.log1p(tf.neg(scores))) as tf.Tensor3D,
    strides: tf.tensor1d(perPrior((stride) => stride)),
  };
}

/** Square boxes of eight strides. */
function priorBoxesOf(problem: Problem): tf.Tensor2D {
  const centers = tf.tensor2d(problem.centers, [priors, 2]);
  const half = tf.tensor2d(perPrior((stride) => [4 * stride, 4 * stride]));
  return tf.concat([tf.sub(centers, half), tf.add(centers, half)], 1);
}

/** Timed without reading back, since training goes on with tensors. The result is the number of positives. */
function assignerCase(
  op: string,
  { images, objects, classes }: ProblemSizes,
  prepare: (problem: Problem) => () => { readonly gtIndex: tf.Tensor2D },
  peer?: string,
): KernelCase {
  return {
    op,
    name: `B = ${images}, A = ${priors}, G = ${objects}, K = ${classes}`,
    ...(peer && { peer: { name: peer, arguments: { images, objects, levelCounts } } }),
    prepare: (problem) => {
      const assign = prepare(problem);
      const positives = async () => {
        const count = tf.tidy(() => tf.sum(tf.cast(tf.greaterEqual(assign().gtIndex, 0), 'int32')));
        const [value] = await count.data();
        count.dispose();
        return value!;
      };
      return { tandem: () => ({ ...assign() }), result: positives };
    },
  };
}

export const assignmentCases: CasesOf = (shrink) => {
  const sizes = sizesOf(shrink);
  const { images, classes } = sizes;
  return [
    assignerCase(
      'assignTaskAligned',
      sizes,
      (problem) => {
        const scores = computed(tf.tensor3d(problem.scores, [images, priors, classes]));
        const inputs = { ...predictedOf(problem, sizes), scores };
        return () => assignTaskAligned(inputs);
      },
      'assign_task_aligned',
    ),
    assignerCase(
      'assignAtss',
      sizes,
      (problem) => {
        const inputs = { ...commonOf(problem, sizes), priorBoxes: priorBoxesOf(problem), levelCounts };
        return () => assignAtss(inputs);
      },
      'assign_atss',
    ),
    assignerCase(
      'assignMaxIou',
      sizes,
      (problem) => {
        const { validPriors, truthBoxes, truthMask } = commonOf(problem, sizes);
        const inputs = { validPriors, truthBoxes, truthMask, priorBoxes: priorBoxesOf(problem) };
        return () => assignMaxIou(inputs);
      },
      'assign_max_iou',
    ),
    assignerCase('assignFcos', sizes, (problem) => {
      const ranges = tf.tensor2d(perPrior((stride) => [4 * stride, 8 * stride]));
      const inputs = {
        ...commonOf(problem, sizes),
        ranges,
        strides: tf.tensor1d(perPrior((stride) => stride)),
      };
      return () => ({ gtIndex: assignFcos(inputs) });
    }),
    assignerCase('assignSimOta', sizes, (problem) => {
      const inputs = withLogits(problem, sizes);
      return () => assignSimOta(inputs);
    }),
    assignerCase('assignOta', sizes, (problem) => {
      const inputs = withLogits(problem, sizes);
      return () => assignOta(inputs);
    }),
  ];
};
