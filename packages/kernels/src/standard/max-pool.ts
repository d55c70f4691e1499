import {
  backend_util,
  MaxPool,
  type MaxPoolAttrs,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { runKernel } from '../run-kernel.ts';
import { padWindows } from './padded-windows.ts';
import type { KernelReplacement } from './replacement.ts';

/** Below every value that a window holds. */
const LOWEST = -3.4028234663852886e38;

/** The windows of tf.maxPool as this package's kernels take them; as many as dy has, if given. */
function plan(x: Tensor4D, { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs, dy?: Tensor4D) {
  const info = backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const size = [info.filterHeight, info.filterWidth] as const;
  const stride = [info.strideHeight, info.strideWidth] as const;
  const outputs = [dy?.shape[1] ?? info.outHeight, dy?.shape[2] ?? info.outWidth] as const;
  const before = [info.padInfo.top, info.padInfo.left] as const;
  const windows = padWindows(x.shape, outputs, { size, stride, dilation: [1, 1], before }, LOWEST);
  return { windows, attributes: { size, stride, padding: windows.padding } };
}

const ours = 'windows of any values and any padding, by the kernel of `maxPool2d` of this package';

export function maxPoolForward(stock: string): KernelReplacement {
  return {
    name: MaxPool,
    stock,
    ours,
    compute: (original) => (call) => {
      const x = call.inputs['x'] as Tensor4D;
      const attributes = call.attrs as unknown as MaxPoolAttrs;
      if (typeof attributes.pad === 'string') return original(call);
      const planned = plan(x, attributes);
      return tidy(() => runKernel('TandemMaxPool2D', { x: planned.windows.extend(x) }, planned.attributes));
    },
  };
}

/** The gradient of tf.maxPool: to the first largest cell of each window, in the order row, column. */
export function maxPoolGradient(stock: string): KernelReplacement {
  return {
    name: MaxPoolGrad,
    stock,
    ours,
    compute: () => (call) => {
      const { dy, input, output } = call.inputs as { dy: Tensor4D; input: Tensor4D; output: Tensor4D };
      const { windows, attributes } = plan(input, call.attrs as unknown as MaxPoolGradAttrs, dy);
      return tidy(() => {
        const inputs = { x: windows.extend(input), y: output, dy };
        return windows.cut(runKernel('TandemMaxPool2DGradient', inputs, attributes));
      });
    },
  };
}
