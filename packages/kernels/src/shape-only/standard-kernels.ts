import type { DataType } from '@tensorflow/tfjs-core';

interface Described {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** The shapes that a kernel returns, from its inputs' shapes and its attributes. */
export type ShapeRule = (
  inputs: Readonly<Record<string, Described | readonly Described[]>>,
  attributes: Readonly<Record<string, unknown>>,
) => readonly Described[];

const named = (inputs: Parameters<ShapeRule>[0], name: string) => inputs[name] as Described;

const sameAs =
  (name: string): ShapeRule =>
  (inputs) => [named(inputs, name)];

const broadcast =
  (dtype?: DataType): ShapeRule =>
  (inputs) => {
    const [a, b] = [named(inputs, 'a'), named(inputs, 'b')];
    const rank = Math.max(a.shape.length, b.shape.length);
    const size = ({ shape }: Described, axis: number) => shape[axis - rank + shape.length] ?? 1;
    const shape = Array.from({ length: rank }, (_, axis) => {
      const [left, right] = [size(a, axis), size(b, axis)];
      return left === 1 ? right : left;
    });
    return [{ shape, dtype: dtype ?? a.dtype }];
  };

const axesOf = (axis: unknown, rank: number): number[] => {
  const list =
    axis === null || axis === undefined ? Array.from({ length: rank }, (_, i) => i) : [axis].flat();
  return (list as number[]).map((one) => (one < 0 ? one + rank : one));
};

const reduce: ShapeRule = (inputs, { axis, reductionIndices, keepDims }) => {
  const { shape, dtype } = named(inputs, 'x');
  const axes = axesOf(axis ?? reductionIndices, shape.length);
  const sizes = keepDims
    ? shape.map((size, index) => (axes.includes(index) ? 1 : size))
    : shape.filter((_, index) => !axes.includes(index));
  return [{ shape: sizes, dtype }];
};

const reshape: ShapeRule = (inputs, { shape }) => {
  const x = named(inputs, 'x');
  const known = (shape as number[]).reduce((product, size) => (size < 0 ? product : product * size), 1);
  const total = x.shape.reduce((product, size) => product * size, 1);
  return [{ shape: (shape as number[]).map((size) => (size < 0 ? total / known : size)), dtype: x.dtype }];
};

const expandDims: ShapeRule = (inputs, { dim }) => {
  const { shape, dtype } = named(inputs, 'input');
  const at = (dim as number) < 0 ? (dim as number) + shape.length + 1 : (dim as number);
  return [{ shape: [...shape.slice(0, at), 1, ...shape.slice(at)], dtype }];
};

const concat: ShapeRule = (inputs, { axis }) => {
  const parts = Object.values(inputs).flat() as Described[];
  const { shape, dtype } = parts[0]!;
  const [along] = axesOf(axis, shape.length);
  const size = parts.reduce((total, part) => total + part.shape[along!]!, 0);
  return [{ shape: shape.map((one, index) => (index === along ? size : one)), dtype }];
};

const slice: ShapeRule = (inputs, { begin, size }) => {
  const { shape, dtype } = named(inputs, 'x');
  const [starts, sizes] = [begin as number[], size as number[]];
  return [{ shape: sizes.map((one, i) => (one < 0 ? shape[i]! - starts[i]! : one)), dtype }];
};

const split: ShapeRule = (inputs, { numOrSizeSplits, axis }) => {
  const { shape, dtype } = named(inputs, 'x');
  const [along] = axesOf(axis, shape.length);
  const sizes = Array.isArray(numOrSizeSplits)
    ? (numOrSizeSplits as number[])
    : new Array<number>(numOrSizeSplits as number).fill(shape[along!]! / (numOrSizeSplits as number));
  return sizes.map((size) => ({ shape: shape.map((one, i) => (i === along ? size : one)), dtype }));
};

const transpose: ShapeRule = (inputs, { perm }) => {
  const { shape, dtype } = named(inputs, 'x');
  return [{ shape: (perm as number[]).map((axis) => shape[axis]!), dtype }];
};

/** The kernels of TensorFlow.js that forward passes use; another one is an error that names it. */
export const standardRules: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(
    ['Exp', 'Log', 'Sigmoid', 'Rsqrt', 'Sqrt', 'Square', 'Neg', 'Abs', 'Tanh', 'Softplus', 'Identity'].map(
      (name) => [name, sameAs('x')],
    ),
  ),
  ...Object.fromEntries(
    ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'Pow'].map((name) => [name, broadcast()]),
  ),
  ...Object.fromEntries(
    ['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'LogicalAnd', 'LogicalOr'].map((name) => [
      name,
      broadcast('bool'),
    ]),
  ),
  ...Object.fromEntries(['Mean', 'Sum', 'Max', 'Min'].map((name) => [name, reduce])),
  Select: sameAs('t'),
  ClipByValue: sameAs('x'),
  ZerosLike: sameAs('x'),
  OnesLike: sameAs('x'),
  Fill: (_, { shape, dtype }) => [{ shape: shape as number[], dtype: (dtype as DataType) ?? 'float32' }],
  Range: (_, { start, stop, step, dtype }) => [
    {
      shape: [Math.max(0, Math.ceil(((stop as number) - (start as number)) / (step as number)))],
      dtype: (dtype as DataType) ?? 'float32',
    },
  ],
  Cast: (inputs, { dtype }) => [{ ...named(inputs, 'x'), dtype: dtype as DataType }],
  Softmax: sameAs('logits'),
  Reshape: reshape,
  ExpandDims: expandDims,
  Concat: concat,
  Slice: slice,
  SplitV: split,
  Transpose: transpose,
};
