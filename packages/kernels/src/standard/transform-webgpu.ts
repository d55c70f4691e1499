import { type Tensor, type TensorInfo, Transform, tile } from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

export const transformKernel: KernelReplacement = {
  name: Transform,
  stock: 'takes the one transform of a batch for its first image alone',
  ours: 'repeats it for every image',
  compute: (original) => (call) => {
    const { image, transforms } = call.inputs as { image: TensorInfo; transforms: Tensor };
    const batch = image.shape[0]!;
    if (transforms.shape[0] !== 1 || batch === 1) return original(call);
    const repeated = tile(transforms, [batch, 1]);
    const result = original({ ...call, inputs: { image, transforms: repeated } });
    repeated.dispose();
    return result;
  },
};
