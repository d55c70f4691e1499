import { engine, FusedBatchNorm, fill, type Tensor } from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

/**
 * tf.batchNorm passes an offset or scale that it was not given as undefined, which the tape of a gradient
 * cannot hold. What the kernel gets is what the tape will: there it is made 0 and 1.
 */
export const batchNormKernel: KernelReplacement = {
  name: FusedBatchNorm,
  stock: 'throws under a gradient without offset or without scale',
  ours: '0 and 1 in their place',
  compute: (original) => (call) => {
    const inputs = call.inputs as Record<string, Tensor | undefined>;
    if (engine().state.gradientDepth > 0) {
      const { shape } = inputs['mean']!;
      inputs['offset'] ??= fill(shape, 0);
      inputs['scale'] ??= fill(shape, 1);
    }
    return original(call);
  },
};
