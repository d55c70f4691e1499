/** A tensor in the memory of this process. */
export interface HostTensor {
  readonly shape: readonly number[];
  /** float32, or int32 where the kernel's contract says so. */
  readonly values: Float32Array | Int32Array;
}

/** What a kernel returns, before it is computed. */
export interface HostOutput {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

export type HostShapes = Readonly<Record<string, { readonly shape: readonly number[] } | undefined>>;
export type HostInputs = Readonly<Record<string, HostTensor | undefined>>;

/**
 * A kernel as a pure function of typed arrays, so that any backend whose tensors can be read on the host
 * can register it. It is split in two because some backends' memory moves when an output is allocated:
 * first every output's shape, then the computation, which finds all arrays in place.
 */
export interface HostKernel<A = never> {
  readonly name: string;
  readonly outputs: (inputs: HostShapes, attributes: A) => readonly HostOutput[];
  /** Writes every value of every output: their memory holds anything at first. Inputs are not written to. */
  readonly run: (inputs: HostInputs, outputs: readonly HostTensor[], attributes: A) => void;
}

export function shapeOf(inputs: HostShapes, name: string): readonly number[] {
  return inputs[name]!.shape;
}

export function floatsOf(inputs: HostInputs, name: string): Float32Array {
  return inputs[name]!.values as Float32Array;
}

export function integersOf(inputs: HostInputs, name: string): Int32Array {
  return inputs[name]!.values as Int32Array;
}

/** The values of the outputs, all float32. */
export function floatOutputs(outputs: readonly HostTensor[]): Float32Array[] {
  return outputs.map(({ values }) => values as Float32Array);
}

/** A float32 output of this shape. */
export function float(shape: readonly number[]): HostOutput {
  return { shape, dtype: 'float32' };
}

/** An int32 output of this shape. */
export function integer(shape: readonly number[]): HostOutput {
  return { shape, dtype: 'int32' };
}

/** Number of values of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}
