import * as tf from '@tensorflow/tfjs-core';
import type { Problem } from './problem.ts';

/** What is timed: its tensors are disposed of after each run. */
export type Work = () => tf.TensorContainer;

export interface Prepared {
  readonly tandem: Work;
  /** The same composed of plain tfjs ops. */
  readonly plain?: Work;
  /** A number that all contenders must agree on, such as how many boxes are kept. */
  readonly result?: () => number | Promise<number>;
}

/** One piece of work that Tandem and its peers are timed on. */
export interface KernelCase {
  /** The op by which `--ops` chooses. */
  readonly op: string;
  readonly name: string;
  /** Multiplications and additions of one run. */
  readonly flops?: number;
  /** Bytes that one run must at least read and write. */
  readonly bytes?: number;
  /** The function of `peers/kernels.py` and its arguments. */
  readonly peer?: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };
  readonly prepare: (problem: Problem) => Prepared;
}

/** What tells a case from the others. */
export function keyOf({ op, name }: KernelCase): string {
  return `${op}: ${name}`;
}

/** Makes cases with their rows, images or values divided by `shrink`. */
export type CasesOf = (shrink: number) => readonly KernelCase[];

/** Random values between `low` and `high`, the same every time. */
export function random<T extends tf.Tensor>(shape: readonly number[], low = -1, high = 1): T {
  return tf.randomUniform([...shape], low, high, 'float32', 1) as unknown as T;
}

/** Runs a kernel by its name, as gradients do. */
export function kernel(name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.TensorContainer {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as unknown as tf.TensorContainer;
}

/** A function's value and its gradient in `x`. */
export function withGradient(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Work {
  const compute = tf.valueAndGrad((input) => tf.sum(f(input)));
  return () => ({ ...compute(x) });
}

/** Bytes of float32 tensors of these shapes. */
export function bytesOf(...shapes: readonly (readonly number[])[]): number {
  return shapes.reduce((bytes, shape) => bytes + 4 * shape.reduce((size, axis) => size * axis, 1), 0);
}
