import type { Tensor } from '@tensorflow/tfjs-core';
import { type UniformOptions, uniformValues } from '../testing/uniform-values.ts';

/** Numbers in row-major order with their shape. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
  /** Whether they are an int32 tensor. */
  readonly integer?: boolean;
}

/** A tensor, or what an operation on the host returns. */
export type Result = Tensor | Float32Array | Int32Array;

/** One call of an op beside the same computed in float64. */
export interface AccuracyCase {
  readonly inputs: Readonly<Record<string, Values>>;
  readonly run: (tensors: Readonly<Record<string, Tensor>>) => readonly Result[];
  /** The same results by plain loops, with every number a double. */
  readonly reference: (inputs: Readonly<Record<string, Values>>) => readonly ArrayLike<number>[];
  /** Inputs in which the first result is differentiable. */
  readonly gradients: readonly string[];
}

/** How large a case is, and which numbers are in it. */
export interface CaseSize {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly seed: number;
  /** Largest magnitude of logits; features stay within 1. */
  readonly logits: number;
}

/** An op of the package: how to call it, with which options. */
export interface AccuracyOp {
  /** Its exported name. */
  readonly op: string;
  /** By the options that each tries. */
  readonly variants: Readonly<Record<string, (size: CaseSize) => AccuracyCase>>;
  /** Largest error allowed, of the results and of the gradients: see `measure`. */
  readonly bound: number;
  readonly gradientBound: number;
}

/**
 * A case with its inputs' names checked: `run` and `reference` can read those of `inputs` alone. A tensor's type
 * is left open, so that it fits an op that wants a certain rank.
 */
export function accuracyCase<N extends string>(one: {
  readonly inputs: Readonly<Record<N, Values>>;
  readonly run: (tensors: Readonly<Record<N, never>>) => readonly Result[];
  readonly reference: (inputs: Readonly<Record<N, Values>>) => readonly ArrayLike<number>[];
  readonly gradients?: readonly NoInfer<N>[];
}): AccuracyCase {
  return { gradients: [], ...one } as unknown as AccuracyCase;
}

/** Uniform values in [-1, 1) unless told otherwise. */
export function uniform(shape: readonly number[], options: UniformOptions): Values {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return { shape, data: uniformValues(size, { low: -1, high: 1, ...options }) };
}

/** Cells of the maps of a size. */
export function cellsOf({ batch, height, width }: CaseSize): number {
  return batch * height * width;
}
