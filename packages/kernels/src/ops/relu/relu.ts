import { registerGradient, type Tensor } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';

/**
 * `y = max(x, 0)`, any shape. The gradient is dy where y > 0 and 0 elsewhere; it is taken from the output,
 * so that the input need not be kept.
 */
export function relu<T extends Tensor>(x: T): T {
  return runKernel('TandemRelu', { x });
}

registerGradient({
  kernelName: 'TandemRelu',
  outputsToSave: [true],
  gradFunc: (upstream, saved) => {
    const dy = upstream as Tensor;
    const [y] = saved as [Tensor];
    return { x: () => runKernel('TandemReluGradient', { y, dy }) };
  },
});
