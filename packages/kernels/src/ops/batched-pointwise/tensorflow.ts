import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeKernel } from '../../tensorflow/native.ts';

export const batchedPointwiseNative: NativeKernel = {
  name: 'TandemBatchedPointwise',
  run: (native, { x, filters }) => {
    const outputs = filters!.shape[2]!;
    const y = native.op('BatchMatMulV2', [rowsOf(native, x!), filters!]);
    return native.reshape(y, [...x!.shape.slice(0, 3), outputs]);
  },
};

export const batchedPointwiseFilterGradientNative: NativeKernel = {
  name: 'TandemBatchedPointwiseFilterGradient',
  run: (native, { x, dy }) =>
    native.op('BatchMatMulV2', [rowsOf(native, x!), rowsOf(native, dy!)], { adj_x: true }),
};

/** [B, H, W, C] as [B, H·W, C]. */
function rowsOf(native: Native, x: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return native.reshape(x, [batch, height * width, channels]);
}
