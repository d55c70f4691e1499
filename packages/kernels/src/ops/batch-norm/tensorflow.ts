import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { Native, NativeKernel } from '../../tensorflow/native.ts';

interface Attributes {
  readonly epsilon: number;
}

export const batchNormTrainNative: NativeKernel<Attributes> = {
  name: 'TandemBatchNormTrain',
  run: (native, { x, scale, offset }, { epsilon }) => {
    const [y, mean, unbiased] = forward(native, x!, scale!, offset!, epsilon) as [Tensor, Tensor, Tensor];
    const count = x!.size / scale!.size;
    const variance = native.op('Mul', [unbiased, native.scalar(Math.max(count - 1, 1) / count)]);
    return [y, mean, variance];
  },
};

/**
 * FusedBatchNormGradV3 takes three tensors that its forward made for it. On a CPU those are the mean and the
 * biased variance; on a GPU they are cuDNN's own, and the forward is run again for them.
 */
export const batchNormTrainGradientNative: NativeKernel<Attributes> = {
  name: 'TandemBatchNormTrainGradient',
  run: (native, { x, dy, mean, variance, scale }, { epsilon }) => {
    const reserved = native.isGpu
      ? forward(native, x!, scale!, scale!, epsilon).slice(3)
      : [mean!, variance!, tensor1d([], 'float32')];
    return native
      .ops('FusedBatchNormGradV3', [dy!, x!, scale!, ...reserved], 5, attributesOf(epsilon))
      .slice(0, 3);
  },
};

/** y, mean, unbiased variance, and three tensors for the gradient. */
function forward(native: Native, x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): Tensor[] {
  const none = tensor1d([], 'float32');
  return native.ops('FusedBatchNormV3', [x, scale, offset, none, none], 6, attributesOf(epsilon));
}

function attributesOf(epsilon: number) {
  return { epsilon: { float: epsilon }, is_training: true };
}
