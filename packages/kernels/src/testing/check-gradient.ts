import '@tensorflow/tfjs';
import { dispose, grads, mul, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tolerance } from './expect-close.ts';
import { uniformValues } from './uniform-values.ts';

export interface CheckGradientOptions extends Tolerance {
  /** Step on either side of each value. Inputs should keep clear of kinks by more than this. */
  readonly epsilon?: number;
}

/**
 * Compares tf.grads of `f` with central differences, for every value of every input. f may return a tensor
 * of any shape: what is differentiated is its product with fixed random weights, summed in float64 here and
 * not on the backend, so that the outputs that a value does not touch cancel exactly.
 *
 * A derivative passes within `abs + rel · |difference quotient|`.
 */
export async function checkGradient(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { epsilon = 1e-2, abs = 1e-3, rel = 1e-2 }: CheckGradientOptions = {},
): Promise<void> {
  const shape = tidy(() => f(...inputs).shape);
  const size = shape.reduce((product, axis) => product * axis, 1);
  const weights = size === 1 ? new Float32Array([1]) : uniformValues(size, { low: -1, high: 1, seed: 99 });
  const gradients = tidy(() =>
    grads((...variables: Tensor[]) => sum(mul(f(...variables), tensor(weights, shape))))([...inputs]),
  );
  const problems: string[] = [];
  for (const [which, input] of inputs.entries()) {
    const values = (await input.data()) as Float32Array;
    const derivatives = await gradients[which]!.data();
    for (let i = 0; i < values.length; i++) {
      const at = async (step: number) => {
        const moved = Float32Array.from(values);
        moved[i]! += step;
        const replaced = tensor(moved, input.shape);
        const output = tidy(() => f(...inputs.map((one, index) => (index === which ? replaced : one))));
        const results = await output.data();
        dispose([replaced, output]);
        return { place: moved[i]!, results };
      };
      const [after, before] = [await at(epsilon), await at(-epsilon)];
      let difference = 0;
      for (let k = 0; k < size; k++) difference += weights[k]! * (after.results[k]! - before.results[k]!);
      const quotient = difference / (after.place - before.place);
      if (!(Math.abs(derivatives[i]! - quotient) <= abs + rel * Math.abs(quotient))) {
        problems.push(
          `input ${which}, value ${i}: gradient ${derivatives[i]}, difference quotient ${quotient}`,
        );
      }
    }
  }
  dispose(gradients);
  if (problems.length > 0) {
    throw new Error(`${problems.length} derivatives are off; ${problems.slice(0, 5).join('; ')}`);
  }
}
