import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { GradientReplacement, KernelReplacement } from './replacement.ts';

interface Convolution<A> {
  /** tfjs's names of the convolution and of its gradients. */
  readonly names: { readonly forward: string; readonly input: string; readonly filter: string };
  readonly inputGradient: (
    dy: Tensor4D,
    filter: Tensor4D,
    inputShape: readonly number[],
    attributes: A,
  ) => Tensor4D;
  readonly filterGradient: (
    x: Tensor4D,
    dy: Tensor4D,
    filterShape: readonly number[],
    attributes: A,
  ) => Tensor4D;
}

/** The gradient of a kind of convolution, and the kernels that tfjs's own gradient is made of. */
export interface ConvolutionReplacements {
  readonly gradient: (stock: string) => GradientReplacement;
  readonly inputKernel: (stock: string) => KernelReplacement;
  readonly filterKernel: (stock: string) => KernelReplacement;
}

const ours = 'every padding and dilation, by the kernels of `conv2d` of this package';

export function convolutionReplacements<A>({
  names,
  inputGradient,
  filterGradient,
}: Convolution<A>): ConvolutionReplacements {
  return {
    gradient: (stock) => ({
      stock,
      ours,
      needs: 'TandemConv2DInputGradient',
      gradient: {
        kernelName: names.forward,
        inputsToSave: ['x', 'filter'],
        gradFunc: (upstream, saved, attrs) => {
          const dy = upstream as Tensor4D;
          const [x, filter] = saved as [Tensor4D, Tensor4D];
          return {
            x: () => inputGradient(dy, filter, x.shape, attrs as A),
            filter: () => filterGradient(x, dy, filter.shape, attrs as A),
          };
        },
      },
    }),
    inputKernel: (stock) => ({
      name: names.input,
      stock,
      ours,
      compute: () => (call) => {
        const { dy, filter } = call.inputs as { dy: Tensor4D; filter: Tensor4D };
        const { inputShape, ...attributes } = call.attrs as unknown as { inputShape: number[] };
        return tidy(() => inputGradient(dy, filter, inputShape, attributes as A));
      },
    }),
    filterKernel: (stock) => ({
      name: names.filter,
      stock,
      ours,
      compute: () => (call) => {
        const { x, dy } = call.inputs as { x: Tensor4D; dy: Tensor4D };
        const { filterShape, ...attributes } = call.attrs as unknown as { filterShape: number[] };
        return tidy(() => filterGradient(x, dy, filterShape, attributes as A));
      },
    }),
  };
}
