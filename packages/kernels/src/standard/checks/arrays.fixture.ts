import * as tf from '@tensorflow/tfjs-core';
import { checkGradient, expectClose, uniformTensor } from '../../testing/index.ts';
import { everywhere, gradientCheck, kernelCheck, type StandardCheck } from './check.ts';

const values = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed = 5) =>
  uniformTensor<R>(shape, { low: -1, seed });
const matrix = (rows: number, columns: number, seed?: number) => values<tf.Rank.R2>([rows, columns], seed);
const int = (numbers: number[], shape: number[]) => tf.tensor(numbers, shape, 'int32');

const einsums = [
  ['bij,bjk->bik', [2, 2, 3], [2, 3, 2]],
  ['ij,kj->ki', [2, 3], [2, 3]],
  ['abc,dc->da', [2, 3, 2], [2, 2]],
  ['i,j->ij', [2], [3]],
  ['ij,ij->', [2, 2], [2, 2]],
  ['bhwc,bc->bhw', [1, 2, 2, 3], [1, 3]],
] as const;

/** In this order stock tfjs reads too much of a; in the other it would write beyond the product. */
async function inTwoShapes(product: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor): Promise<void> {
  const b = tf.range(0, 64);
  // 0 + 1 + … + 63
  await expectClose(product(tf.ones([1, 64]), tf.reshape(b, [64, 1])), [2016], {});
  const wide = product(tf.tensor2d([1, 2], [2, 1]), tf.reshape(b, [1, 64]));
  await expectClose(tf.slice(wide, [1, 62], [1, 2]), [124, 126], {});
}

export const arrayChecks: readonly StandardCheck[] = [
  gradientCheck('Cumsum', 'along the first axis', () =>
    checkGradient((a) => tf.cumsum(a, 0), [matrix(3, 3)]),
  ),
  gradientCheck('Cumsum', 'along a middle axis, exclusive and from the end', () =>
    checkGradient((a) => tf.cumsum(a, 1, true, true), [values<tf.Rank.R3>([2, 3, 2])]),
  ),
  gradientCheck(
    'Mean',
    'over no, one, several and all axes',
    async () => {
      const x = () => [values<tf.Rank.R3>([2, 3, 4])];
      await checkGradient((a) => tf.mean(a, []), x());
      await checkGradient((a) => tf.mean(a, -1, true), x());
      await checkGradient((a) => tf.mean(a, [0, 2]), x());
      await checkGradient((a) => tf.mean(a), x());
    },
    [],
  ),
  gradientCheck('Tile', 'of rank 5', () =>
    checkGradient((a) => tf.tile(a, [2, 1, 3, 2, 1]), [values<tf.Rank.R5>([1, 2, 1, 2, 2])]),
  ),
  kernelCheck('Tile', 'of rank 5', ['webgpu'], async () => {
    // computed, so that it lies on the device
    const x = tf.neg(tf.tensor5d([-1, -2, -3, -4], [2, 1, 1, 1, 2]));
    await expectClose(tf.tile(x, [1, 1, 2, 1, 2]), [1, 2, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 3, 4], {});
  }),
  gradientCheck('GatherV2', 'with two batch axes', () =>
    checkGradient(
      (a) => tf.gather(a, int([0, 1, 1, 1], [2, 1, 2]), 2, 2),
      [values<tf.Rank.R4>([2, 1, 2, 2])],
    ),
  ),
  gradientCheck(
    'GatherV2',
    'along the second axis after a batch axis',
    () =>
      checkGradient((a) => tf.gather(a, int([1, 0, 1, 1], [2, 2]), 2, 1), [values<tf.Rank.R4>([2, 2, 2, 2])]),
    [],
  ),
  gradientCheck('GatherV2', 'of the largest values', () =>
    checkGradient(
      (a) => tf.gather(a, tf.topk(a, 2).indices, 1, 1),
      [tf.tensor2d([1, 4, 3, 2, 8, 5, 7, 6], [2, 4])],
    ),
  ),
  gradientCheck('GatherNd', 'with a place read twice', () =>
    checkGradient((a) => tf.gatherND(a, int([0, 2, 0], [3, 1])), [matrix(3, 2)]),
  ),
  gradientCheck('GatherNd', 'of single values', () =>
    checkGradient((a) => tf.gatherND(a, int([0, 1, 2, 0, 2, 1], [3, 2])), [matrix(3, 2)]),
  ),
  gradientCheck('ScatterNd', 'with a place written twice', () =>
    checkGradient(
      (a) => tf.scatterND(int([1, 0, 1], [3, 1]), a, [3, 2] as never) as tf.Tensor,
      [matrix(3, 2)],
    ),
  ),
  gradientCheck('TensorScatterUpdate', 'of tensor and updates', () =>
    checkGradient(
      (a, b) => tf.tensorScatterUpdate(a, int([2, 0], [2, 1]), b),
      [matrix(4, 2), matrix(2, 2, 6)],
    ),
  ),
  gradientCheck('TopK', 'of two rows', () =>
    checkGradient((a) => tf.topk(a, 2).values, [tf.tensor2d([1, 4, 3, 2, 8, 5, 7, 6], [2, 4])]),
  ),
  gradientCheck('StridedSlice', 'backwards by two and forwards by three', () =>
    checkGradient((a) => tf.stridedSlice(a, [3, 0], [-5, 4], [-2, 3]), [matrix(4, 4)]),
  ),
  gradientCheck('StridedSlice', 'with an ellipsis', () =>
    // [..., 1::2]
    checkGradient(
      (a) => tf.stridedSlice(a, [0, 1], [0, 4], [1, 2], 0, 0, 1),
      [values<tf.Rank.R3>([2, 3, 4])],
    ),
  ),
  gradientCheck('StridedSlice', 'with an axis left out', () =>
    // [1, ..., ::-2]
    checkGradient(
      (a) => tf.stridedSlice(a, [1, 0, 0], [2, 0, 0], [1, 1, -2], 4, 4, 2, 0, 1),
      [values<tf.Rank.R3>([2, 3, 4])],
    ),
  ),
  kernelCheck('StridedSlice', 'with an axis left out', ['cpu', 'wasm', 'webgpu'], async () => {
    // [1, ..., ::2] and [0, ::-2]
    const x = tf.reshape(tf.range(0, 8), [2, 2, 2]);
    await expectClose(tf.stridedSlice(x, [1, 0, 0], [2, 0, 2], [1, 1, 2], 0, 0, 2, 0, 1), [4, 6], {});
    const flat = tf.reshape(x, [2, 4]);
    await expectClose(tf.stridedSlice(flat, [0, 0], [1, 0], [1, -2], 2, 2, 0, 0, 1), [3, 1], {});
  }),
  ...einsums.map(([equation, left, right]) =>
    gradientCheck('Einsum', equation, () =>
      checkGradient(
        (a, b) => tf.einsum(equation, a!, b!),
        [
          uniformTensor(left as never, { low: -1, seed: 7 }),
          uniformTensor(right as never, { low: -1, seed: 8 }),
        ],
      ),
    ),
  ),
  gradientCheck('Einsum', 'of one tensor', () =>
    checkGradient((a) => tf.einsum('abc->ca', a), [values<tf.Rank.R3>([2, 2, 3])]),
  ),
  kernelCheck('Einsum', 'of two tensors and of one', ['wasm'], async () => {
    const [a, b] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([1, 10, 100, 1000], [2, 2])];
    // a row of a with a row of b: 1 · 1 + 2 · 10, …, transposed
    await expectClose(tf.einsum('ij,kj->ki', a, b), [21, 43, 2100, 4300], {});
    await expectClose(tf.einsum('ij->j', a), [4, 6], {});
    await expectClose(tf.einsum('ij->ij', a), [1, 2, 3, 4], {});
  }),
  kernelCheck('Einsum', 'with a sum in either input', ['cpu', 'wasm', 'webgpu'], async () => {
    const [a, b] = [tf.tensor2d([1, 10], [1, 2]), tf.tensor2d([1, 2, 3, 4], [2, 2])];
    // (1 + 10) (1 + 2) and (1 + 10) (3 + 4)
    await expectClose(tf.einsum('ac,bd->ab', a, b), [33, 77], {});
  }),
  kernelCheck('TensorScatterUpdate', 'which leaves its input as it is', ['cpu'], async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const updated = tf.tensorScatterUpdate(x, int([1], [1, 1]), tf.tensor1d([5]));
    await expectClose(tf.stack([x, updated]), [1, 2, 3, 1, 5, 3], {});
  }),
  kernelCheck('Cast', 'of whole numbers, then transposed', ['webgpu'], async () => {
    const floats = tf.cast(int([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]), 'float32');
    await expectClose(tf.transpose(floats, [0, 2, 1]), [1, 3, 2, 4, 5, 7, 6, 8], {});
  }),
  kernelCheck('BatchMatMul', 'by one tensor in two shapes', ['wasm'], () =>
    inTwoShapes((a, b) => tf.matMul(a, b)),
  ),
  kernelCheck('_FusedMatMul', 'by one tensor in two shapes', ['wasm'], () =>
    inTwoShapes((a, b) => tf.fused.matMul({ a, b, activation: 'relu' })),
  ),
  kernelCheck('OneHot', 'of float32, with values between', ['wasm'], async () => {
    const hot = tf.oneHot(int([2, 0], [2]), 3, 0.75, 0.125, 'float32');
    const off = 0.125;
    await expectClose(hot, [off, off, 0.75, 0.75, off, off], {});
  }),
  kernelCheck('UnsortedSegmentSum', 'the gradient of tf.gather', ['wasm'], () =>
    checkGradient((a) => tf.gather(a, int([2, 0, 2], [3]), 1), [matrix(2, 3)]),
  ),
  kernelCheck('AddN', 'of 60 tensors', ['webgpu'], async () => {
    const sum = tf.addN(Array.from({ length: 60 }, (_, index) => tf.tensor1d([index, 1])));
    // 0 + 1 + … + 59
    await expectClose(sum, [1770, 60], {});
  }),
  kernelCheck('SearchSorted', 'from the left', ['tensorflow'], async () => {
    await expectClose(tf.searchSorted(tf.tensor1d([1, 3, 5]), tf.tensor1d([2, 5])), [1, 2], {});
  }),
  kernelCheck('DenseBincount', 'of three', ['tensorflow'], async () => {
    await expectClose(tf.denseBincount(tf.tensor1d([1, 1, 2], 'int32'), [] as never, 3), [0, 2, 1], {});
  }),
];

/** With a column and a row, which are a tenth or more apart. */
const ofRowAndColumn = (operation: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) =>
  checkGradient((a, b) => operation(a!, b!), [tf.tensor2d([1, 2], [2, 1]), tf.tensor1d([0.5, 1.5, 2.5])]);

const products = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

export const broadcastChecks: readonly StandardCheck[] = [
  gradientCheck('Maximum', 'of a row and a column', () => ofRowAndColumn(tf.maximum)),
  gradientCheck('Minimum', 'of a row and a column', () => ofRowAndColumn(tf.minimum)),
  gradientCheck('SquaredDifference', 'of a row and a column', () => ofRowAndColumn(tf.squaredDifference)),
  ...products.map(([transposeA, transposeB]) =>
    gradientCheck('BatchMatMul', `by one matrix for all, transposed: ${transposeA}, ${transposeB}`, () =>
      checkGradient(
        (a, b) => tf.matMul(a!, b!, transposeA, transposeB),
        [
          values<tf.Rank.R3>(transposeA ? [2, 3, 2] : [2, 2, 3]),
          values<tf.Rank.R3>(transposeB ? [1, 2, 3] : [1, 3, 2], 6),
        ],
      ),
    ),
  ),
];

/** x² where the condition holds, 3 x elsewhere; x keeps clear of the conditions' steps. */
const branch = (condition: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) =>
  tf.where(condition(x), tf.square(x), tf.mul(x, 3));
const positive = (x: tf.Tensor) => tf.greaterEqual(x, 0);

const conditions: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  Greater: (x) => tf.greater(x, tf.mul(x, -1)),
  Less: (x) => tf.less(0, x),
  LessEqual: (x) => tf.lessEqual(x, 0.5),
  Equal: (x) => tf.equal(tf.sign(x), 1),
  NotEqual: (x) => tf.notEqual(tf.sign(x), tf.tensor2d([1, -1], [2, 1])),
  LogicalAnd: (x) => tf.logicalAnd(positive(x), positive(tf.sub(1, x))),
  LogicalOr: (x) => tf.logicalOr(positive(x), positive(tf.sub(-1, x))),
  LogicalNot: (x) => tf.logicalNot(positive(x)),
  All: (x) => tf.tile(tf.all(positive(x), 1, true), [1, 3]),
  Any: (x) => tf.tile(tf.any(positive(x), 1, true), [1, 3]),
};

export const conditionChecks: readonly StandardCheck[] = Object.entries(conditions).map(
  ([kernel, condition]) =>
    gradientCheck(
      kernel,
      'as the condition of tf.where',
      () => checkGradient((x) => branch(condition)(x!), [tf.tensor2d([-2, -0.3, 0.3, 2, 0.7, 1.2], [2, 3])]),
      everywhere,
    ),
);
