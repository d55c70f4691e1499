import { STEP } from './elementwise.ts';
import { sizeOf } from './heap.ts';
import type { WasmKernel } from './kernel.ts';

/** `(positive · t + negative · (1 − t)) · d^exponent · BCE(p, t)`, with p = σ(logit) and target t. */
export interface SigmoidLoss {
  /** d is p (1 − t) + (1 − p) t; otherwise |p − t|. The two differ where t is neither 0 nor 1. */
  readonly isMixed?: boolean;
  /** At least 0. */
  readonly exponent: number;
  /** Both 1 by default. */
  readonly weights?: { readonly positive: number; readonly negative: number };
}

/** The kernels of a loss of logits and targets, `name`, and of its gradient, `${name}Gradient`. */
export function sigmoidLossKernels<A>(
  name: string,
  lossOf: (attributes: A) => SigmoidLoss,
): readonly [WasmKernel<A>, WasmKernel<A>] {
  const kernel = (
    kernelName: string,
    simd: 'sigmoidLoss' | 'sigmoidLossGradient',
    reads: readonly string[],
  ): WasmKernel<A> => ({
    name: kernelName,
    run: ({ inputs, attributes, heap }) => {
      const { isMixed = false, exponent, weights } = lossOf(attributes);
      const read = reads.map((input) => inputs[input]!);
      const output = heap.output(read[0]!.shape);
      const size = sizeOf(output);
      heap.run(simd, {
        parameters: [...[...read, output].map((tensor) => heap.address(tensor)), size, Number(isMixed)],
        numbers: [exponent, weights?.positive ?? 1, weights?.negative ?? 1],
        items: Math.ceil(size / STEP),
        work: 20 * size,
      });
      return output;
    },
  });
  return [
    kernel(name, 'sigmoidLoss', ['logits', 'targets']),
    kernel(`${name}Gradient`, 'sigmoidLossGradient', ['logits', 'targets', 'dy']),
  ];
}
