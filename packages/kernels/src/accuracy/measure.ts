import { dispose, engine, grads, mul, profile, sum, Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { runsOnHost } from '../host/kernel-func.ts';
import { uniformValues } from '../testing/uniform-values.ts';
import type { AccuracyCase, AccuracyOp, CaseSize, Result, Values } from './accuracy-case.ts';

/** How far an op is from float64 on the backend in use. */
export interface Measurement {
  /**
   * Largest difference of a result, over the largest magnitude of that result; infinite where a whole number
   * differs, or where only one of the two is NaN.
   */
  readonly error: number;
  /** The same of the gradients, against difference quotients of the float64 reference; null where it has none. */
  readonly gradientError: number | null;
}

/**
 * Who computes it: `kernel`, one kernel of the backend; `composition`, several; `host`, loops on the processor
 * over memory that is read and written back.
 */
export type Way = 'kernel' | 'composition' | 'host';

/** Small enough for a difference quotient of every input. */
export const SMALL: CaseSize = { batch: 2, height: 3, width: 4, channels: 2, seed: 1, logits: 6 };
const SIZES: readonly CaseSize[] = [
  SMALL,
  // four channels, which kernels on webgpu read at once
  { batch: 1, height: 5, width: 3, channels: 4, seed: 11, logits: 30 },
  { batch: 2, height: 9, width: 7, channels: 5, seed: 21, logits: 100 },
];
/** Results of more inputs than this are measured without their gradients. */
const MOST_DERIVATIVES = 700;
/** Of the difference quotients, in float64. */
const STEP = 1e-5;

/** The worst over an op's variants and the sizes. */
export async function measure(op: AccuracyOp): Promise<Measurement> {
  let error = 0;
  let gradientError: number | null = null;
  for (const make of Object.values(op.variants)) {
    for (const size of SIZES) {
      const one = make(size);
      error = worse(error, await errorOf(one));
      if (one.gradients.length === 0) continue;
      const count = one.gradients.reduce((total, name) => total + one.inputs[name]!.data.length, 0);
      if (count <= MOST_DERIVATIVES) gradientError = worse(gradientError ?? 0, await gradientErrorOf(one));
    }
  }
  return { error, gradientError };
}

/** The largest error of the results of a case. */
export async function errorOf(one: AccuracyCase): Promise<number> {
  const results = await resultsOf(one);
  return one
    .reference(one.inputs)
    .map((expected, index) => relativeError(results[index]!, expected))
    .reduce(worse, 0);
}

/** The results of a case on the backend in use, read. */
export async function resultsOf({ inputs, run }: AccuracyCase): Promise<(Float32Array | Int32Array)[]> {
  const tensors = tensorsOf(inputs);
  const results = tidy(() => [...run(tensors)] as Tensor[]) as Result[];
  const values = await Promise.all(
    results.map(async (one) => (one instanceof Tensor ? ((await one.data()) as Float32Array) : one)),
  );
  dispose([...Object.values(tensors), ...results.filter((one) => one instanceof Tensor)]);
  return values;
}

async function gradientErrorOf(one: AccuracyCase): Promise<number> {
  const { inputs, run, reference, gradients: names } = one;
  const size = reference(inputs)[0]!.length;
  const weights = uniformValues(size, { low: -1, seed: 99 });
  const tensors = tensorsOf(inputs);
  const gradients = tidy(() =>
    grads((...moved: Tensor[]) => {
      const given = { ...tensors, ...Object.fromEntries(names.map((name, i) => [name, moved[i]!])) };
      const y = run(given)[0] as Tensor;
      return sum(mul(y, tensor(weights, y.shape)));
    })(names.map((name) => tensors[name]!)),
  );
  let worst = 0;
  for (const [index, name] of names.entries()) {
    const quotients = differenceQuotients(one, name, weights);
    worst = worse(worst, relativeError((await gradients[index]!.data()) as Float32Array, quotients));
  }
  dispose([...gradients, ...Object.values(tensors)]);
  return worst;
}

/** Derivatives of Σ weight · first result by central differences, in float64. */
function differenceQuotients(
  { inputs, reference }: AccuracyCase,
  name: string,
  weights: Float32Array,
): Float64Array {
  const moved = Float64Array.from(inputs[name]!.data);
  const given = { ...inputs, [name]: { ...inputs[name]!, data: moved } };
  return moved.map((value, i) => {
    moved[i] = value + STEP;
    const after = reference(given)[0]!;
    moved[i] = value - STEP;
    const before = reference(given)[0]!;
    moved[i] = value;
    let difference = 0;
    for (let k = 0; k < weights.length; k++) difference += weights[k]! * (after[k]! - before[k]!);
    return difference / (2 * STEP);
  });
}

function tensorsOf(inputs: Readonly<Record<string, Values>>): Record<string, Tensor> {
  const make = ({ shape, data, integer = false }: Values) =>
    integer
      ? tensor(Int32Array.from(data), [...shape], 'int32')
      : tensor(Float32Array.from(data), [...shape]);
  return Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, make(values)]));
}

/** See `Measurement`. Whole numbers equal NaN: there the reference leaves the choice open. */
function relativeError(got: Float32Array | Int32Array, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [largest, difference] = [0, 0];
  for (let i = 0; i < got.length; i++) {
    const [value, target] = [got[i]!, expected[i]!];
    if (Math.abs(target) > largest) largest = Math.abs(target);
    if (Object.is(value, target) || value === target) continue;
    if (got instanceof Int32Array) {
      if (!Number.isNaN(target)) return Number.POSITIVE_INFINITY;
      continue;
    }
    const distance = Math.abs(value - target);
    difference = worse(difference, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  }
  return difference === 0 ? 0 : difference / largest;
}

const worse = (a: number, b: number) => Math.max(a, b);

/** Which kernels an op runs on the backend in use, in its forward pass; casts and views do not count. */
export async function wayOf(op: AccuracyOp, backend: string): Promise<Way> {
  const one = Object.values(op.variants)[0]!(SMALL);
  const tensors = tensorsOf(one.inputs);
  const { kernelNames } = await profile(() =>
    engine().tidy(() => [...one.run(tensors)].filter((result) => result instanceof Tensor)),
  );
  dispose(Object.values(tensors));
  const kernels = kernelNames.filter(
    (name) => !/^(Cast|Identity|Reshape|Fill|ZerosLike|OnesLike)$/.test(name),
  );
  if (kernels.every((name) => runsOnHost(backend, name))) return 'host';
  return kernels.length === 1 && kernels[0]!.startsWith('Tandem') ? 'kernel' : 'composition';
}
