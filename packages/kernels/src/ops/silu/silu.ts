import { registerGradient, type Tensor } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';

/**
 * `y = x · σ(x)`, any shape (SiLU, also called swish). The gradient is `dy · σ(x) (1 + x (1 − σ(x)))`, one
 * kernel from the input alone: a composition would keep σ(x) beside it.
 *
 * Source: Elfwing et al. 2018; PyTorch's SiLU, the activation of YOLOX.
 */
export function silu<T extends Tensor>(x: T): T {
  return runKernel('TandemSilu', { x });
}

registerGradient({
  kernelName: 'TandemSilu',
  inputsToSave: ['x'],
  gradFunc: (upstream, saved) => {
    const dy = upstream as Tensor;
    const [x] = saved as [Tensor];
    return { x: () => runKernel('TandemSiluGradient', { x, dy }) };
  },
});
